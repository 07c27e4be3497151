import { DEFAULT_PRIORITY, type Flow } from '../../flow.ts'
import { FLOW_FLAGS } from '../flow-flags.ts'
import { fail, part, quoted, suggestion, type Word, wordOf } from '../text-error.ts'
import { PROTOCOLS } from '../protocol.ts'
import { fieldByText, fieldTexts } from '../field-names.ts'
import { instructionsOf } from './instruction.ts'
import { matchOf } from './match.ts'
import { parseBig, parseNumber, parseTable } from './number.ts'
import { type Pair, pairsOf } from './pairs.ts'

type Properties = Partial<Omit<Flow, 'match' | 'instructions'>>

/** Of a dump: what a switch counted, which says nothing about the flow. */
const COUNTERS = new Set(['duration', 'n_packets', 'n_bytes', 'idle_age', 'hard_age'])

const notZero = (properties: Properties, value: number): Properties => (value === 0 ? {} : properties)

function parseProperty({ key, value }: Pair): Properties | undefined {
  const seconds = (): number => parseNumber(value, key.text, 16)
  switch (key.text) {
    case 'cookie':
      return { cookie: parseBig(value, 'cookie', 64) }
    case 'table':
      return { table: parseTable(value, 'table') }
    case 'priority':
      return { priority: parseNumber(value, 'priority', 16) }
    case 'idle_timeout':
      return notZero({ idleTimeoutS: seconds() }, seconds())
    case 'hard_timeout':
      return notZero({ hardTimeoutS: seconds() }, seconds())
    case 'importance':
      return notZero({ importance: seconds() }, seconds())
    default:
      return undefined
  }
}

const KEYWORDS = ['cookie', 'table', 'priority', 'idle_timeout', 'hard_timeout', 'importance', 'actions']

const isOfMatch = ({ key }: Pair): boolean =>
  fieldByText(key.text) !== undefined || PROTOCOLS.has(key.text) || /^(?:eth|dl_vlan|oxm_0x.*)$|\[/.test(key.text)

function unknownKeyword(key: Word): never {
  const names = [...KEYWORDS, ...FLOW_FLAGS.keys(), ...fieldTexts(), ...PROTOCOLS.keys()]
  return fail(key, `a flow has no ${quoted(key.text)}${suggestion(key.text, names)}`)
}

/** Flow and actions, split where ovs-ofctl splits them: at the first `action`. */
function halvesOf(text: string): readonly [Word, Word] {
  const whole = wordOf(text)
  const at = text.indexOf('action')
  const equals = at < 0 ? -1 : text.indexOf('=', at)
  if (equals < 0) return fail(part(whole, text.length), 'a flow needs actions=…; actions=drop drops')
  return [part(whole, 0, at), part(whole, equals + 1)]
}

/**
 * Reads a flow in the syntax of ovs-ofctl(8), or of its dumps: `table=1,priority=5,ip,nw_dst=10.0.0.0/8,actions=output:1`.
 * Table 0 and priority 32768 go without saying.
 *
 * @throws TextError that says which word is wrong and what is allowed
 */
export function parseFlow(text: string): Flow {
  const [head, actions] = halvesOf(text)
  let properties: Properties = {}
  let flags = 0
  const selectors: Pair[] = []
  for (const pair of pairsOf(head)) {
    const flag = FLOW_FLAGS.get(pair.key.text)
    const property = parseProperty(pair)
    if (property !== undefined) properties = { ...properties, ...property }
    else if (flag !== undefined) flags |= flag
    else if (pair.key.text === 'flags') flags |= parseNumber(pair.value, 'flags', 16)
    else if (isOfMatch(pair)) selectors.push(pair)
    else if (!COUNTERS.has(pair.key.text)) unknownKeyword(pair.key)
  }
  const match = matchOf(selectors)
  return {
    table: 0,
    priority: DEFAULT_PRIORITY,
    cookie: 0n,
    ...properties,
    ...(flags === 0 ? {} : { flags }),
    match,
    instructions: instructionsOf(actions, match),
  }
}

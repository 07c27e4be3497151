import type { Action } from '../../action/action.ts'
import { isOfConnection } from '../../match/field-access.ts'
import type { FieldName } from '../../match/fields.ts'
import type { Match } from '../../match/match.ts'
import { fail, quoted, suggestion, type Word } from '../text-error.ts'
import { isReservedPort, RESERVED_PORTS } from '../reserved-port.ts'
import type { ActionContext, ActionReader } from './action-reader.ts'
import { CHOICE_ACTIONS } from './choice-actions.ts'
import { CONNTRACK_ACTIONS } from './conntrack.ts'
import { CONTROL_ACTIONS } from './control-actions.ts'
import { FIELD_ACTIONS } from './field-actions.ts'
import { portOf } from './number.ts'
import { OUTPUT_ACTIONS, outputTo } from './output-actions.ts'
import { type Pair, pairsOf } from './pairs.ts'

const READERS = new Map<string, ActionReader>([
  ...OUTPUT_ACTIONS,
  ...CHOICE_ACTIONS,
  ...FIELD_ACTIONS,
  ...CONNTRACK_ACTIONS,
  ...CONTROL_ACTIONS,
])

/** ovs-ofctl's own limit. */
const MAX_DEPTH = 100

/** What may stand inside of `ct(exec(…))`: nat, and actions that write the connection's own fields. */
function writtenField(action: Action): FieldName | undefined {
  if (action.type === 'set_field') return action.field
  return action.type === 'load' || action.type === 'move' ? action.target.field : undefined
}

function checkPlace(action: Action, key: Word, inside: string): void {
  const field = writtenField(action)
  const ofConnection = field !== undefined && isOfConnection(field)
  if (inside === 'ct') {
    if (action.type === 'nat' || ofConnection) return
    fail(key, `inside of ct only ct_mark, ct_label and nat are set; ${quoted(key.text)} is not allowed there`)
  }
  if (action.type === 'nat') fail(key, 'nat is only allowed inside of ct')
  if (ofConnection) fail(key, `${field} is only set inside of ct(exec(…))`)
  if (action.type === 'meter' && inside !== '') fail(key, `meter is not allowed inside of ${inside}`)
}

function unknownAction(key: Word): never {
  const names = [...READERS.keys(), ...RESERVED_PORTS.keys()]
  return fail(key, `no action is called ${quoted(key.text)}${suggestion(key.text, names)}`)
}

function readAction(pair: Pair, context: ActionContext): readonly Action[] {
  const { key, value } = pair
  const name = key.text.toLowerCase()
  const read = READERS.get(name)
  if (read === undefined) {
    const port = portOf(key.text)
    if (port === undefined || (pair.delimiter !== '' && !isReservedPort(port))) unknownAction(key)
    return [outputTo(key, port)]
  }
  const actions = read(value, context, key)
  return 'type' in actions ? [actions] : actions
}

export interface ActionList {
  /** Whether `drop` was said. */
  readonly drop: boolean
  readonly actions: readonly Action[]
}

/** `conjunction` says when a flow applies, so nothing but notes may stand beside it. */
function checkConjunction(actions: readonly Action[], list: Word): void {
  if (!actions.some(({ type }) => type === 'conjunction')) return
  const other = actions.find(({ type }) => type !== 'conjunction' && type !== 'note')
  if (other !== undefined) fail(list, `beside conjunction only note is allowed, not ${other.type}`)
}

/** The actions of some pairs; `inside` is the action they are arguments of, empty for none. */
export function actionsOf(pairs: readonly Pair[], list: Word, match: Match, inside = '', depth = 0): readonly Action[] {
  if (depth > MAX_DEPTH) fail(list, `actions are nested more than ${MAX_DEPTH} deep`)
  const context: ActionContext = {
    match,
    nested: (words, within) => actionsOf(pairsOf(words), words, match, within, depth + 1),
  }
  const actions: Action[] = []
  let drop: Word | undefined
  for (const pair of pairs) {
    if (pair.key.text.toLowerCase() === 'drop') {
      drop = pair.key
      continue
    }
    const read = readAction(pair, context)
    for (const action of read) checkPlace(action, pair.key, inside)
    actions.push(...read)
  }
  if (drop !== undefined && actions.length > 0) fail(drop, '"drop" stands alone, without any other action')
  checkConjunction(actions, list)
  return actions
}

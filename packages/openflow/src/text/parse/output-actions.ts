import type { Action, ControllerAction, HashFields, SampleAction } from '../../action/action.ts'
import { OFPP_ANY, OFPP_CONTROLLER, OFPP_IN_PORT, OFPP_LOCAL, OFPP_MAX } from '../../action/reserved-ports.ts'
import type { Subfield } from '../../action/subfield.ts'
import { fail, part, quoted, type Word } from '../text-error.ts'
import type { ActionReaders } from './action-reader.ts'
import { parseChoice, readKeywords } from './keywords.ts'
import { parseNumber, parseOctets, parsePort, parseTable, portOf } from './number.ts'
import { wordsOf } from './pairs.ts'
import { parseSubfield } from './subfield.ts'

const WHOLE_PACKET = 0xffff
/** What Open vSwitch cuts packets to at least: an Ethernet header. */
const ETHERNET_HEADER_BYTES = 14

const REASONS = ['no_match', 'action', 'invalid_ttl', 'action_set', 'group', 'packet_out'] as const
const HASH_FIELDS = [
  'eth_src',
  'symmetric_l4',
  'symmetric_l3l4',
  'symmetric_l3l4+udp',
  'nw_src',
  'nw_dst',
  'symmetric_l3',
] as const satisfies readonly HashFields[]

/** A port packets can leave by. */
export function outputTo(word: Word, port: number): Action {
  if (port === OFPP_ANY) fail(word, `no packet can leave by ${quoted(word.text)}`)
  return { type: 'output', port }
}

function parseTruncated(list: Word): Action {
  let port = 0
  let maxLength: number | undefined
  readKeywords(list, 'output', {
    port: (value) => {
      port = parsePort(value, 'port')
      if (port >= OFPP_MAX && port !== OFPP_LOCAL && port !== OFPP_IN_PORT) {
        fail(value, `packets are only cut for plain ports, LOCAL and IN_PORT, not ${quoted(value.text)}`)
      }
    },
    max_len: (value) => {
      maxLength = parseNumber(value, 'max_len', 32)
      if (maxLength < ETHERNET_HEADER_BYTES) fail(value, `max_len is at least ${ETHERNET_HEADER_BYTES}`)
    },
  })
  return { type: 'output_trunc', port, maxLength: maxLength ?? fail(list, 'output(port=…) needs max_len') }
}

function parseOutput(value: Word): Action {
  if (value.text.includes('port') && value.text.includes('max_len')) return parseTruncated(value)
  const port = portOf(value.text)
  if (port !== undefined) return outputTo(value, port)
  if (/^[A-Za-z_0-9]+\[/.test(value.text)) return { type: 'output_reg', source: parseSubfield(value) }
  return outputTo(value, parsePort(value, 'output'))
}

function parseController(value: Word): Action {
  const plain = (maxLength: number): Action =>
    maxLength === WHOLE_PACKET
      ? { type: 'output', port: OFPP_CONTROLLER }
      : { type: 'output', port: OFPP_CONTROLLER, maxLength }
  if (value.text === '') return plain(WHOLE_PACKET)
  if (/^[0-9]+$/.test(value.text)) return plain(parseNumber(value, 'max_len', 16))
  let action: ControllerAction = { type: 'controller' }
  let maxLength = WHOLE_PACKET
  readKeywords(value, 'controller', {
    reason: (word) => {
      const reason = parseChoice(word, 'reason', REASONS)
      if (reason !== 'action') action = { ...action, reason }
    },
    max_len: (word) => {
      maxLength = parseNumber(word, 'max_len', 16)
    },
    id: (word) => {
      const id = parseNumber(word, 'id', 16)
      if (id !== 0) action = { ...action, id }
    },
    userdata: (word) => {
      const userdata = parseOctets(word, 'userdata')
      if (userdata.length > 0) action = { ...action, userdata }
    },
    pause: () => {
      action = { ...action, pause: true }
    },
    meter_id: (word) => {
      action = { ...action, meter: parseNumber(word, 'meter_id', 32) }
    },
  })
  if (Object.keys(action).length === 1) return plain(maxLength)
  return maxLength === WHOLE_PACKET ? action : { ...action, maxLength }
}

function parseEnqueue(value: Word): Action {
  const [port, queue, more] = wordsOf(value, ':,q ')
  if (port === undefined || queue === undefined || more !== undefined) {
    fail(value, 'enqueue is written enqueue:PORT:QUEUE')
  }
  return { type: 'enqueue', port: parsePort(port, 'enqueue'), queue: parseNumber(queue, 'queue', 32) }
}

/** The words in front of the members, and the members. */
function membersOf(value: Word): readonly [readonly Word[], readonly number[]] {
  const found = /(?:members|slaves)[: ]/i.exec(value.text)
  if (found === null) fail(value, 'a bundle ends with members:PORT,…')
  const members = wordsOf(part(value, found.index + found[0].length), ', []')
  return [wordsOf(part(value, 0, found.index)), members.map((member) => parsePort(member, 'members'))]
}

function parseBundle(value: Word, type: 'bundle' | 'bundle_load'): Action {
  const [words, members] = membersOf(value)
  const [fields, basis, algorithm, kind, target, more] = words
  if (fields === undefined || basis === undefined || algorithm === undefined || kind === undefined) {
    fail(value, `${type} is written ${type}(FIELDS,BASIS,ALGORITHM,ofport,…members:PORT,…)`)
  }
  const into: { target?: Subfield } = {}
  if (type === 'bundle_load') into.target = parseSubfield(target ?? fail(value, 'bundle_load needs a field to load'))
  const unexpected = type === 'bundle' ? target : more
  if (unexpected !== undefined) fail(unexpected, `${type} has no argument ${quoted(unexpected.text)}`)
  parseChoice(kind, 'the kind of members', ['ofport'])
  return {
    type,
    fields: parseChoice(fields, 'fields', HASH_FIELDS),
    basis: parseNumber(basis, 'basis', 16),
    algorithm: parseChoice(algorithm, 'algorithm', ['active_backup', 'hrw']),
    ...into,
    members,
  }
}

function parseMultipath(value: Word): Action {
  const [fields, basis, algorithm, links, argument, target, more] = wordsOf(value)
  if (links === undefined || argument === undefined || target === undefined || more !== undefined) {
    fail(value, 'multipath is written multipath(FIELDS,BASIS,ALGORITHM,LINKS,ARGUMENT,FIELD[…])')
  }
  const count = parseNumber(links, 'links', 32)
  if (count < 1 || count > 65_536) fail(links, `multipath has 1 to 65536 links, not ${count}`)
  const into = parseSubfield(target)
  if (into.bits !== undefined && into.bits < 16 && count > 2 ** into.bits) {
    fail(target, `${into.bits} bits cannot tell ${count} links apart`)
  }
  return {
    type: 'multipath',
    fields: parseChoice(fields ?? value, 'fields', HASH_FIELDS),
    basis: parseNumber(basis ?? value, 'basis', 16),
    algorithm: parseChoice(algorithm ?? value, 'algorithm', ['modulo_n', 'hash_threshold', 'hrw', 'iter_hash']),
    links: count,
    argument: parseNumber(argument, 'argument', 32),
    target: into,
  }
}

function parseSample(value: Word): Action {
  let sample: SampleAction = { type: 'sample', probability: 0, collectorSet: 0, domain: 0, point: 0 }
  const read = (name: 'probability' | 'collectorSet' | 'domain' | 'point', bits: number) => (word: Word) => {
    sample = { ...sample, [name]: parseNumber(word, name, bits) }
  }
  readKeywords(value, 'sample', {
    probability: read('probability', 16),
    collector_set_id: read('collectorSet', 32),
    obs_domain_id: read('domain', 32),
    obs_point_id: read('point', 32),
    sampling_port: (word) => {
      const port = parsePort(word, 'sampling_port')
      if (port !== OFPP_ANY) sample = { ...sample, port }
    },
    ingress: () => {
      sample = { ...sample, direction: 'ingress' }
    },
    egress: () => {
      sample = { ...sample, direction: 'egress' }
    },
  })
  return sample.probability > 0 ? sample : fail(value, 'sample needs a probability above 0')
}

function parseResubmit(value: Word, name: Word): Action {
  const words = value.text.split(',')
  let at = 0
  const [port, table, conntrack, more] = words.map((text) => {
    const word = { text: text.trim(), at: value.at + at }
    at += text.length + 1
    return word
  })
  if (more !== undefined) fail(more, `resubmit(PORT,TABLE,ct) has no argument ${quoted(more.text)}`)
  const to: { port?: number; table?: number; conntrack?: true } = {}
  if (port !== undefined && port.text !== '') {
    const number = parsePort(port, 'resubmit')
    if (number !== OFPP_IN_PORT) to.port = number
  }
  if (table !== undefined && table.text !== '') {
    const number = parseTable(table, 'the table of resubmit')
    if (number !== 255) to.table = number
  }
  if (conntrack !== undefined && conntrack.text !== '') {
    parseChoice(conntrack, 'the third argument of resubmit', ['ct'])
    to.conntrack = true
  }
  if (to.port === undefined && to.table === undefined) fail(name, 'resubmit needs a port or a table')
  return { type: 'resubmit', ...to }
}

export const OUTPUT_ACTIONS: ActionReaders = [
  ['output', parseOutput],
  ['controller', parseController],
  ['enqueue', parseEnqueue],
  ['group', (value) => ({ type: 'group', group: parseNumber(value, 'group', 32) })],
  ['bundle', (value) => parseBundle(value, 'bundle')],
  ['bundle_load', (value) => parseBundle(value, 'bundle_load')],
  ['multipath', parseMultipath],
  ['sample', parseSample],
  ['resubmit', (value, _context, name) => parseResubmit(value, name)],
]

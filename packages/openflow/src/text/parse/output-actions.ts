import type { Action, ControllerAction, SampleAction } from '../../action/action.ts'
import { OFPP_ANY, OFPP_CONTROLLER, OFPP_IN_PORT, OFPP_LOCAL, OFPP_MAX } from '../../action/reserved-ports.ts'
import { fail, quoted, type Word } from '../text-error.ts'
import type { ActionReaders } from './action-reader.ts'
import { parseChoice, readKeywords } from './keywords.ts'
import { parseNumber, parseOctets, parsePort, parseTable, portOf } from './number.ts'
import { wordsOf } from './pairs.ts'
import { parseSubfield } from './subfield.ts'

const WHOLE_PACKET = 0xffff
/** What Open vSwitch cuts packets to at least: an Ethernet header. */
const ETHERNET_HEADER_BYTES = 14

const REASONS = ['no_match', 'action', 'invalid_ttl', 'action_set', 'group', 'packet_out'] as const
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
  ['sample', parseSample],
  ['resubmit', (value, _context, name) => parseResubmit(value, name)],
]

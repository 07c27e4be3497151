import type { Action } from '../../action/action.ts'
import { fail, part, quoted, type Word } from '../text-error.ts'
import type { ActionReader, ActionReaders } from './action-reader.ts'
import { parseDecap, parseEncap } from './encapsulation.ts'
import { readKeywords } from './keywords.ts'
import { parseLearn } from './learn.ts'
import { parseNumber, parseOctets } from './number.ts'
import { wordsOf } from './pairs.ts'

const alone =
  (action: Action): ActionReader =>
  () =>
    action

const VLAN_ETHERTYPES = [0x8100, 0x88a8]

function parsePushVlan(value: Word): Action {
  const ethertype = parseNumber(value, 'push_vlan', 16)
  if (VLAN_ETHERTYPES.includes(ethertype)) return { type: 'push_vlan', ethertype }
  return fail(value, `push_vlan takes 0x8100 or 0x88a8, not ${quoted(value.text)}`)
}

const ethertype =
  (type: 'push_mpls' | 'pop_mpls' | 'push_pbb'): ActionReader =>
  (value) => ({ type, ethertype: parseNumber(value, type, 16) })

function parseDecTtl(value: Word): Action {
  if (value.text === '') return { type: 'dec_ttl' }
  return { type: 'dec_ttl', controllers: wordsOf(value).map((word) => parseNumber(word, 'dec_ttl', 16)) }
}

function parseConjunction(value: Word): Action {
  const [id, clause, clauses, more] = wordsOf(value, ', /')
  if (id === undefined || clause === undefined || clauses === undefined || more !== undefined) {
    fail(value, 'conjunction is written conjunction(ID,K/N)')
  }
  const [k, n] = [parseNumber(clause, 'the clause', 8), parseNumber(clauses, 'the number of clauses', 8)]
  if (n < 2 || n > 64) fail(clauses, `a conjunction has 2 to 64 clauses, not ${n}`)
  if (k < 1 || k > n) fail(clause, `the clauses of this conjunction are 1 to ${n}, not ${k}`)
  return { type: 'conjunction', id: parseNumber(id, 'the id of a conjunction', 32), clause: k - 1, clauses: n }
}

function parseFinTimeout(value: Word): Action {
  let [idleS, hardS] = [0, 0]
  readKeywords(value, 'fin_timeout', {
    idle_timeout: (word) => {
      idleS = parseNumber(word, 'idle_timeout', 16)
    },
    hard_timeout: (word) => {
      hardS = parseNumber(word, 'hard_timeout', 16)
    },
  })
  return { type: 'fin_timeout', idleS, hardS }
}

/** The octets of an action or instruction nobody has a name for. */
export function parseUnknown(value: Word): Uint8Array {
  if (!value.text.startsWith('0x')) fail(value, 'the octets of something unknown begin with 0x')
  return parseOctets(part(value, 2), 'something unknown')
}

export const CONTROL_ACTIONS: ActionReaders = [
  ['push_vlan', parsePushVlan],
  ['pop_vlan', alone({ type: 'pop_vlan' })],
  ['strip_vlan', alone({ type: 'pop_vlan' })],
  ['push_mpls', ethertype('push_mpls')],
  ['pop_mpls', ethertype('pop_mpls')],
  ['push_pbb', ethertype('push_pbb')],
  ['pop_pbb', alone({ type: 'pop_pbb' })],
  ['encap', parseEncap],
  ['decap', parseDecap],
  ['dec_ttl', parseDecTtl],
  ['dec_mpls_ttl', alone({ type: 'dec_mpls_ttl' })],
  ['dec_nsh_ttl', alone({ type: 'dec_nsh_ttl' })],
  ['copy_ttl_in', alone({ type: 'copy_ttl_in' })],
  ['copy_ttl_out', alone({ type: 'copy_ttl_out' })],
  ['set_queue', (value) => ({ type: 'set_queue', queue: parseNumber(value, 'set_queue', 32) })],
  ['pop_queue', alone({ type: 'pop_queue' })],
  ['meter', (value) => ({ type: 'meter', meter: parseNumber(value, 'meter', 32) })],
  ['clone', (value, { nested }) => ({ type: 'clone', actions: nested(value, 'clone') })],
  ['learn', parseLearn],
  ['conjunction', parseConjunction],
  ['fin_timeout', parseFinTimeout],
  ['note', (value) => ({ type: 'note', note: parseOctets(value, 'note') })],
  ['exit', alone({ type: 'exit' })],
  ['debug_recirc', alone({ type: 'debug_recirc' })],
  ['debug_slow', alone({ type: 'debug_slow' })],
  ['unknown', (value) => ({ type: 'unknown', bytes: parseUnknown(value) })],
]

import type { Action } from '../../action/action.ts'
import { bitRange, type Subfield } from '../../action/subfield.ts'
import { isWritable } from '../../match/field-access.ts'
import { type Field, fieldByName, type FieldName } from '../../match/fields.ts'
import { type FieldValue, type Match, OFPVID_PRESENT } from '../../match/match.ts'
import { knownValue } from '../../match/prerequisites.ts'
import { fail, quoted, type Word } from '../text-error.ts'
import type { ActionReader, ActionReaders } from './action-reader.ts'
import { aroundArrow } from './arrow.ts'
import { parseBig, parseNumber } from './number.ts'
import { parseField, parseSubfield } from './subfield.ts'
import { allOnes, parseFieldValue } from './value.ts'

const narrow = (field: Field, bits: bigint): FieldValue => (field.bits > 48 ? bits : Number(bits))

function writable(word: Word, field: FieldName): void {
  if (!isWritable(field)) fail(word, `${quoted(word.text)} is read-only`)
}

export function parseTarget(word: Word): Subfield {
  const target = parseSubfield(word)
  writable(word, target.field)
  return target
}

function parseSetField(value: Word): Action {
  const [written, name] = aroundArrow(value, 'set_field')
  const field = parseField(name)
  writable(name, field.name)
  if (written.text === 'ANY')
    return { type: 'set_field', field: field.name, value: narrow(field, 0n), mask: narrow(field, 0n) }
  const bits = parseFieldValue(field, written)
  const whole = bits.mask === allOnes(field.bits)
  const number = whole && field.form === 'vlan' ? bits.value | BigInt(OFPVID_PRESENT) : bits.value
  const set = { type: 'set_field', field: field.name, value: narrow(field, number) } as const
  return whole ? set : { ...set, mask: narrow(field, bits.mask) }
}

const LOAD_BITS = 64

function parseLoad(value: Word): readonly Action[] {
  const [written, name] = aroundArrow(value, 'load')
  const target = parseTarget(name)
  const { field, start, bits } = bitRange(target)
  const number = parseBig(written, `${name.text}`, bits)
  if (bits <= LOAD_BITS) return [{ type: 'load', value: number, target }]
  // An action loads 64 bits at most; Open vSwitch sends several for a wider field.
  const loads: Action[] = []
  for (let at = 0; at < bits; at += LOAD_BITS) {
    const count = Math.min(LOAD_BITS, bits - at)
    const piece = (number >> BigInt(at)) & allOnes(count)
    loads.push({ type: 'load', value: piece, target: { field, start: start + at, bits: count } })
  }
  return loads
}

function parseMove(value: Word): Action {
  const [from, to] = aroundArrow(value, 'move')
  const source = parseSubfield(from)
  const target = parseTarget(to)
  const [read, written] = [bitRange(source).bits, bitRange(target).bits]
  if (read !== written) fail(value, `move copies ${read} bits to ${written}; both sides must be equally wide`)
  return { type: 'move', source, target }
}

function parseCheck(value: Word): Action {
  const [length, name] = aroundArrow(value, 'check_pkt_larger')
  const target = parseTarget(name)
  if (bitRange(target).bits !== 1) fail(name, `check_pkt_larger writes one bit, ${quoted(name.text)} has more`)
  const digits = { text: length.text.replace(/\)$/, ''), at: length.at }
  return { type: 'check_pkt_larger', length: parseNumber(digits, 'check_pkt_larger', 16), target }
}

/** An action of OpenFlow 1.0 that writes one field. */
const sets =
  (name: FieldName): ActionReader =>
  (value) => {
    const field = fieldByName(name)
    const { value: bits, mask } = parseFieldValue(field, value)
    if (mask !== allOnes(field.bits)) fail(value, `${quoted(value.text)} must be a whole value, without a mask`)
    return { type: 'set_field', field: name, value: narrow(field, bits) }
  }

function parseTos(value: Word): Action {
  const tos = parseNumber(value, 'mod_nw_tos', 8)
  if ((tos & 3) !== 0) fail(value, `the two lowest bits of mod_nw_tos are not of the DSCP; ${tos} has them`)
  return { type: 'set_field', field: 'ip_dscp', value: tos >>> 2 }
}

const PORT_FIELDS = new Map<number, readonly [src: FieldName, dst: FieldName]>([
  [6, ['tcp_src', 'tcp_dst']],
  [17, ['udp_src', 'udp_dst']],
  [132, ['sctp_src', 'sctp_dst']],
])

/** OpenFlow 1.0 has one action for the ports of every protocol, later versions one field for each. */
function setsPort(side: 0 | 1): ActionReader {
  return (value, { match }: { readonly match: Match }, name) => {
    const field = PORT_FIELDS.get(knownValue(match, 'ip_proto') ?? 0)?.[side]
    const [short, port] = [side === 0 ? 'src' : 'dst', parseNumber(value, name.text, 16)]
    if (field !== undefined) return { type: 'set_field', field, value: port }
    const instead = `set_field:${port}->tcp_${short} or set_field:${port}->udp_${short}`
    return fail(name, `${name.text} needs a match that says tcp, udp or sctp; write ${instead}`)
  }
}

const number =
  (bits: number, make: (value: number) => Action): ActionReader =>
  (value, _context, name) =>
    make(parseNumber(value, name.text, bits))

const set = (field: FieldName, value: number): Action => ({ type: 'set_field', field, value })

const tunnel: ActionReader = (value, _context, name) => ({ type: 'set_tunnel', id: parseBig(value, name.text, 64) })
const ttl = number(8, (value) => ({ type: 'set_ttl', ttl: value }))

export const FIELD_ACTIONS: ActionReaders = [
  ['set_field', parseSetField],
  ['load', parseLoad],
  ['move', parseMove],
  ['push', (value) => ({ type: 'push', subfield: parseSubfield(value) })],
  ['pop', (value) => ({ type: 'pop', subfield: parseTarget(value) })],
  ['delete_field', (value) => ({ type: 'delete_field', field: parseField(value).name })],
  ['check_pkt_larger', parseCheck],
  ['set_tunnel', tunnel],
  ['set_tunnel64', tunnel],
  ['mod_dl_src', sets('eth_src')],
  ['mod_dl_dst', sets('eth_dst')],
  ['mod_nw_src', sets('ipv4_src')],
  ['mod_nw_dst', sets('ipv4_dst')],
  ['mod_nw_ecn', sets('ip_ecn')],
  ['mod_nw_tos', parseTos],
  ['mod_nw_ttl', ttl],
  ['set_nw_ttl', ttl],
  ['mod_tp_src', setsPort(0)],
  ['mod_tp_dst', setsPort(1)],
  ['mod_vlan_vid', number(12, (vid) => ({ type: 'mod_vlan_vid', vid }))],
  ['mod_vlan_pcp', number(3, (pcp) => ({ type: 'mod_vlan_pcp', pcp }))],
  ['set_vlan_vid', number(12, (vid) => set('vlan_vid', vid | OFPVID_PRESENT))],
  ['set_vlan_pcp', number(3, (pcp) => set('vlan_pcp', pcp))],
  ['set_mpls_label', number(20, (label) => set('mpls_label', label))],
  ['set_mpls_tc', number(3, (tc) => set('mpls_tc', tc))],
  ['set_mpls_ttl', number(8, (value) => ({ type: 'set_mpls_ttl', ttl: value }))],
]

import { canonicalMatch } from '../../match/canonical.ts'
import { type Field, fieldByName, type FieldName } from '../../match/fields.ts'
import type { FieldValue, MaskedValue, Match, UnknownField } from '../../match/match.ts'
import { plainMatch } from '../../match/plain.ts'
import { knownValue, unmetPrerequisite } from '../../match/prerequisites.ts'
import { fieldsOfTag, type VlanTag, withBits, withPriority } from '../../match/vlan-tag.ts'
import { fieldByAnyName, fieldByText, fieldTexts } from '../field-names.ts'
import { PROTOCOLS } from '../protocol.ts'
import { fail, part, quoted, suggestion, type Word, wordOf } from '../text-error.ts'
import { parseNumber, parseOctets, parseBig } from './number.ts'
import { type Pair, pairsOf } from './pairs.ts'
import { parseSubfield } from './subfield.ts'
import { allOnes, type Bits, parseFieldValue } from './value.ts'
import { bitRange } from '../../action/subfield.ts'

const ETH_TYPE_ARP = 0x0806
const ETH_TYPE_RARP = 0x8035
const ETH_TYPE_IPV6 = 0x86dd
const OFP_VLAN_NONE = 0xffff

const TRANSPORT = new Map<number, 'tcp' | 'udp' | 'sctp'>([
  [6, 'tcp'],
  [17, 'udp'],
  [132, 'sctp'],
])
const ARP_FIELDS = new Map<string, FieldName>([
  ['nw_src', 'arp_spa'],
  ['nw_dst', 'arp_tpa'],
  ['ip_src', 'arp_spa'],
  ['ip_dst', 'arp_tpa'],
  ['nw_proto', 'arp_op'],
  ['ip_proto', 'arp_op'],
])

/** A match while it is read: what is stated so far, and by which words. */
class Statements {
  readonly #fields = new Map<FieldName, Bits>()
  readonly words = new Map<FieldName, Word>()
  readonly unknown: UnknownField[] = []
  #tag: VlanTag = { value: 0, mask: 0 }

  /** Later statements win bit by bit, as with ovs-ofctl. */
  state(field: Field, { value, mask }: Bits, word: Word): void {
    const before = this.#fields.get(field.name) ?? { value: 0n, mask: 0n }
    this.#fields.set(field.name, { value: (before.value & ~mask) | (value & mask), mask: before.mask | mask })
    this.words.set(field.name, word)
  }

  tag(change: (tag: VlanTag) => VlanTag): void {
    this.#tag = change(this.#tag)
  }

  match(): Match {
    const match: Record<string, FieldValue | MaskedValue> = {}
    for (const [name, { value, mask }] of this.#fields) match[name] = { value, mask }
    const stated = canonicalMatch({ ...match, ...fieldsOfTag(this.#tag) })
    return this.unknown.length === 0 ? stated : { ...stated, unknown: this.unknown }
  }
}

function stateProtocol(statements: Statements, { key, delimiter }: Pair): boolean {
  const protocol = PROTOCOLS.get(key.text)
  if (protocol === undefined) return key.text === 'eth'
  if (delimiter !== '') fail(key, `${quoted(key.text)} stands alone, without a value`)
  statements.state(fieldByName('eth_type'), { value: BigInt(protocol.ethType), mask: 0xffffn }, key)
  if (protocol.ipProto !== undefined) {
    statements.state(fieldByName('ip_proto'), { value: BigInt(protocol.ipProto), mask: 0xffn }, key)
  }
  return true
}

/** A field without value is mentioned, not compared. */
const valueOf = ({ value }: Pair): Word => (value.text === '' ? { text: '0/0', at: value.at } : value)

function stateTag(statements: Statements, pair: Pair): boolean {
  const word = valueOf(pair)
  switch (pair.key.text) {
    case 'dl_vlan': {
      if (word.text === '*') return true
      const vid = parseNumber(word, 'dl_vlan', 16)
      if (vid > 0xfff && vid !== OFP_VLAN_NONE) fail(word, `dl_vlan takes 0 to 4095, or 0xffff for no tag`)
      statements.tag((tag) => withBits(tag, vid === OFP_VLAN_NONE ? 0 : 0x1000 | vid, 0x1fff))
      return true
    }
    case 'vlan_tci':
    case 'vlan_vid': {
      const { value, mask } = parseFieldValue(fieldByName(pair.key.text), word)
      statements.tag((tag) => withBits(tag, Number(value), Number(mask)))
      return true
    }
    case 'dl_vlan_pcp':
    case 'vlan_pcp': {
      const { value, mask } = parseFieldValue(fieldByName('vlan_pcp'), word)
      if (mask !== 0n) statements.tag((tag) => withPriority(tag, Number(value)))
      return true
    }
    default:
      return false
  }
}

/** A name of OpenFlow 1.0 means another field with every protocol. */
function contextualField(name: string, match: Match): FieldName | undefined {
  const type = knownValue(match, 'eth_type')
  if (type === ETH_TYPE_ARP || type === ETH_TYPE_RARP) return ARP_FIELDS.get(name)
  const proto = knownValue(match, 'ip_proto')
  const icmp = type === ETH_TYPE_IPV6 ? 'icmpv6' : 'icmpv4'
  if (name === 'icmp_type') return `${icmp}_type`
  if (name === 'icmp_code') return `${icmp}_code`
  if (name !== 'tp_src' && name !== 'tp_dst') return undefined
  if (proto === 1 || proto === 58) return `${icmp}_${name === 'tp_src' ? 'type' : 'code'}`
  const transport = TRANSPORT.get(proto ?? 0)
  return transport === undefined ? undefined : `${transport}_${name === 'tp_src' ? 'src' : 'dst'}`
}

function stateUnknown(statements: Statements, { key, value }: Pair): boolean {
  if (!key.text.startsWith('oxm_0x')) return false
  const header = parseNumber(part(key, 'oxm_'.length), 'the header of a field', 32)
  if (!value.text.startsWith('0x')) fail(value, 'the value of an unknown field begins with 0x')
  statements.unknown.push({ header, payload: parseOctets(part(value, 2), key.text) })
  return true
}

function stateBits(statements: Statements, { key, value }: Pair): void {
  const subfield = parseSubfield(key)
  const { start, bits } = bitRange(subfield)
  const number = parseBig(value, key.text, bits)
  const field = fieldByAnyName(subfield.field) ?? fieldByName(subfield.field)
  const shifted = { value: number << BigInt(start), mask: allOnes(bits) << BigInt(start) }
  if (field.name.startsWith('vlan_')) {
    const shift = field.name === 'vlan_pcp' ? 13n : 0n
    statements.tag((tag) => withBits(tag, Number(shifted.value << shift), Number(shifted.mask << shift)))
  } else statements.state(field, shifted, key)
}

function stateField(statements: Statements, pair: Pair, match: Match): void {
  const { key } = pair
  if (key.text.includes('[')) return stateBits(statements, pair)
  const found = contextualField(key.text, match)
  const field = found === undefined ? fieldByText(key.text) : fieldByName(found)
  if (field === undefined) {
    const names = [...fieldTexts(), ...PROTOCOLS.keys()]
    fail(key, `no match field or protocol is called ${quoted(key.text)}${suggestion(key.text, names)}`)
  }
  if ((key.text === 'tp_src' || key.text === 'tp_dst') && found === undefined) {
    fail(key, `${key.text} needs a protocol with ports: add "tcp", "udp", "sctp", "tcp6", "udp6" or "sctp6"`)
  }
  // Open vSwitch's own nw_tos, whose two lowest bits do not count.
  const bits = parseFieldValue(field, valueOf(pair))
  statements.state(field, field.name === 'nw_tos' ? { ...bits, value: bits.value & 0xfcn } : bits, key)
}

const isType = (name: string): boolean => name === 'eth_type' || name === 'dl_type' || name === 'packet_type'
const isProto = (name: string): boolean => name === 'ip_proto' || name === 'nw_proto'

/** The types first, because they decide what other names mean. */
function inPasses(pairs: readonly Pair[]): readonly (readonly Pair[])[] {
  const others = pairs.filter(({ key }) => !isType(key.text) && !isProto(key.text))
  return [pairs.filter(({ key }) => isType(key.text)), pairs.filter(({ key }) => isProto(key.text)), others]
}

/**
 * Reads the pairs of a match.
 *
 * @throws TextError for unknown names, wrong values, and fields whose protocol is not stated
 */
export function matchOf(pairs: readonly Pair[]): Match {
  const statements = new Statements()
  const rest = pairs.filter(
    (pair) => !stateProtocol(statements, pair) && !stateTag(statements, pair) && !stateUnknown(statements, pair),
  )
  for (const pass of inPasses(rest)) {
    const match = statements.match()
    for (const pair of pass) stateField(statements, pair, match)
  }
  const match = statements.match()
  const stated = [...statements.words.keys()].filter((name) => match[name] !== undefined)
  const unmet = unmetPrerequisite(match, stated)
  const word = unmet === undefined ? undefined : statements.words.get(unmet.field)
  if (unmet !== undefined && word !== undefined) {
    const contradicts = unmet.found === undefined ? '' : `, and the match says ${unmet.need.field}=${unmet.found}`
    fail(word, `${quoted(word.text)} is only compared together with ${unmet.layer.words}${contradicts}`)
  }
  return plainMatch(match)
}

/**
 * Reads a match in the syntax of ovs-ofctl(8): `tcp,nw_dst=10.0.0.0/8,tp_dst=80`. Names may be those of OpenFlow 1.0, of Open
 * vSwitch, or of OpenFlow 1.1 and later. ovs-ofctl drops a field whose protocol is not stated, this refuses it.
 *
 * @throws TextError that says which word is wrong and what is allowed
 */
export const parseMatch = (text: string): Match => matchOf(pairsOf(wordOf(text)))

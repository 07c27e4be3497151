import { type Field, fieldsOf, type FieldName } from '../../match/fields.ts'
import type { FieldValue, MaskedValue, Match } from '../../match/match.ts'
import { isTwofold, plainMatch } from '../../match/plain.ts'
import { knownValue, layerOf } from '../../match/prerequisites.ts'
import { type VlanTag, vlanTagOf } from '../../match/vlan-tag.ts'
import { protocolWord } from '../protocol.ts'
import { formatFieldValue, formatMaskedValue, hexOctets } from './value.ts'

/** The order in which Open vSwitch prints what a match names; `=` is where the words for protocols stand. */
const ORDER: readonly string[] = (
  'pkt_mark recirc_id dp_hash conj_id actset_output ct_state ct_zone ct_mark ct_label ct_nw_src ct_ipv6_src ct_nw_dst ' +
  'ct_ipv6_dst ct_nw_proto ct_tp_src ct_tp_dst packet_type = reg0 reg1 reg2 reg3 reg4 reg5 reg6 reg7 reg8 reg9 reg10 ' +
  'reg11 reg12 reg13 reg14 reg15 tunnel_id tun_ipv4_src tun_ipv4_dst tun_ipv6_src tun_ipv6_dst tun_gbp_id ' +
  'tun_gbp_flags tun_erspan_ver tun_erspan_idx tun_erspan_dir tun_erspan_hwid tun_gtpu_flags tun_gtpu_msgtype tun_flags ' +
  'metadata in_port in_phy_port vlan_tci eth_src eth_dst eth_type ipv6_src ipv6_dst ipv6_flabel arp_spa arp_tpa ' +
  'nsh_flags nsh_ttl nsh_mdtype nsh_np nsh_spi nsh_si nsh_c1 nsh_c2 nsh_c3 nsh_c4 ipv4_src ipv4_dst ip_proto arp_op ' +
  'arp_sha arp_tha ip_dscp ip_ecn nw_ttl mpls_label mpls_tc mpls_ttl mpls_bos pbb_isid pbb_uca ipv6_exthdr ip_frag ' +
  'icmpv4_type icmpv4_code icmpv6_type icmpv6_code ipv6_nd_target ipv6_nd_sll ipv6_nd_tll nd_reserved nd_options_type ' +
  'tcp_src tcp_dst udp_src udp_dst sctp_src sctp_dst tcp_flags'
).split(' ')

const POSITIONS = new Map(ORDER.map((name, at) => [name, at]))
const WORD_POSITION = POSITIONS.get('=') ?? 0
const TAG_POSITION = POSITIONS.get('vlan_tci') ?? 0

/** A masked value in hexadecimal of at least so many digits, where it is not the shortest with `%#x`. */
const PADDED = new Map<FieldName, number>([
  ['nd_reserved', 8],
  ['nsh_flags', 2],
  ['nsh_ttl', 2],
  ['nsh_si', 2],
])

const padded = (value: FieldValue, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`

function formatValue(field: Field, value: FieldValue): string {
  switch (field.name) {
    case 'recirc_id':
      return formatFieldValue({ ...field, form: 'hexadecimal' }, value)
    case 'ct_zone':
      return String(value)
    case 'eth_type':
      return padded(value, 4)
    case 'ipv6_flabel':
      return padded(value, 5)
    case 'nsh_spi':
    case 'nsh_c1':
    case 'nsh_c2':
    case 'nsh_c3':
    case 'nsh_c4':
      return padded(value, 1)
    case 'ip_dscp':
      return String(Number(value) << 2)
    // Open vSwitch has more flags of a tunnel than it lets be compared, so that this one is never all of them.
    case 'tun_flags':
      return formatMaskedValue(field, value, 1)
    default:
      return formatFieldValue(field, value)
  }
}

function formatMasked(field: Field, value: FieldValue, mask: FieldValue): string {
  if (field.name.startsWith('nsh_c')) return `${padded(value, 1)}/${padded(mask, 1)}`
  if (field.name === 'ipv6_flabel') return `${padded(value, 5)}/${padded(mask, 5)}`
  if (field.form !== 'decimal') return formatMaskedValue(field, value, mask)
  const digits = PADDED.get(field.name) ?? 1
  return `${padded(value, digits)}/${padded(mask, digits)}`
}

/** The names of a protocol's own fields hide the protocol (`tp_dst`), which only reads right where it is stated. */
function nameOf(field: Field, match: Match): string {
  if (field.name === 'tun_gtpu_flags' || field.name === 'tun_gtpu_msgtype') return field.name.slice('tun_'.length)
  if (field.name === 'ip_dscp') return 'nw_tos'
  const proto = layerOf(field.name)?.needs[1]
  return proto === undefined || knownValue(match, 'ip_proto') === proto.values[0] ? field.text : field.ovsName
}

function formatTag({ value, mask }: VlanTag): string {
  const [vid, pcp, present] = [mask & 0xfff, mask & 0xe000, mask & value & 0x1000]
  const whole = (vid === 0 || vid === 0xfff) && (pcp === 0 || pcp === 0xe000)
  if (present !== 0 && whole && (vid !== 0 || pcp !== 0)) {
    const parts = vid === 0 ? [] : [`dl_vlan=${value & 0xfff}`]
    return (pcp === 0 ? parts : [...parts, `dl_vlan_pcp=${value >>> 13}`]).join(',')
  }
  return `vlan_tci=${padded(value, 4)}${mask === 0xffff ? '' : `/${padded(mask, 4)}`}`
}

interface Part {
  readonly position: number
  readonly text: string
}

/** `tcp`, `ip`, `arp` …, and which of the two fields it stands for it leaves to be printed. */
function protocolOf(match: Match): { readonly word?: string; readonly hidden: readonly FieldName[] } {
  const { eth_type: stated, ip_proto: proto } = match
  const type = typeof stated === 'number' ? (knownValue(match, 'eth_type') ?? stated) : undefined
  if (type === undefined) return { hidden: [] }
  const both = typeof proto === 'number' ? protocolWord(type, proto) : undefined
  if (both !== undefined) return { word: both, hidden: ['eth_type', 'ip_proto'] }
  const word = protocolWord(type)
  return word === undefined ? { hidden: [] } : { word, hidden: ['eth_type'] }
}

function formatField(field: Field, wanted: FieldValue | MaskedValue, match: Match): Part {
  const value = typeof wanted === 'object' ? formatMasked(field, wanted.value, wanted.mask) : formatValue(field, wanted)
  return { position: POSITIONS.get(field.name) ?? 0, text: `${nameOf(field, match)}=${value}` }
}

/** Nothing but numbers under names that are plain already, as most matches are. */
function isPlain(match: Match): boolean {
  for (const name in match) {
    if (name === 'unknown') continue
    const wanted = match[name as FieldName]
    if (typeof wanted !== 'number' || isTwofold(name)) return false
  }
  return true
}

const byPosition = (a: Part, b: Part): number => a.position - b.position

/**
 * A match as Open vSwitch 3.1 prints it: `tcp,reg5=0x1,nw_dst=10.0.0.0/8,tp_dst=80`; the empty text matches everything.
 * What {@link parseMatch} reads in it is the plain form of the match.
 */
export function formatMatch(match: Match): string {
  const plain = isPlain(match) ? match : plainMatch(match)
  const { word, hidden } = protocolOf(plain)
  const parts: Part[] = word === undefined ? [] : [{ position: WORD_POSITION, text: word }]
  const tag = vlanTagOf(plain)
  if (tag !== undefined) parts.push({ position: TAG_POSITION, text: formatTag(tag) })
  for (const field of fieldsOf(plain)) {
    const wanted = plain[field.name]
    if (wanted === undefined || field.name.startsWith('vlan_') || hidden.includes(field.name)) continue
    parts.push(formatField(field, wanted, plain))
  }
  const texts = (parts.length < 2 ? parts : parts.sort(byPosition)).map(({ text }) => text)
  for (const { header, payload } of plain.unknown ?? []) {
    texts.push(`oxm_0x${header.toString(16).padStart(8, '0')}=0x${hexOctets(payload)}`)
  }
  return texts.join(',')
}

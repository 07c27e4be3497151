import type { FieldValue, MaskedValue, Match } from '../../match/match.ts'
import {
  ofp_flow_wildcards as wildcard,
  OFP_VLAN_NONE,
  OFPFW_NW_BITS,
  OFPFW_NW_DST_SHIFT,
  OFPFW_NW_SRC_SHIFT,
  type OfpMatch,
} from '../../v10/match.ts'
import { port32 } from '../nicira/port.ts'
import { ETH_ARP, ETH_IPV4, ETH_IPV6, ETH_RARP, ICMP, ICMPV6, isTransport, TRANSPORT } from './protocol.ts'
import { fieldsOfTci, PCP, PCP_SHIFT, PRESENT, VID } from './vlan.ts'

type Fields = { -readonly [N in keyof Match]: Match[N] }

function address(value: number, wildcards: number, shift: number): FieldValue | MaskedValue | undefined {
  const bits = (wildcards >>> shift) & ((1 << OFPFW_NW_BITS) - 1)
  if (bits >= 32) return undefined
  if (bits === 0) return value
  const mask = (0xffff_ffff << bits) >>> 0
  return { value: (value & mask) >>> 0, mask }
}

function decodeNetwork(fields: Fields, made: OfpMatch): void {
  const { wildcards, dl_type } = made
  const source = address(made.nw_src, wildcards, OFPFW_NW_SRC_SHIFT)
  const destination = address(made.nw_dst, wildcards, OFPFW_NW_DST_SHIFT)
  if (dl_type === ETH_ARP || dl_type === ETH_RARP) {
    if ((wildcards & wildcard.OFPFW_NW_PROTO) === 0) fields.arp_op = made.nw_proto
    if (source !== undefined) fields.arp_spa = source
    if (destination !== undefined) fields.arp_tpa = destination
  } else if (dl_type === ETH_IPV4 || dl_type === ETH_IPV6) {
    if ((wildcards & wildcard.OFPFW_NW_TOS) === 0) fields.ip_dscp = made.nw_tos >> 2
    if (dl_type === ETH_IPV4 && source !== undefined) fields.ipv4_src = source
    if (dl_type === ETH_IPV4 && destination !== undefined) fields.ipv4_dst = destination
    if ((wildcards & wildcard.OFPFW_NW_PROTO) !== 0) return
    fields.ip_proto = made.nw_proto
    decodeTransport(fields, made)
  }
}

/** OpenFlow 1.0 knows nothing of IPv6, but Open vSwitch tells so much of it. */
function transportOf(dl_type: number, proto: number): (typeof TRANSPORT)[keyof typeof TRANSPORT] | undefined {
  if (dl_type === ETH_IPV6 && (proto === ICMP || proto === ICMPV6)) return undefined
  return isTransport(proto) ? TRANSPORT[proto] : undefined
}

function decodeTransport(fields: Fields, { wildcards, dl_type, nw_proto, tp_src, tp_dst }: OfpMatch): void {
  const names = transportOf(dl_type, nw_proto)
  if (names === undefined) return
  const [source, destination] = names
  const max = nw_proto === ICMP ? 0xff : 0xffff
  if ((wildcards & wildcard.OFPFW_TP_SRC) === 0) fields[source] = tp_src & max
  if ((wildcards & wildcard.OFPFW_TP_DST) === 0) fields[destination] = tp_dst & max
}

function decodeVlan(fields: Fields, { wildcards, dl_vlan, dl_vlan_pcp }: OfpMatch): void {
  const vid = (wildcards & wildcard.OFPFW_DL_VLAN) === 0
  const pcp = (wildcards & wildcard.OFPFW_DL_VLAN_PCP) === 0
  if (!vid && !pcp) return
  if (vid && dl_vlan === OFP_VLAN_NONE) {
    fields.vlan_vid = 0
    return
  }
  const tci = PRESENT | (vid ? dl_vlan & VID : 0) | (pcp ? (dl_vlan_pcp << PCP_SHIFT) & PCP : 0)
  Object.assign(fields, fieldsOfTci({ tci, mask: PRESENT | (vid ? VID : 0) | (pcp ? PCP : 0) }))
}

/** The match without version, canonical. What a switch ignores is left out. */
export function decodeOfpMatch(made: OfpMatch): Match {
  const fields: Fields = {}
  const { wildcards } = made
  if ((wildcards & wildcard.OFPFW_IN_PORT) === 0) fields.in_port = port32(made.in_port)
  if ((wildcards & wildcard.OFPFW_DL_SRC) === 0) fields.eth_src = made.dl_src
  if ((wildcards & wildcard.OFPFW_DL_DST) === 0) fields.eth_dst = made.dl_dst
  decodeVlan(fields, made)
  if ((wildcards & wildcard.OFPFW_DL_TYPE) !== 0) return fields
  fields.eth_type = made.dl_type
  decodeNetwork(fields, made)
  return fields
}

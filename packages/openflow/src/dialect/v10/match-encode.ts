import type { FieldValue, MaskedValue, Match } from '../../match/match.ts'
import {
  ofp_flow_wildcards as wildcard,
  OFP_VLAN_NONE,
  OFPFW_NW_BITS,
  OFPFW_NW_DST_SHIFT,
  OFPFW_NW_SRC_SHIFT,
  type OfpMatch,
} from '../../v10/match.ts'
import { port16 } from '../nicira/port.ts'
import { ETH_ARP, ETH_IPV4, ETH_RARP, ICMP, isTransport, TRANSPORT } from './protocol.ts'
import { ALL, PCP, PCP_SHIFT, PRESENT, tciOf, VID } from './vlan.ts'

type Wanted = FieldValue | MaskedValue

/** A number of at most `max` without mask; undefined for what else a match can say. */
function plain(wanted: Wanted, max: number): number | undefined {
  if (typeof wanted === 'object') return undefined
  const value = Number(wanted)
  return value >= 0 && value <= max && Number.isInteger(value) ? value : undefined
}

/** How many low bits of an address are ignored; undefined when they are not the low ones. */
function ignoredBits(wanted: Wanted): number | undefined {
  if (typeof wanted !== 'object') return 0
  const ignored = ~Number(wanted.mask) >>> 0
  return (ignored & (ignored + 1)) === 0 ? 32 - Math.clz32(ignored) : undefined
}

/** Every flag, and 32 ignored bits of both addresses, as Open vSwitch has it; OFPFW_ALL has more than 32. */
const ANYTHING = 0x0038_20ff

const all = (): OfpMatch => ({
  wildcards: ANYTHING,
  in_port: 0,
  dl_src: 0,
  dl_dst: 0,
  dl_vlan: 0,
  dl_vlan_pcp: 0,
  dl_type: 0,
  nw_tos: 0,
  nw_proto: 0,
  nw_src: 0,
  nw_dst: 0,
  tp_src: 0,
  tp_dst: 0,
})

type Part = 'in_port' | 'dl_src' | 'dl_dst' | 'dl_type' | 'nw_tos' | 'nw_proto' | 'tp_src' | 'tp_dst'

const FLAGS: Readonly<Record<Part, number>> = {
  in_port: wildcard.OFPFW_IN_PORT,
  dl_src: wildcard.OFPFW_DL_SRC,
  dl_dst: wildcard.OFPFW_DL_DST,
  dl_type: wildcard.OFPFW_DL_TYPE,
  nw_tos: wildcard.OFPFW_NW_TOS,
  nw_proto: wildcard.OFPFW_NW_PROTO,
  tp_src: wildcard.OFPFW_TP_SRC,
  tp_dst: wildcard.OFPFW_TP_DST,
}

function set(made: OfpMatch, part: Part, value: number | undefined): boolean {
  if (value === undefined) return false
  made[part] = value
  made.wildcards &= ~FLAGS[part]
  return true
}

function setAddress(made: OfpMatch, part: 'nw_src' | 'nw_dst', wanted: Wanted): boolean {
  const bits = ignoredBits(wanted)
  const value = plain(typeof wanted === 'object' ? wanted.value : wanted, 0xffff_ffff)
  if (bits === undefined || value === undefined) return false
  const shift = part === 'nw_src' ? OFPFW_NW_SRC_SHIFT : OFPFW_NW_DST_SHIFT
  made.wildcards = (made.wildcards & ~(((1 << OFPFW_NW_BITS) - 1) << shift)) | (bits << shift)
  made[part] = bits === 0 ? value : (value & (0xffff_ffff << bits)) >>> 0
  return true
}

function setVlan(made: OfpMatch, match: Match): boolean {
  const wanted = tciOf(match)
  if (wanted === undefined || wanted.mask === 0) return true
  const { tci, mask } = wanted
  if (tci === 0 && mask === ALL) {
    made.dl_vlan = OFP_VLAN_NONE
    made.wildcards &= ~wildcard.OFPFW_DL_VLAN
    return true
  }
  if ((tci & mask & PRESENT) === 0) return false
  const vid = mask & VID
  const pcp = mask & PCP
  if ((vid !== 0 && vid !== VID) || (pcp !== 0 && pcp !== PCP) || (vid === 0 && pcp === 0)) return false
  if (vid === VID) {
    made.dl_vlan = tci & VID
    made.wildcards &= ~wildcard.OFPFW_DL_VLAN
  }
  if (pcp === PCP) {
    made.dl_vlan_pcp = (tci & PCP) >> PCP_SHIFT
    made.wildcards &= ~wildcard.OFPFW_DL_VLAN_PCP
  }
  return true
}

/** A field that OpenFlow 1.0 ignores without another one is not said at all without it. */
function setField(made: OfpMatch, match: Match, name: string, wanted: Wanted): boolean {
  const ip = match.eth_type === ETH_IPV4
  const arp = match.eth_type === ETH_ARP || match.eth_type === ETH_RARP
  switch (name) {
    case 'in_port':
      return typeof wanted !== 'object' && set(made, 'in_port', port16(Number(wanted), 'in_port'))
    case 'eth_src':
      return set(made, 'dl_src', plain(wanted, 0xffff_ffff_ffff))
    case 'eth_dst':
      return set(made, 'dl_dst', plain(wanted, 0xffff_ffff_ffff))
    case 'eth_type':
      return set(made, 'dl_type', plain(wanted, 0xffff))
    case 'ip_dscp': {
      const dscp = plain(wanted, 0x3f)
      return ip && dscp !== undefined && set(made, 'nw_tos', dscp << 2)
    }
    case 'nw_tos':
      return ip && set(made, 'nw_tos', plain(wanted, 0xfc))
    case 'ip_proto':
      return ip && set(made, 'nw_proto', plain(wanted, 0xff))
    case 'arp_op':
      return arp && set(made, 'nw_proto', plain(wanted, 0xff))
    case 'ipv4_src':
      return ip && setAddress(made, 'nw_src', wanted)
    case 'ipv4_dst':
      return ip && setAddress(made, 'nw_dst', wanted)
    case 'arp_spa':
      return arp && setAddress(made, 'nw_src', wanted)
    case 'arp_tpa':
      return arp && setAddress(made, 'nw_dst', wanted)
    case 'vlan_vid':
    case 'vlan_pcp':
    case 'vlan_tci':
      return true
    default:
      return ip && setTransport(made, match, name, wanted)
  }
}

function setTransport(made: OfpMatch, { ip_proto }: Match, name: string, wanted: Wanted): boolean {
  if (!isTransport(ip_proto)) return false
  const [source, destination] = TRANSPORT[ip_proto]
  const max = ip_proto === ICMP ? 0xff : 0xffff
  if (name === source) return set(made, 'tp_src', plain(wanted, max))
  return name === destination && set(made, 'tp_dst', plain(wanted, max))
}

/**
 * The match as OpenFlow 1.0 has it, or the name of a field that it cannot say: not at all, not with that mask, or not
 * without another field, because a switch ignores it then.
 *
 * @throws RangeError for a value that does not fit
 */
export function encodeOfpMatch(match: Match): OfpMatch | string {
  const made = all()
  for (const name in match) {
    const wanted = match[name as keyof Match]
    if (wanted === undefined) continue
    if (Array.isArray(wanted)) {
      if (wanted.length > 0) return 'unknown'
    } else if (!ignored(wanted as Wanted) && !setField(made, match, name, wanted as Wanted)) return name
  }
  return setVlan(made, match) ? made : 'vlan_vid'
}

const ignored = (wanted: Wanted): boolean => typeof wanted === 'object' && Number(wanted.mask) === 0

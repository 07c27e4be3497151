import { u16 } from './bits.ts'
import type { Headers, HeadersDraft } from './places.ts'
import { readArp, readIpv4, readIpv6, readMpls } from './network.ts'

/** What Open vSwitch calls the type of an 802.3 frame that is not SNAP (OFP_DL_TYPE_NOT_ETH_TYPE). */
const NOT_ETHERNET_II = 0x05ff
const FIRST_ETHERTYPE = 0x0600
const SNAP = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00]

export const isVlanType = (type: number): boolean => type === 0x8100 || type === 0x88a8
export const isMplsType = (type: number): boolean => type === 0x8847 || type === 0x8848

function ethertypeOf(frame: Uint8Array, at: number): readonly [ethertype: number, payload: number] {
  const type = u16(frame, at)
  if (type >= FIRST_ETHERTYPE) return [type, at + 2]
  if (frame.length < at + 10 || SNAP.some((octet, index) => frame[at + 2 + index] !== octet)) {
    return [NOT_ETHERNET_II, frame.length]
  }
  const inner = u16(frame, at + 8)
  return inner >= FIRST_ETHERTYPE ? [inner, at + 10] : [NOT_ETHERNET_II, frame.length]
}

/**
 * Finds the fields of a frame as Open vSwitch 3.1 does.
 *
 * @param maxTags how many VLAN tags are taken for such
 */
export function readHeaders(frame: Uint8Array, maxTags: number): Headers {
  let at = 12
  let tags = 0
  while (tags < maxTags && isVlanType(u16(frame, at)) && frame.length >= at + 6) {
    at += 4
    tags++
  }
  const [ethertype, payload] = ethertypeOf(frame, at)
  const headers: HeadersDraft = {
    fields: new Map([
      ['eth_dst', { bit: 0, bits: 48 }],
      ['eth_src', { bit: 48, bits: 48 }],
    ]),
    values: new Map([['eth_type', BigInt(ethertype)]]),
    tags,
    ethertype,
    ethertypeAt: at,
    mplsLabels: 0,
  }
  if (ethertype === 0x0800) readIpv4(frame, payload, headers)
  else if (ethertype === 0x86dd) readIpv6(frame, payload, headers)
  else if (ethertype === 0x0806 || ethertype === 0x8035) readArp(frame, payload, headers)
  else if (isMplsType(ethertype)) readMpls(frame, payload, headers)
  return headers
}

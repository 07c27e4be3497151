import type { LayerName } from '../core/layer-name.ts'
import { layerOfEthertype } from '../link/ethertype.ts'
import { decodePacket, type Packet } from '../packet/decode.ts'
import type { ProtocolName } from '../packet/layer.ts'
import type { Frame } from './frame.ts'
import { link_type } from './link-type.ts'
import { sll, sll2 } from './linux-cooked.ts'

/** Where the first layer that packets know begins, and which it is. */
interface Beginning {
  readonly first: LayerName | undefined
  readonly at: number
}

/** An address family in front of an IP packet has as many numbers as there are systems; the packet itself says what it is. */
const ipBehind =
  (at: number) =>
  (bytes: Uint8Array): Beginning => {
    const version = (bytes[at] ?? 0) >> 4
    return { first: version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : undefined, at }
  }

const beginnings: ReadonlyMap<number, (bytes: Uint8Array) => Beginning> = new Map([
  [link_type.LINKTYPE_ETHERNET, () => ({ first: 'ethernet', at: 0 })],
  [link_type.LINKTYPE_NULL, ipBehind(4)],
  [link_type.LINKTYPE_LOOP, ipBehind(4)],
  [link_type.LINKTYPE_RAW, ipBehind(0)],
  // DLT_RAW of OpenBSD and of the others, which old programs wrote into files.
  [14, ipBehind(0)],
  [12, ipBehind(0)],
  [link_type.LINKTYPE_IPV4, () => ({ first: 'ipv4', at: 0 })],
  [link_type.LINKTYPE_IPV6, () => ({ first: 'ipv6', at: 0 })],
  [link_type.LINKTYPE_LINUX_SLL, cooked(sll)],
  [link_type.LINKTYPE_LINUX_SLL2, cooked(sll2)],
])

function cooked(type: typeof sll | typeof sll2): (bytes: Uint8Array) => Beginning {
  return (bytes) => {
    const { value, length } = type.parse(bytes)
    return { first: value && layerOfEthertype(value.protocol), at: length ?? bytes.length }
  }
}

/** Whether frames of this link type can be decoded. */
export function isKnownLinkType(linkType: number): boolean {
  return beginnings.has(linkType)
}

/**
 * Decodes a frame of a capture; a link-layer header that is none of the network (Linux cooked, loopback) is not among the
 * layers. Never throws on what is in the bytes.
 *
 * @returns undefined when the link type is not known, or what follows its header is no protocol we know.
 */
export function decodeFrame({ linkType, data, originalLength }: Frame): Packet | undefined {
  const { first, at } = beginnings.get(linkType)?.(data) ?? { first: undefined, at: 0 }
  if (first === undefined) return undefined
  return decodePacket(data.subarray(at), { first: first as ProtocolName, originalLength: originalLength - at })
}

import { finalDestination } from '../internet/ipv6-extension.ts'
import type { Layer } from './layer.ts'

/** What the IP header and the extension headers in front of a layer say about it. */
export interface Enclosing {
  /** Sum of source and destination address (RFC 9293, 3.1; RFC 8200, 8.1); undefined where no IP header stands in front. */
  readonly addresses: number | undefined
  /** Whether the layer is only a part of a larger datagram. */
  readonly fragment: boolean
  readonly overIpv4: boolean
}

const none: Enclosing = { addresses: undefined, fragment: false, overIpv4: false }

/** Reads backwards from the layer at `index`. */
export function enclosingOf(layers: readonly Layer[], index: number): Enclosing {
  let fragment = false
  let destination: bigint | undefined
  for (let i = index - 1; i >= 0; i--) {
    const layer = layers[i]
    switch (layer?.layer) {
      case 'ipv4':
        fragment ||= layer.mf || layer.fragment_offset > 0
        return { addresses: sumIpv4(layer.src) + sumIpv4(layer.dst), fragment, overIpv4: true }
      case 'ipv6':
        return { addresses: sumIpv6(layer.src) + sumIpv6(destination ?? layer.dst), fragment, overIpv4: false }
      case 'ipv6-fragment':
        fragment ||= layer.m || layer.fragment_offset > 0
        break
      case 'ipv6-routing':
        destination ??= finalDestination(layer)
        break
      case 'ipv6-hop-by-hop':
      case 'ipv6-destination':
      case 'ah':
        break
      default:
        return none
    }
  }
  return none
}

function sumIpv4(address: number): number {
  return (address >>> 16) + (address & 0xffff)
}

function sumIpv6(address: bigint): number {
  let sum = 0
  for (let rest = address; rest > 0n; rest >>= 32n) sum += sumIpv4(Number(rest & 0xffffffffn))
  return sum
}

/** Sum of the pseudo-header; the length and the protocol take 32 bits each in IPv6, which makes the same sum. */
export function pseudoSum(addresses: number, protocol: number, size: number): number {
  return addresses + protocol + (size >>> 16) + (size & 0xffff)
}

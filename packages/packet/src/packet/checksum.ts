import { crc32c, internetChecksum } from '../core/checksum.ts'
import type { Check } from '../core/protocol.ts'
import { enclosingOf, pseudoSum } from './enclosing.ts'
import { type Layer, numberIn, type ProtocolLayer } from './layer.ts'

/**
 * What became of one checksum. `unverifiable`: not all bytes it covers are here (a cut packet, a fragment), or the IP header it
 * depends on is not part of the packet. `absent`: the protocol lets it out and this packet does.
 */
export interface ChecksumVerdict {
  /** Index in the list of layers. */
  readonly layer: number
  readonly verdict: 'good' | 'bad' | 'absent' | 'unverifiable'
  /** The number in the packet. */
  readonly stored: number
  /** The right number, where it could be computed. */
  readonly computed?: number
}

/** Where the bytes of a layer are. */
export interface Span {
  readonly start: number
  readonly headerEnd: number
  /** Behind the last byte the layer carries. */
  readonly end: number
}

export type AnyCheck = Check<ProtocolLayer>

/** Size of the checksum field in bytes. */
export function checksumSize(check: AnyCheck): number {
  return check.sum === 'crc32c' ? 4 : 2
}

/** The checksum of a layer as if its field were zero; undefined if it depends on an IP header that is not there. */
export function computeChecksum(
  check: AnyCheck,
  layers: readonly Layer[],
  index: number,
  bytes: Uint8Array,
  span: Span,
): number | undefined {
  const covered = bytes.subarray(span.start, check.covers === 'header' ? span.headerEnd : span.end)
  const zeroed = covered.slice()
  zeroed.fill(0, check.at, check.at + checksumSize(check))
  if (check.sum === 'crc32c') return crc32c(zeroed)
  if (check.sum === 'internet') return internetChecksum(zeroed)
  const { addresses } = enclosingOf(layers, index)
  if (addresses === undefined) return undefined
  const sum = internetChecksum(zeroed, pseudoSum(addresses, check.protocol ?? 0, covered.length))
  return sum === 0 && check.zeroMeansNone === true ? 0xffff : sum
}

/** Compares the stored checksum with the bytes. `complete`: whether all bytes of the layer are here. */
export function verdictOf(
  check: AnyCheck,
  layers: readonly Layer[],
  index: number,
  bytes: Uint8Array,
  span: Span,
  complete: boolean,
): ChecksumVerdict | undefined {
  const layer = layers[index] as ProtocolLayer
  const stored = numberIn(layer, check.key)
  if (stored === undefined) return undefined
  const { fragment, overIpv4 } = enclosingOf(layers, index)
  if (check.isPresent?.(layer, overIpv4) === false) return { layer: index, verdict: 'absent', stored }
  if (check.covers === 'region' && (!complete || fragment)) return { layer: index, verdict: 'unverifiable', stored }
  const computed = computeChecksum(check, layers, index, bytes, span)
  if (computed === undefined) return { layer: index, verdict: 'unverifiable', stored }
  const good =
    stored === computed || (check.sum !== 'crc32c' && (stored ^ computed) === 0xffff && stored % 0xffff === 0)
  return { layer: index, verdict: good ? 'good' : 'bad', stored, computed }
}

import { StructError } from '@vlcp/struct'
import { concat } from '../core/concat.ts'
import { PacketError } from '../core/error.ts'
import type { LayerName } from '../core/layer-name.ts'
import { type AnyCheck, checksumSize, computeChecksum, type Span } from './checksum.ts'
import { enclosingOf } from './enclosing.ts'
import { type Layer, numberIn, type ProtocolLayer, protocolOfLayer } from './layer.ts'

export interface EncodeOptions {
  /**
   * Write the lengths and checksums that the layers hold instead of computing them: gives back the bytes of a packet that was broken
   * or cut. Those that a layer does not hold are computed all the same. Padding is written as zeros, and a DHCP message always in
   * its normal form.
   */
  readonly keep?: boolean
}

/**
 * Encodes layers, the outermost first. Lengths and checksums are computed; fields that say what comes next (`type`, `protocol`,
 * `next_header` …) may be absent and follow from the next layer. A UDP checksum of 0 stays 0, which says that there is none.
 * @throws PacketError if a layer cannot be encoded, cannot carry the next one, or says that something else follows.
 */
export function encodePacket(layers: readonly Layer[], options: EncodeOptions = {}): Uint8Array {
  const keep = options.keep === true
  const { parts, filled } = encodeParts(layers)
  const bytes = concat(parts)
  const spans = spansOf(filled, parts, keep)
  filled.forEach((layer, i) => writeLength(filled, layer, i, bytes, spans, keep))
  // From the inside to the outside: an outer checksum covers the inner ones.
  for (let i = filled.length - 1; i >= 0; i--) writeChecksum(filled, i, bytes, spans[i] as Span, keep)
  return bytes
}

/** Headers with what the next layer asks for, and their bytes. From the last to the first, as some look at what follows. */
function encodeParts(layers: readonly Layer[]): { parts: Uint8Array[]; filled: Layer[] } {
  const parts: Uint8Array[] = []
  const filled: Layer[] = []
  const following: LayerName[] = []
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i] as Layer
    const bound = bind(layer, i, following, parts[0] ?? new Uint8Array(0))
    parts.unshift(encodeLayer(bound, i))
    filled.unshift(bound)
    if (isProtocol(layer)) following.unshift(layer.layer)
    // Bytes hide what stands behind them.
    else if (layer.layer !== 'trailer') following.length = 0
  }
  return { parts, filled }
}

function isProtocol(layer: Layer): layer is ProtocolLayer {
  return protocolOfLayer(layer.layer) !== undefined
}

function encodeLayer(layer: Layer, index: number): Uint8Array {
  const protocol = protocolOfLayer(layer.layer)
  if (protocol === undefined) return (layer as Exclude<Layer, ProtocolLayer>).data
  try {
    return protocol.type.encode(layer as ProtocolLayer)
  } catch (error) {
    if (!(error instanceof StructError)) throw error
    throw new PacketError(index, layer.layer, error.message, error)
  }
}

/** Fills in what the following layers say about this one, and refuses what contradicts them. */
function bind(layer: Layer, index: number, following: readonly LayerName[], rest: Uint8Array): Layer {
  const protocol = protocolOfLayer(layer.layer)
  if (protocol === undefined) return layer
  const header = layer as ProtocolLayer
  const [next] = following
  const { nextKey } = protocol
  const bound = protocol.bind?.(following, header)
  if (next !== undefined && bound === undefined)
    throw new PacketError(index, layer.layer, `nothing in it can say that ${next} follows`)
  const given = nextKey === undefined ? undefined : numberIn(header, nextKey)
  const full = withDefaults(header, bound ?? {})
  if (next === undefined) {
    if (nextKey !== undefined && given === undefined && numberIn(full, nextKey) === undefined)
      throw new PacketError(index, layer.layer, `${nextKey} is missing and no layer follows that says it`)
    return full
  }
  const announced = protocol.next?.(full, rest)
  const wanted = nextKey === undefined ? undefined : (bound as Readonly<Record<string, unknown>>)[nextKey]
  const contradicts =
    announced === undefined ? given !== undefined && wanted !== undefined && given !== wanted : announced !== next
  if (contradicts) throw new PacketError(index, layer.layer, `it announces ${announced ?? given}, but ${next} follows`)
  return full
}

/** The header itself where nothing is missing: most that are encoded were decoded before. */
function withDefaults(header: ProtocolLayer, bound: object): ProtocolLayer {
  const held = header as unknown as Readonly<Record<string, unknown>>
  let full: Record<string, unknown> | undefined
  for (const [key, value] of Object.entries(bound)) {
    if (held[key] !== undefined) continue
    full ??= { ...held }
    full[key] = value
  }
  return (full as ProtocolLayer | undefined) ?? header
}

function hasExtent(layers: readonly Layer[], index: number, keep: boolean): boolean {
  const layer = layers[index] as Layer
  const extent = protocolOfLayer(layer.layer)?.extent
  if (extent === undefined) return false
  const stored = numberIn(layer, extent.key)
  if (keep && stored !== undefined) return extent.isLength(stored)
  return extent.applies?.(layers[index + 1]?.layer) ?? true
}

/** Where each layer starts, and where what it carries ends. */
function spansOf(layers: readonly Layer[], parts: readonly Uint8Array[], keep: boolean): Span[] {
  const ends: number[] = []
  const owner: number[] = []
  const open: number[] = []
  const starts: number[] = []
  let at = 0
  layers.forEach((layer, i) => {
    if (layer.layer === 'trailer') for (let n = 0; n < layer.behind && open.length > 0; n++) ends[open.pop() ?? 0] = at
    starts.push(at)
    if (hasExtent(layers, i, keep)) open.push(i)
    owner.push(open.at(-1) ?? -1)
    at += parts[i]?.length ?? 0
  })
  return starts.map((start, i) => {
    const headerEnd = start + (parts[i]?.length ?? 0)
    return { start, headerEnd, end: ends[owner[i] ?? -1] ?? at }
  })
}

function writeLength(
  layers: readonly Layer[],
  layer: Layer,
  index: number,
  bytes: Uint8Array,
  spans: readonly Span[],
  keep: boolean,
): void {
  const extent = protocolOfLayer(layer.layer)?.extent
  const span = spans[index]
  if (extent === undefined || span === undefined) return
  if (keep ? numberIn(layer, extent.key) !== undefined : !hasExtent(layers, index, keep)) return
  const stored = span.end - span.start + extent.add
  if (stored > 0xffff || !(extent.isLength(stored) || stored === 0))
    throw new PacketError(index, layer.layer, `${stored} bytes are more than ${extent.key} can say`)
  writeNumber(bytes, span.start + extent.at, 2, stored)
}

function writeChecksum(layers: readonly Layer[], index: number, bytes: Uint8Array, span: Span, keep: boolean): void {
  const layer = layers[index] as ProtocolLayer
  const check: AnyCheck | undefined = protocolOfLayer(layer.layer)?.check
  if (check === undefined) return
  const held = numberIn(layer, check.key)
  const { fragment, overIpv4 } = enclosingOf(layers, index)
  if (check.isPresent?.(layer, overIpv4) === false) return
  // The checksum of a fragment covers the other fragments too.
  const stays = held !== undefined && (keep || (fragment && check.covers === 'region'))
  const sum = stays ? held : (computeChecksum(check, layers, index, bytes, span) ?? held ?? 0)
  const size = checksumSize(check)
  writeNumber(bytes, span.start + check.at, size, sum, size === 4)
}

function writeNumber(bytes: Uint8Array, at: number, size: number, value: number, littleEndian = false): void {
  for (let i = 0; i < size; i++) {
    const shift = 8 * (littleEndian ? i : size - 1 - i)
    bytes[at + i] = (value >>> shift) & 255
  }
}

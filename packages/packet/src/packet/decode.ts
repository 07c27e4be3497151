import { StructError } from '@vlcp/struct'
import type { LayerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'
import { type ChecksumVerdict, type Span, verdictOf } from './checksum.ts'
import { type Layer, numberIn, type ProtocolLayer, type ProtocolName, protocolOfLayer } from './layer.ts'

export interface DecodeOptions {
  /** What the bytes start with (default `ethernet`). */
  readonly first?: ProtocolName
  /** Size in bytes of the packet on the network, where more is known of it than its bytes: `total_len` of a packet-in. */
  readonly originalLength?: number
}

/** Where a packet was cut, because the switch or the capture kept only its first bytes. */
export interface Cut {
  /** Index of the layer in which the bytes end. */
  readonly layer: number
  /** Bytes that are missing, at least. */
  readonly missing: number
}

export interface Packet {
  readonly layers: readonly Layer[]
  /** One verdict for each checksum, from the outside to the inside. */
  readonly checksums: readonly ChecksumVerdict[]
  /** Absent when the packet is complete as far as its lengths say. */
  readonly cut?: Cut
}

/** Bounds the work for packets that consist of headers only, in which each checksum covers all headers behind it. */
const maxLayers = 64

/**
 * Decodes a packet. Never throws on what is in the bytes: a header that cannot be read becomes a layer `undecoded`, a wrong
 * checksum a verdict, a packet that was cut is marked. Raw fields are views of `bytes`, not copies.
 */
export function decodePacket(bytes: Uint8Array, options: DecodeOptions = {}): Packet {
  const reader = new PacketReader(bytes, options.originalLength)
  let name: LayerName | undefined = options.first ?? 'ethernet'
  while (name !== undefined) name = reader.step(name)
  return reader.finish()
}

/** Whether all bytes of the region are here; `unknown`: no length has said where it should end. */
type Completeness = 'unknown' | 'complete' | 'clipped'

interface Mark extends Span {
  readonly index: number
  readonly complete: boolean
}

class PacketReader {
  readonly #bytes: Uint8Array
  readonly #layers: Layer[] = []
  readonly #marks: Mark[] = []
  /** Ends of the regions we are in, the innermost last. */
  readonly #ends: number[]
  #at = 0
  #state: Completeness = 'unknown'
  #missing = 0
  /** A fragment's inner lengths count what is in other packets. */
  #fragment = false
  #filling = false

  constructor(bytes: Uint8Array, originalLength: number | undefined) {
    this.#bytes = bytes
    this.#ends = [bytes.length]
    if (originalLength === undefined) return
    this.#missing = Math.max(0, originalLength - bytes.length)
    this.#state = this.#missing > 0 ? 'clipped' : 'complete'
  }

  get #end(): number {
    return this.#ends.at(-1) ?? 0
  }

  get #rest(): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#end)
  }

  /** Reads one layer and says what follows it. */
  step(name: LayerName): LayerName | undefined {
    const protocol = protocolOfLayer(name)
    if (protocol === undefined) return undefined
    if (this.#layers.length >= maxLayers) return this.#giveUp(name, `more than ${maxLayers} layers`)
    const read = readHeader(protocol, this.#rest)
    if ('reason' in read) {
      if (read.need > 0 && !this.#fragment && this.#state !== 'complete') this.#lacks(read.need)
      return this.#giveUp(name, read.reason)
    }
    const { header, size } = read
    const reason = protocol.reject?.(header)
    if (reason !== undefined) return this.#giveUp(name, reason)
    const start = this.#at
    this.#layers.push(header)
    this.#fragment ||= isFirstFragment(header)
    const short = this.#enter(protocol, header, start, size)
    this.#at = start + size
    if (protocol.check !== undefined) this.#mark(start)
    this.#filling = protocol.ends === true
    const next = protocol.next?.(header, this.#rest)
    return short === undefined ? next : this.#giveUp(next ?? 'payload', short)
  }

  #mark(start: number): void {
    const complete = this.#state !== 'clipped'
    this.#marks.push({ index: this.#layers.length - 1, start, headerEnd: this.#at, end: this.#end, complete })
  }

  #lacks(missing: number): void {
    this.#state = 'clipped'
    this.#missing = Math.max(this.#missing, missing)
  }

  #giveUp(as: LayerName, reason: string): undefined {
    this.#layers.push({ layer: 'undecoded', as, reason, data: this.#rest })
    this.#at = this.#end
    return undefined
  }

  /** Opens the region of a header with a length; says what is wrong with the length. */
  #enter(protocol: Protocol<ProtocolLayer>, header: ProtocolLayer, start: number, size: number): string | undefined {
    const { extent } = protocol
    const stored = extent && numberIn(header, extent.key)
    if (extent === undefined || stored === undefined || !extent.isLength(stored)) return undefined
    const total = stored - extent.add
    if (total < size) return `${extent.key} ${stored} ends within the header`
    const limit = start + total
    if (limit <= this.#end) this.#state = 'complete'
    else if (!this.#fragment) this.#lacks(limit - this.#end)
    this.#ends.push(Math.min(limit, this.#end))
    return undefined
  }

  finish(): Packet {
    const last = this.#layers.length
    const rest = this.#rest
    if (rest.length > 0)
      this.#layers.push(this.#filling ? { layer: 'trailer', behind: 0, data: rest } : { layer: 'payload', data: rest })
    const innermost = this.#filling || rest.length === 0 ? last - 1 : last
    this.#closeRegions()
    const cut = this.#state === 'clipped' ? { cut: { layer: innermost, missing: this.#missing } } : {}
    return { layers: this.#layers, checksums: this.#verdicts(), ...cut }
  }

  #closeRegions(): void {
    for (let behind = 1, i = this.#ends.length - 2; i >= 0; i--, behind++) {
      const data = this.#bytes.subarray(this.#ends[i + 1], this.#ends[i])
      if (data.length > 0) this.#layers.push({ layer: 'trailer', behind, data })
    }
  }

  #verdicts(): ChecksumVerdict[] {
    return this.#marks.flatMap((mark) => {
      const check = protocolOfLayer(this.#layers[mark.index]?.layer ?? 'payload')?.check
      return (check && verdictOf(check, this.#layers, mark.index, this.#bytes, mark, mark.complete)) ?? []
    })
  }
}

function isFirstFragment(header: ProtocolLayer): boolean {
  return (header.layer === 'ipv4' && header.mf) || (header.layer === 'ipv6-fragment' && header.m)
}

type Read =
  | { readonly header: ProtocolLayer; readonly size: number }
  | { readonly reason: string; readonly need: number }

/** `need`: bytes that are missing at least; 0 if more of them would not help. */
function readHeader(protocol: Protocol<ProtocolLayer>, region: Uint8Array): Read {
  try {
    if (protocol.whole === true) return { header: protocol.type.decode(region), size: region.length }
    const parsed = protocol.type.parse(region)
    if (parsed.need === undefined) return { header: parsed.value, size: parsed.length }
    const need = parsed.need - region.length
    return { reason: `the header needs ${need} more bytes`, need }
  } catch (error) {
    if (!(error instanceof StructError)) throw error
    return { reason: error.message, need: error.code === 'truncated' ? 1 : 0 }
  }
}

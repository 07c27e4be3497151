import type { Dumped, Type } from '@vlcp/struct'
import type { LayerName } from './layer-name.ts'

/** How a length field of a header bounds what follows it. */
export interface Extent<L> {
  /** The field, for messages and to keep what the value holds. */
  readonly key: keyof L & string
  /** Offset of the 16-bit field in the header. */
  readonly at: number
  /** Stored = bytes from the first one of the header + `add`. */
  readonly add: number
  /** Whether the stored number is a length and not something else: 0 says "unknown" in some protocols. */
  isLength(stored: number): boolean
  /** Whether there is a length when this layer follows (default: always). */
  applies?(next: LayerName | undefined): boolean
}

/** How a protocol checks its bytes. */
export interface Check<L> {
  readonly key: keyof L & string
  /** Offset of the field in the header. */
  readonly at: number
  /** `header` covers the header alone; `region` all bytes of the layer and what it carries. */
  readonly covers: 'header' | 'region'
  /** `internet`: RFC 1071. `pseudo`: the same with the pseudo-header of the enclosing IP. `crc32c`: RFC 9260, appendix A. */
  readonly sum: 'internet' | 'pseudo' | 'crc32c'
  /** The IP protocol number in the pseudo-header. */
  readonly protocol?: number
  /** Whether the packet has a checksum at all (default: always). */
  isPresent?(header: L, overIpv4: boolean): boolean
  /** Whether a sum of 0 is written as 0xffff because 0 says "none" (UDP). */
  readonly zeroMeansNone?: boolean
}

/** What the packet decoder and encoder must know of a protocol beyond the definition of its header. */
export interface Protocol<L extends { readonly layer: LayerName }> {
  readonly type: Type<L>
  /** The layer takes everything to the end of its region. */
  readonly whole?: boolean
  /** Why a decoded header cannot be one of this protocol. */
  reject?(header: L): string | undefined
  /** What follows the header; undefined: bytes without a protocol we know. `rest` is what is left of the region. */
  next?(header: L, rest: Uint8Array): LayerName | undefined
  /** The field that says what follows, if it is a number of its own. */
  readonly nextKey?: keyof L & string
  /** Nothing follows in the same region: bytes that are left fill up the frame. */
  readonly ends?: boolean
  /** The fields that say what follows, for the layers after this one; undefined if this protocol cannot carry the first of them. */
  bind?(following: readonly LayerName[], header: L): Partial<L> | undefined
  readonly extent?: Extent<L>
  readonly check?: Check<L>
  /** The fields for a dump, where the definition does not show them itself. */
  fields?(header: L): Readonly<Record<string, Dumped>>
  /** A few words for one line of text. */
  summary(header: L): string
}

import type { FieldName } from '@vlcp/openflow'
import type { Location } from './bits.ts'

/** The transport header, absent in all fragments but the first. */
export interface Transport {
  readonly protocol: number
  readonly start: number
  readonly end: number
}

/** Where the fields of a frame stand. A field is missing when the frame has no such header, or not all of it. */
export interface Headers {
  readonly fields: Map<FieldName, Location>
  /** Fields that are computed, and so cannot be written. */
  readonly values: Map<FieldName, bigint>
  /** VLAN tags that count as such: Open vSwitch takes a second tag for an unknown ethertype (`vlan-limit` 1). */
  readonly tags: number
  readonly ethertype: number
  /** Where the innermost ethertype stands; what it tells of begins two octets later. */
  readonly ethertypeAt: number
  readonly mplsLabels: number
  readonly network?: { readonly version: 4 | 6; readonly start: number }
  readonly transport?: Transport
}

export type HeadersDraft = { -readonly [K in keyof Headers]: Headers[K] }

/** Fields of a header, from its first bit. */
export type Layout = readonly (readonly [name: FieldName, bit: number, bits: number])[]

export function place(headers: HeadersDraft, start: number, layout: Layout): void {
  for (const [name, bit, bits] of layout) headers.fields.set(name, { bit: start * 8 + bit, bits })
}

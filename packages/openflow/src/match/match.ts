import type { FieldName } from './fields.ts'

/** A value up to 32 bits, or a MAC address, is a number; anything wider is a bigint. */
export type FieldValue = number | bigint

export interface MaskedValue {
  readonly value: FieldValue
  /** Set bits are compared, clear bits are ignored. */
  readonly mask: FieldValue
}

/** An OXM field this package has no name for, kept byte for byte. */
export interface UnknownField {
  /** The 32-bit OXM header. */
  readonly header: number
  /** Value and, when the header says so, mask. */
  readonly payload: Uint8Array
}

/**
 * A match without version: field names as in the OpenFlow specification (`eth_dst`, `vlan_vid` …) or Open vSwitch
 * (`reg4` …). A plain value compares every bit.
 */
export type Match = { readonly [name in FieldName]?: FieldValue | MaskedValue } & {
  readonly unknown?: readonly UnknownField[]
}

/** OpenFlow 1.3.5, 7.2.3.7: the bit of `vlan_vid` that says a VLAN tag is present. */
export const OFPVID_PRESENT = 0x1000

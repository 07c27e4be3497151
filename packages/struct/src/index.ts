/** Binary structures declared like C structs. See docs/struct.md for the definition language. */
export {
  bool,
  f32,
  f32le,
  f64,
  f64le,
  i8,
  i16,
  i16le,
  i24,
  i24le,
  i32,
  i32le,
  i48,
  i48le,
  i64,
  i64le,
  i64n,
  i64nle,
  i128,
  i128le,
  u8,
  u16,
  u16le,
  u24,
  u24le,
  u32,
  u32le,
  u48,
  u48le,
  u64,
  u64le,
  u64n,
  u64nle,
  u128,
  u128le,
} from './number.ts'
export { bytes, cString, fixedString, string } from './bytes.ts'
export type { TextOptions } from './bytes.ts'
export { array, list } from './array.ts'
export { align, byteLength, checksum, computed, constant, count, length } from './field.ts'
export { Hidden, LengthField, Maybe, optional, pad, totalSize, unpaddedLength } from './field.ts'
export type { LengthOptions, ScaleOptions } from './field.ts'
export { struct, StructType } from './struct.ts'
export type { StructOptions } from './struct.ts'
export { closedFamily, family, familyBy, familyOf, FamilyType } from './family.ts'
export type { ChoiceDefinition, FamilyValue, Variant } from './family.ts'
export { bitArray, bitEnum, bits, BitsType, BitType, flag } from './bits.ts'
export type { BitDefinition } from './bits.ts'
export { enumeration, flags, openEnumeration, EnumType, FlagsType, OpenEnumType } from './enumeration.ts'
export type { Enumeration, EnumValue, Flags, OpenEnumeration, Unlisted } from './enumeration.ts'
export { ipv4, ipv6, mac } from './address.ts'
export { convert, custom, initial, lazy, padded, sized, withText } from './custom.ts'
export type { CustomType } from './custom.ts'
export { Composite, IntType, Type } from './type.ts'
export type { Infer } from './type.ts'
export type { Each, Extra, FieldDefinition, Fields, Simplify, StructValue } from './infer.ts'
export type { ExtentArgument } from './extent.ts'
export type { Parsed } from './codec.ts'
export { StructError } from './error.ts'
export type { StructErrorCode } from './error.ts'
export { StreamParser } from './stream.ts'
export type { StreamOptions } from './stream.ts'
export type { Difference } from './value/compare.ts'
export type { LayoutRow } from './value/describe.ts'
export type { Dumped, TextOverrides } from './value/dump.ts'
export type { TextForm } from './node.ts'

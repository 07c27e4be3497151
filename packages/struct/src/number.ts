import type { BigNode, FloatNode, IntNode } from './node.ts'
import { IntType, Type } from './type.ts'

function int(name: string, size: IntNode['size'], signed: boolean, little: boolean): IntType {
  return new IntType({ kind: 'int', name, size, min: size, open: false, signed, little })
}

function big(name: string, size: BigNode['size'], signed: boolean, little: boolean): Type<bigint> {
  return new Type({ kind: 'big', name, size, min: size, open: false, signed, little, safe: false })
}

function safe(name: string, signed: boolean, little: boolean): Type<number> {
  return new Type({ kind: 'big', name, size: 8, min: 8, open: false, signed, little, safe: true })
}

function float(name: string, size: FloatNode['size'], little: boolean): Type<number> {
  return new Type({ kind: 'float', name, size, min: size, open: false, little })
}

/** Unsigned integers, big endian (network byte order). */
export const u8 = int('u8', 1, false, false)
export const u16 = int('u16', 2, false, false)
export const u24 = int('u24', 3, false, false)
export const u32 = int('u32', 4, false, false)
export const u48 = int('u48', 6, false, false)
/** Unsigned 64 and 128 bits, big endian, as `bigint`. */
export const u64 = big('u64', 8, false, false)
export const u128 = big('u128', 16, false, false)

/** Signed integers, big endian, two's complement. */
export const i8 = int('i8', 1, true, false)
export const i16 = int('i16', 2, true, false)
export const i24 = int('i24', 3, true, false)
export const i32 = int('i32', 4, true, false)
export const i48 = int('i48', 6, true, false)
export const i64 = big('i64', 8, true, false)
export const i128 = big('i128', 16, true, false)

/** Unsigned integers, little endian. */
export const u16le = int('u16le', 2, false, true)
export const u24le = int('u24le', 3, false, true)
export const u32le = int('u32le', 4, false, true)
export const u48le = int('u48le', 6, false, true)
export const u64le = big('u64le', 8, false, true)
export const u128le = big('u128le', 16, false, true)

/** Signed integers, little endian. */
export const i16le = int('i16le', 2, true, true)
export const i24le = int('i24le', 3, true, true)
export const i32le = int('i32le', 4, true, true)
export const i48le = int('i48le', 6, true, true)
export const i64le = big('i64le', 8, true, true)
export const i128le = big('i128le', 16, true, true)

/** 64 bits as `number`: a value beyond ±(2^53 − 1) is an error with the field's path, never a rounded number. */
export const u64n = safe('u64n', false, false)
export const i64n = safe('i64n', true, false)
export const u64nle = safe('u64nle', false, true)
export const i64nle = safe('i64nle', true, true)

/** IEEE 754. */
export const f32 = float('f32', 4, false)
export const f64 = float('f64', 8, false)
export const f32le = float('f32le', 4, true)
export const f64le = float('f64le', 8, true)

/** One byte: 0 is false, everything else true; true is written as 1. */
export const bool: Type<boolean> = new Type({ kind: 'bool', name: 'bool', size: 1, min: 1, open: false })

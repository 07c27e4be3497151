import { i64, i64le, u16, u16le, u32, u32le } from '@vlcp/struct'

/** A capture is written in the byte order of the machine that wrote it. */
export const bigEndian = { u16, u32, i64 } as const
export const littleEndian = { u16: u16le, u32: u32le, i64: i64le } as const

export type ByteOrder = typeof bigEndian | typeof littleEndian

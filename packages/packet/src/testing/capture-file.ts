import { concat } from '../core/concat.ts'

/** Writers of capture files for tests, by hand from the specifications so that they share nothing with the readers. */
export interface FileOptions {
  readonly little: boolean
  readonly nano?: boolean
  readonly linkType?: number
}

/** Numbers of 2 or 4 bytes: `[2, 4]` is two bytes of the value 4. */
export function fields(little: boolean, ...parts: readonly (readonly [2 | 4, number])[]): Uint8Array {
  const bytes = parts.map(([size, value]) => {
    const big = Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** (size - 1 - i)) & 255)
    return Uint8Array.from(little ? big.toReversed() : big)
  })
  return concat(bytes)
}

export interface WrittenFrame {
  readonly data: Uint8Array
  readonly seconds: number
  /** Microseconds, or nanoseconds where the file has them. */
  readonly fraction: number
  readonly originalLength?: number
}

export function pcapHeader({ little, nano = false, linkType = 1 }: FileOptions): Uint8Array {
  const magic = nano ? 0xa1b23c4d : 0xa1b2c3d4
  return fields(little, [4, magic], [2, 2], [2, 4], [4, 0], [4, 0], [4, 65_535], [4, linkType])
}

export function pcapFile(options: FileOptions, frames: readonly WrittenFrame[]): Uint8Array {
  const records = frames.flatMap(({ data, seconds, fraction, originalLength = data.length }) => [
    fields(options.little, [4, seconds], [4, fraction], [4, data.length], [4, originalLength]),
    data,
  ])
  return concat([pcapHeader(options), ...records])
}

/** A block of a pcapng file; `body` must be a multiple of 4 bytes. */
export function block(little: boolean, type: number, ...body: readonly Uint8Array[]): Uint8Array {
  const size = 12 + body.reduce((sum, { length }) => sum + length, 0)
  return concat([fields(little, [4, type], [4, size]), ...body, fields(little, [4, size])])
}

export function sectionBlock(little: boolean): Uint8Array {
  return block(little, 0x0a0d0d0a, fields(little, [4, 0x1a2b3c4d], [2, 1], [2, 0], [4, 0xffffffff], [4, 0xffffffff]))
}

/** An interface; `options` as `[code, value]`. */
export function interfaceBlock(
  little: boolean,
  { linkType = 1, snapLength = 0 }: { readonly linkType?: number; readonly snapLength?: number } = {},
  ...options: readonly (readonly [number, readonly number[]])[]
): Uint8Array {
  const written = options.flatMap(([code, value]) => [fields(little, [2, code], [2, value.length]), fill(value)])
  const end = options.length === 0 ? [] : [fields(little, [4, 0])]
  return block(little, 1, fields(little, [2, linkType], [2, 0], [4, snapLength]), ...written, ...end)
}

export function fill(bytes: Iterable<number>): Uint8Array {
  const all = Uint8Array.from(bytes)
  return concat([all, new Uint8Array(-all.length & 3)])
}

/** An Enhanced Packet Block with a time stamp in units of the interface. */
export function packetBlock(little: boolean, interfaceId: number, units: bigint, data: Uint8Array): Uint8Array {
  const stamp = [4, Number(units >> 32n)] as const
  const low = [4, Number(units & 0xffff_ffffn)] as const
  const head = fields(little, [4, interfaceId], stamp, low, [4, data.length], [4, data.length + 5])
  return block(little, 6, head, fill(data))
}

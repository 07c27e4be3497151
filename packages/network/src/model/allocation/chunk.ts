import { objectClass } from '@vlcp/store'
import Type from 'typebox'

/** How many numbers share one stored object: 512 bytes. */
export const chunkSize = 4096

/** Which of the numbers chunk · 4096 … chunk · 4096 + 4095 of a pool are taken. */
export const AllocationChunk = objectClass({
  name: 'AllocationChunk',
  prefix: 'viperflow.allocation',
  keys: ['pool', 'chunk'],
  schema: Type.Object({
    pool: Type.String(),
    chunk: Type.String({ pattern: '^[0-9]{1,8}$' }),
    /** Base64 of the bits, lowest number first, without the zero bytes at the end. */
    bits: Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: 684 }),
  }),
  multi: { pool: ['pool'] },
})

/** Where a pool that goes round has arrived. */
export const AllocationCursor = objectClass({
  name: 'AllocationCursor',
  prefix: 'viperflow.allocationcursor',
  keys: ['pool'],
  schema: Type.Object({ pool: Type.String(), next: Type.Integer() }),
})

export function decodeBits(text: string): Uint8Array {
  const bytes = new Uint8Array(chunkSize / 8)
  bytes.set(Buffer.from(text, 'base64').subarray(0, bytes.length))
  return bytes
}

export function encodeBits(bytes: Uint8Array): string {
  const used = bytes.findLastIndex((byte) => byte !== 0) + 1
  return Buffer.from(bytes.subarray(0, used)).toString('base64')
}

/** The lowest free bit from `start` to `end`, both inclusive. */
export function firstFreeBit(bytes: Uint8Array, start: number, end: number): number | undefined {
  for (let bit = start; bit <= end;) {
    const byte = bytes[bit >> 3] ?? 0
    if (byte === 0xff) bit = ((bit >> 3) + 1) << 3
    else if ((byte & (1 << (bit & 7))) === 0) return bit
    else bit++
  }
  return undefined
}

/** The lowest taken bit from `start` to `end`, both inclusive. */
export function firstTakenBit(bytes: Uint8Array, start: number, end: number): number | undefined {
  for (let bit = start; bit <= end;) {
    const byte = bytes[bit >> 3] ?? 0
    if (byte === 0) bit = ((bit >> 3) + 1) << 3
    else if ((byte & (1 << (bit & 7))) !== 0) return bit
    else bit++
  }
  return undefined
}

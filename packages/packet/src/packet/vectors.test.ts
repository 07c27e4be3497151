import { describe, expect, it } from 'vitest'
import { readVectors } from '../testing/vector.ts'
import { decodePacket } from './decode.ts'
import { encodePacket } from './encode.ts'
import { dumpPacket, formatPacket } from './format.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe.each(readVectors())('$name: $title', ({ bytes, line, dump }) => {
  const packet = decodePacket(bytes)

  it('reads as expected', () => {
    expect(formatPacket(packet)).toBe(line)
    expect(dumpPacket(packet)).toBe(dump)
  })

  it('has good checksums and is complete', () => {
    expect(packet.checksums.filter(({ verdict }) => verdict !== 'good')).toEqual([])
    expect(packet.cut).toBeUndefined()
  })

  it('is encoded to the same bytes, computed or kept', () => {
    expect(hex(encodePacket(packet.layers))).toBe(hex(bytes))
    expect(hex(encodePacket(packet.layers, { keep: true }))).toBe(hex(bytes))
  })
})

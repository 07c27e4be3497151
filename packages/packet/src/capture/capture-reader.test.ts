import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../core/concat.ts'
import * as file from '../testing/capture-file.ts'
import { CaptureReader, readCapture } from './capture-reader.ts'
import { CaptureError } from './error.ts'
import type { Frame } from './frame.ts'

const first = Uint8Array.of(1, 2, 3, 4, 5)
const second = new Uint8Array(1500).fill(7)
const orders = [{ little: true }, { little: false }]

/** All frames of a file that comes in chunks of one size. */
function framesOf(bytes: Uint8Array, chunkSize = bytes.length): Frame[] {
  const reader = new CaptureReader()
  const frames: Frame[] = []
  for (let at = 0; at < bytes.length; at += chunkSize) {
    reader.push(bytes.subarray(at, at + chunkSize))
    for (let frame = reader.next(); frame !== undefined; frame = reader.next()) frames.push(frame)
  }
  reader.end()
  return frames
}

/** The error that reading ends with, and the frames in front. */
function failureOf(bytes: Uint8Array): { readonly error: CaptureError; readonly frames: readonly Frame[] } {
  const frames: Frame[] = []
  const reader = new CaptureReader()
  try {
    reader.push(bytes)
    for (let frame = reader.next(); frame !== undefined; frame = reader.next()) frames.push(frame)
    reader.end()
  } catch (error) {
    if (error instanceof CaptureError) return { error, frames }
    throw error
  }
  throw new Error('nothing is wrong')
}

const pcap = (options: file.FileOptions): Uint8Array =>
  file.pcapFile(options, [
    { data: first, seconds: 0xf000_0000, fraction: 123_456, originalLength: 60 },
    { data: second, seconds: 1, fraction: 999_999_999 },
    { data: new Uint8Array(0), seconds: 0, fraction: 0 },
  ])

function pcapng(little: boolean): Uint8Array {
  return concat([
    file.sectionBlock(little),
    file.interfaceBlock(little),
    file.block(little, 0x0bad, new Uint8Array(70_000)),
    file.interfaceBlock(little, { linkType: 276 }, [2, [...Buffer.from('any')]], [9, [9]]),
    file.packetBlock(little, 0, 1_600_000_000_123_456n, first),
    file.packetBlock(little, 1, 1_600_000_000_123_456_789n, second),
  ])
}

describe('pcap', () => {
  it.each(orders)('is read in both byte orders: $little', ({ little }) => {
    expect(framesOf(pcap({ little, linkType: 113 }))).toMatchObject([
      { linkType: 113, timestampNs: 0xf000_0000n * 1_000_000_000n + 123_456_000n, originalLength: 60, data: first },
      { originalLength: 1500, data: second },
      { originalLength: 0, timestampNs: 0n },
    ])
  })

  it.each(orders)('has nanoseconds where its magic number says so: $little', ({ little }) => {
    expect(framesOf(pcap({ little, nano: true }))[1]?.timestampNs).toBe(1_999_999_999n)
  })

  it('may say that frames have their check sequence', () => {
    expect(framesOf(pcap({ little: true, linkType: 0x2400_0001 }))[0]?.linkType).toBe(1)
  })

  it('without frames has none', () => {
    expect(framesOf(file.pcapHeader({ little: true }))).toEqual([])
  })
})

describe('pcapng', () => {
  it.each(orders)('is read in both byte orders: $little', ({ little }) => {
    expect(framesOf(pcapng(little))).toEqual([
      { linkType: 1, timestampNs: 1_600_000_000_123_456_000n, originalLength: 10, data: first },
      { linkType: 276, timestampNs: 1_600_000_000_123_456_789n, originalLength: 1505, data: second },
    ])
  })

  it('may have sections in different byte orders, each with interfaces of its own', () => {
    const both = concat([pcapng(true), pcapng(false)])
    expect(framesOf(both)).toEqual([...framesOf(pcapng(true)), ...framesOf(pcapng(false))])
    const lacking = concat([pcapng(true), file.sectionBlock(true), file.packetBlock(true, 0, 0n, first)])
    expect(failureOf(lacking).error.message).toContain('interface_id 0 has no interface description')
  })

  it('counts time in the units of the interface', () => {
    const offset = [0, 0, 0, 0, 0, 0, 0, 100]
    const read = (option: readonly [number, readonly number[]], units: bigint): bigint | undefined =>
      framesOf(
        concat([
          file.sectionBlock(false),
          file.interfaceBlock(false, {}, option, [14, offset]),
          file.packetBlock(false, 0, units, first),
        ]),
      )[0]?.timestampNs
    expect(read([9, [0x81]], 3n)).toBe(101_500_000_000n)
    expect(read([9, [0]], 3n)).toBe(103_000_000_000n)
    expect(read([9, [0xff]], 2n ** 63n)).toBe(100_000_000_000n)
    expect(() => read([9, [1, 2]], 3n)).toThrow('if_tsresol must be one byte')
  })

  it('has simple and obsolete packets', () => {
    const simple = file.block(true, 3, file.fields(true, [4, 60]), file.fill(first))
    const obsolete = file.block(
      true,
      2,
      file.fields(true, [2, 0], [2, 9], [4, 0], [4, 5], [4, 5], [4, 60]),
      file.fill(first),
    )
    const head = [file.sectionBlock(true), file.interfaceBlock(true, { linkType: 101, snapLength: 5 })]
    expect(framesOf(concat([...head, simple, obsolete]))).toEqual([
      { linkType: 101, originalLength: 60, data: first },
      { linkType: 101, originalLength: 60, data: first, timestampNs: 5000n },
    ])
  })
})

describe('a broken capture', () => {
  it.each([
    ['the file is empty', 0, ''],
    ['neither a pcap nor a pcapng file', 0, '000102030405060708090a0b'],
    ['looks like one compressed with gzip', 0, '1f8b0800000000000000000000'],
    ['version 9.4 of the format', 0, 'd4c3b2a1' + '09000400' + '00'.repeat(16)],
    ['byte_order_magic is in neither byte order', 0, '0a0d0d0a' + '0000001c' + '00000000'],
    ['block_total_length 8 is not', 0, '0a0d0d0a' + '00000008' + '1a2b3c4d'],
    ['block_total_length 29 is not', 0, '0a0d0d0a' + '0000001d' + '1a2b3c4d'],
    ['a block claims 4294967292 bytes', 0, '0a0d0d0a' + 'fffffffc' + '1a2b3c4d'],
    ['block_total_length 28 is 24 at the end', 0, '0a0d0d0a0000001c1a2b3c4d00010000ffffffffffffffff00000018'],
    ['version 2.0 of the format', 0, '0a0d0d0a0000001c1a2b3c4d00020000ffffffffffffffff0000001c'],
  ])('"%s"', (message, offset, hex) => {
    const { error } = failureOf(Uint8Array.from(Buffer.from(hex, 'hex')))
    expect(error.message).toContain(message)
    expect(error.offset).toBe(offset)
  })

  it('says where a frame claims more than captures hold', () => {
    const good = pcap({ little: false })
    const { error, frames } = failureOf(concat([good, file.fields(false, [4, 0], [4, 0], [4, 262_145], [4, 0])]))
    expect(frames).toHaveLength(3)
    expect(error).toMatchObject({ code: 'size', offset: good.length })
  })

  it('says that a block is too small for its frame', () => {
    const head = [file.sectionBlock(true), file.interfaceBlock(true)]
    const packet = file.packetBlock(true, 0, 0n, first)
    packet.set([200], 20)
    const { error } = failureOf(concat([...head, packet]))
    expect(error.message).toContain('captured_length 200 is more than the 8 bytes of the block')
  })

  it('refuses interfaces without number', () => {
    const one = file.interfaceBlock(true)
    const many = concat([file.sectionBlock(true), ...Array.from({ length: 65_537 }, () => one)])
    expect(failureOf(many).error.code).toBe('size')
  })

  it('keeps saying so', () => {
    const reader = new CaptureReader()
    reader.push(new Uint8Array(30))
    expect(() => reader.next()).toThrow(CaptureError)
    reader.push(pcap({ little: true }))
    expect(() => reader.next()).toThrow(CaptureError)
    expect(() => reader.end()).toThrow(CaptureError)
  })
})

describe('any capture', () => {
  const files = [pcap({ little: true }), pcap({ little: false }), pcapng(true), pcapng(false)]

  it('is the same in chunks of any size', () => {
    for (const bytes of files) {
      const whole = framesOf(bytes)
      for (const size of [1, 3, 16, 1000]) expect(framesOf(bytes, size)).toEqual(whole)
    }
  })

  it('that is cut gives the frames in front and says that it is cut', () => {
    for (const bytes of files) {
      const whole = framesOf(bytes)
      for (let size = 0; size < bytes.length; size += size > 300 && size < bytes.length - 300 ? 101 : 1) {
        const reader = new CaptureReader()
        const frames: Frame[] = []
        reader.push(bytes.subarray(0, size))
        for (let frame = reader.next(); frame !== undefined; frame = reader.next()) frames.push(frame)
        expect(frames).toEqual(whole.slice(0, frames.length))
        let code = 'complete'
        try {
          reader.end()
        } catch (error) {
          code = error instanceof CaptureError ? error.code : String(error)
        }
        // Cut between two records it looks complete.
        if (code === 'complete') expect(framesOf(bytes.subarray(0, size))).toEqual(frames)
        else expect(code).toBe('truncated')
      }
      expect(failureOf(bytes.subarray(0, bytes.length - 1)).error.code).toBe('truncated')
    }
  })

  it('with bytes of an enemy ends, with a CaptureError at worst', () => {
    const change = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 })
    fc.assert(
      fc.property(fc.constantFrom(...files), change, (bytes, changes) => {
        const broken = bytes.slice()
        for (const [at, value] of changes) broken[at] = value
        try {
          framesOf(broken)
        } catch (error) {
          expect(error).toBeInstanceOf(CaptureError)
        }
      }),
    )
  })

  it('is read chunk by chunk', async () => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (const bytes of [files[0]?.subarray(0, 100), files[0]?.subarray(100)]) yield await Promise.resolve(bytes!)
    }
    const frames: Frame[] = []
    for await (const frame of readCapture(chunks())) frames.push(frame)
    expect(frames).toEqual(framesOf(files[0]!))
  })
})

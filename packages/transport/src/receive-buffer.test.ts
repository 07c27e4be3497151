import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { ReceiveBuffer } from './receive-buffer.ts'

test.prop([fc.uint8Array({ maxLength: 20_000 }), fc.array(fc.tuple(fc.nat(9000), fc.nat(9000)), { maxLength: 60 })])(
  'keeps the bytes in order however they arrive and are consumed, and those that were consumed as they are',
  (data, steps) => {
    const all = Buffer.from(data)
    const buffer = new ReceiveBuffer()
    let appended = 0
    let consumed = 0
    const taken: Buffer[] = []
    for (const [add, take] of steps) {
      const chunk = all.subarray(appended, appended + add)
      buffer.append(Buffer.from(chunk))
      appended += chunk.length
      const count = Math.min(take, buffer.length)
      taken.push(buffer.bytes.subarray(buffer.start, buffer.start + count))
      buffer.consume(buffer.start + count)
      consumed += count
      expect(buffer.length).toBe(appended - consumed)
      expect(buffer.bytes.subarray(buffer.start, buffer.end).equals(all.subarray(consumed, appended))).toBe(true)
    }
    expect(Buffer.concat(taken).equals(all.subarray(0, consumed))).toBe(true)
  },
)

test('grows by doubling: a large message in small chunks is not copied again for each', () => {
  const buffer = new ReceiveBuffer()
  const seen = new Set<Buffer>()
  for (let i = 0; i < 10_000; i++) {
    buffer.append(Buffer.alloc(100))
    seen.add(buffer.bytes)
  }
  expect(buffer.length).toBe(1_000_000)
  expect(seen.size).toBeLessThan(12)
})

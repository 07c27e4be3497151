import { goldenMessages } from '@vlcp/openflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StreamFramer, type StreamItem } from './stream-framer.ts'

const hello = Uint8Array.of(4, 0, 0, 8, 0, 0, 0, 1)
const echo = Uint8Array.of(4, 2, 0, 12, 0, 0, 0, 2, 1, 2, 3, 4)
const golden = goldenMessages('1.3').map(({ bytes }) => bytes)
const bytesOf = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

/** Messages as hexadecimal digits, what is wrong as text. */
function brief(items: Iterable<StreamItem>): string[] {
  return [...items].map((item) => (item.bytes === undefined ? item.error : Buffer.from(item.bytes).toString('hex')))
}

const [helloHex = '', echoHex = ''] = brief([{ bytes: hello }, { bytes: echo }])

describe('a stream of messages', () => {
  it('is cut into them, however it comes', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 })
    const stream = bytesOf(...golden)
    const wanted = golden.map((bytes) => Buffer.from(bytes).toString('hex'))
    fc.assert(
      fc.property(sizes, (steps) => {
        const framer = new StreamFramer(true)
        const found: string[] = []
        for (let at = 0, step = 0; at < stream.length; step++) {
          const size = steps[step % steps.length] ?? 1
          found.push(...brief(framer.push(stream.slice(at, at + size), true)))
          at += size
        }
        expect(found).toEqual(wanted)
        expect(brief(framer.end())).toEqual([])
      }),
    )
  })

  it('may begin before the capture, with a message or within one', () => {
    const framer = new StreamFramer(false)
    expect(brief(framer.push(echo, true))).toEqual([echoHex])
    const within = new StreamFramer(false)
    expect(brief(within.push(bytesOf(echo.subarray(5), hello), true))).toEqual([])
    expect(brief(within.push(bytesOf(hello, echo), true))).toEqual([
      '15 bytes were passed over in search of the next message',
      helloHex,
      echoHex,
    ])
  })

  it('goes on behind a gap with the next segment that is a message', () => {
    const framer = new StreamFramer(true)
    expect(brief(framer.push(bytesOf(hello, echo.subarray(0, 9)), true))).toEqual([helloHex])
    expect(brief(framer.gap(5))).toEqual([
      '5 bytes of the stream are not in the capture, and so is the rest of a message of which 9 bytes are there',
    ])
    expect(brief(framer.push(echo.subarray(3), true))).toEqual([])
    expect(brief(framer.push(hello, false))).toEqual([])
    expect(brief(framer.push(echo, true))).toEqual(['17 bytes were passed over in search of the next message', echoHex])
    expect(brief(framer.gap(7))).toEqual(['7 bytes of the stream are not in the capture'])
    expect(brief(framer.push(Uint8Array.of(1, 2), true))).toEqual([])
    expect(brief(framer.end())).toEqual(['2 bytes at the end of the stream are no message'])
  })

  it('says that it ends within a message', () => {
    const framer = new StreamFramer(true)
    expect(brief(framer.push(echo.subarray(0, 11), true))).toEqual([])
    expect(brief(framer.end())).toEqual(['the stream ends within a message of which 11 bytes are there'])
  })

  it('goes on behind a length that lies', () => {
    const framer = new StreamFramer(true)
    const lie = Uint8Array.of(4, 2, 0, 7, 0, 0, 0, 1)
    expect(brief(framer.push(bytesOf(hello, lie, hello), true))).toEqual([
      helloHex,
      'ofp_header.length at byte 2: 7 is less than the 8 bytes of the header; where the next message begins is not known',
    ])
    expect(brief(framer.push(hello, true))).toEqual([
      '16 bytes were passed over in search of the next message',
      helloHex,
    ])
  })

  it('that is TLS is given up at once, also in the middle', () => {
    const closed = ['the connection is encrypted with TLS, nothing in it can be read']
    const handshake = Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3)
    for (const beginning of [true, false]) {
      const framer = new StreamFramer(beginning)
      expect(brief(framer.push(handshake, true))).toEqual(closed)
      expect(brief(framer.push(hello, true))).toEqual([])
      expect(brief(framer.gap(5))).toEqual([])
      expect(brief(framer.end())).toEqual([])
    }
  })

  it('that is another protocol gives two lines, not one for each segment', () => {
    const framer = new StreamFramer(true)
    const text = Buffer.from('GET / HTTP/1.1\r\n')
    const items = Array.from({ length: 100 }, () => brief(framer.push(text, true))).flat()
    expect([...items, ...brief(framer.end())]).toEqual([
      'ofp_header.version at byte 0: 0x47 is no OpenFlow version; the stream has lost its beat',
      '1600 bytes at the end of the stream are no message',
    ])
  })

  it('may be anything', () => {
    const step = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(hello, echo), fc.nat(9))
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.tuple(step, fc.boolean())), (beginning, steps) => {
        const framer = new StreamFramer(beginning)
        let given = 0
        let read = 0
        for (const [data, boundary] of steps) {
          if (typeof data !== 'number') given += data.length
          const items = typeof data === 'number' ? framer.gap(data) : framer.push(data, boundary)
          for (const { bytes } of items) read += bytes?.length ?? 0
        }
        expect(brief(framer.end()).length).toBeLessThanOrEqual(1)
        expect(read).toBeLessThanOrEqual(given)
      }),
    )
  })
})

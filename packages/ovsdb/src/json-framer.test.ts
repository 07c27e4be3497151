import { fc, test } from '@fast-check/vitest'
import { FrameError } from '@vlcp/transport'
import { describe, expect, it } from 'vitest'
import { jsonFramer } from './json-framer.ts'

/** What a connection does: gives the framer growing bytes, cut at `cuts`, and collects the messages. */
function frames(bytes: Buffer, cuts: readonly number[], framer = jsonFramer()): string[] {
  const found: string[] = []
  let start = 0
  for (const end of [...cuts, bytes.length].toSorted((a, b) => a - b)) {
    while (start < end) {
      const next = framer.messageEnd(bytes, start, end)
      if (next < 0) break
      found.push(bytes.toString('utf8', start, next))
      start = next
    }
  }
  return found
}

describe('jsonFramer', () => {
  const nasty = fc.array(fc.oneof(fc.string(), fc.constantFrom('\\', '"', '\\"', '{', ']', '}'))).map((s) => s.join(''))
  const messages = fc.array(fc.dictionary(nasty, fc.oneof(nasty, fc.jsonValue())), { maxLength: 5 })
  test.prop([messages, fc.array(fc.nat(400), { maxLength: 20 })])(
    'finds every object of a stream, however it is cut',
    (objects, cuts) => {
      const texts = objects.map((object) => JSON.stringify(object))
      const bytes = Buffer.from(texts.join(''))
      const inside = cuts.filter((cut) => cut < bytes.length)
      expect(frames(bytes, inside)).toEqual(texts)
    },
  )

  it('does not look behind the end of what was received', () => {
    const bytes = Buffer.from('{"a":"b"}')
    const framer = jsonFramer()
    for (let end = 1; end < bytes.length; end++) expect(framer.messageEnd(bytes, 0, end)).toBe(-1)
    expect(framer.messageEnd(bytes, 0, bytes.length)).toBe(bytes.length)
  })

  it('skips white space before a message', () => {
    expect(frames(Buffer.from(' \n{"a":1}\r\n\t{}'), [])).toEqual([' \n{"a":1}', '\r\n\t{}'])
  })

  it.each([
    ['[{}]', 'got an array'],
    ['}', 'not opened'],
    ['null', 'got byte 0x6e'],
    ['{} "text"', 'got byte 0x22'],
    ['HTTP/1.1 400 Bad Request', 'got byte 0x48'],
    [`{"a":${'['.repeat(100)}`, 'nested deeper than 100 levels'],
  ])('refuses %j', (text, reason) => {
    expect(() => frames(Buffer.from(text), [])).toThrow(FrameError)
    expect(() => frames(Buffer.from(text), [])).toThrow(reason)
  })

  it('refuses a message over the limit, also while it is not whole', () => {
    const framer = () => jsonFramer({ maxBytes: 20 })
    expect(() => frames(Buffer.from(`{"a":"${'x'.repeat(30)}`), [], framer())).toThrow('larger than 20 bytes')
    expect(() => frames(Buffer.from(`{"a":"${'x'.repeat(30)}"}`), [], framer())).toThrow('larger than 20 bytes')
    expect(() => frames(Buffer.from(' '.repeat(30)), [], framer())).toThrow('larger than 20 bytes')
  })

  it('needs linear time for a hostile string in small pieces', () => {
    const size = 4_000_000
    const bytes = Buffer.concat([Buffer.from('{"'), Buffer.alloc(size, '\\')])
    const framer = jsonFramer()
    const began = performance.now()
    for (let end = 1000; end <= bytes.length; end += 1000) framer.messageEnd(bytes, 0, end)
    // Looking at everything again for each piece would be 8 GB.
    expect(performance.now() - began).toBeLessThan(2000)
  })
})

import { describe, expect, it } from 'vitest'
import { FrameError } from './errors.ts'
import { lengthFramer } from './length-framer.ts'

const framer = lengthFramer({ lengthOffset: 2, headerSize: 8, maxLength: 100 })

describe('lengthFramer', () => {
  it('finds the end of a message at any start', () => {
    const bytes = Buffer.from('ffff0402000a0000000161620400', 'hex')
    expect(framer.messageEnd(bytes, 2, bytes.length)).toBe(12)
  })

  it('waits for the length, then for the message', () => {
    const bytes = Buffer.from('0402000a000000016162', 'hex')
    for (let end = 0; end < 10; end++) expect(framer.messageEnd(bytes, 0, end)).toBe(-1)
    expect(framer.messageEnd(bytes, 0, 10)).toBe(10)
  })

  it('refuses a length below the header and above the limit', () => {
    expect(() => framer.messageEnd(Buffer.from('04020007', 'hex'), 0, 4)).toThrow(FrameError)
    expect(() => framer.messageEnd(Buffer.from('04020065', 'hex'), 0, 4)).toThrow('exceeds the limit of 100 bytes')
  })
})

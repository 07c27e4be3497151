import { describe, expect, it } from 'vitest'
import { HexLineSplitter } from './hex-lines.ts'

function linesOf(text: string, chunkSize: number): unknown[] {
  const splitter = new HexLineSplitter()
  const bytes = Buffer.from(text)
  const lines: unknown[] = []
  for (let at = 0; at < bytes.length; at += chunkSize) {
    // The reader of a pipe may use its memory again.
    const chunk = Buffer.from(bytes.subarray(at, at + chunkSize))
    lines.push(...splitter.push(chunk))
    chunk.fill(0)
  }
  return [...lines, ...splitter.end()]
}

describe('lines of hexadecimal text', () => {
  it.each([1, 2, 7, 1000])('come in chunks of %d bytes', (size) => {
    const text = '\uFEFF04\n\n  # comment\r\n05 06 # \u2028 comment\r\n\r\n07'
    expect(linesOf(text, size)).toEqual([
      { number: 1, text: '04' },
      { number: 4, text: '05 06 ' },
      { number: 6, text: '07' },
    ])
  })

  it('may hold the largest message, written at length', () => {
    const text = `${'0x01, '.repeat(65_535)}\n`
    expect(linesOf(text, 65_536)).toEqual([{ number: 1, text: text.trim() }])
  })

  it('that are longer than any message are not kept', () => {
    expect(linesOf(`${'0'.repeat(1_000_000)}\n04\n${'0'.repeat(1_000_000)}`, 4096)).toEqual([
      { number: 1 },
      { number: 2, text: '04' },
      { number: 3 },
    ])
  })
})

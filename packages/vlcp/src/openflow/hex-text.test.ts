import { describe, expect, it } from 'vitest'
import { parseHex } from './hex-text.ts'

describe('hexadecimal text', () => {
  it.each([
    '0400000800000001',
    '0x0400000800000001',
    ' 04 00 00 08 00 00 00 01 ',
    '04:00:00:08:00:00:00:01',
    '0x04 0x00 0x00 0x08 0x00 0x00 0x00 0x01',
    '0x04, 0x00, 0X00, 0x08,\n0x00, 0x00, 0x00, 0x01',
    '04000008\r\n00000001\n',
    // Wrapped within a byte.
    '040000080\n0000001',
  ])('%j', (text) => {
    const { bytes } = parseHex(text)
    expect(bytes && Buffer.from(bytes).toString('hex')).toBe('0400000800000001')
  })

  it.each([
    ['0400g0', '"g" at character 5 is no hexadecimal digit', 2],
    ['04 0x', '"0x" at character 4 is no whole number of bytes', 1],
    ['04 0x0', '"0x0" at character 4 is no whole number of bytes', 1],
    ['1:4:0', '"1" at character 1 is no whole number of bytes', 0],
    ['000x', '"x" at character 4 is no hexadecimal digit', 1],
    ['04😀', '"😀" at character 3 is no hexadecimal digit', 1],
    ['040', '3 hexadecimal digits are an odd number', 1],
    ['', 'there are no hexadecimal digits', 0],
  ])('%j is refused', (text, error, offset) => {
    expect(parseHex(text)).toEqual({ error, offset })
  })
})

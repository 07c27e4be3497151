import { bytes, length, struct, u8 } from '@vlcp/struct'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../testing/hex.ts'
import { optionList } from './option-list.ts'

const option = struct('option', { kind: u8, length: length(u8), data: bytes() })
const list = optionList(option, { key: 'kind', single: [0, 1], padTo: 4 })

describe('a list of options', () => {
  it.each([
    ['nothing', '', []],
    ['options that fill the list', '01 01 0502', [{ kind: 1 }, { kind: 1 }, { kind: 5, data: fromHex('') }]],
    ['padding that encoding adds', '0503aa 00', [{ kind: 5, data: fromHex('aa') }]],
    [
      'more zeros than encoding adds',
      '0502 0000 00000000',
      [{ kind: 5, data: fromHex('') }, ...Array.from({ length: 6 }, () => ({ kind: 0 }))],
    ],
    ['an option of length 0', '01 0500 aa', [{ kind: 1 }, { kind: -1, data: fromHex('0500aa') }]],
    ['an option beyond the end', '01 0509 aa', [{ kind: 1 }, { kind: -1, data: fromHex('0509aa') }]],
    ['half an option', '010101 05', [{ kind: 1 }, { kind: 1 }, { kind: 1 }, { kind: -1, data: fromHex('05') }]],
  ])('reads and writes %s', (_, hex, value) => {
    expect(list.decode(fromHex(hex))).toEqual(value)
    expect(toHex(list.encode(value as never))).toBe(toHex(fromHex(hex)))
  })

  it('starts options where they must and does not fill up the last one', () => {
    const aligned = optionList(option, { key: 'kind', startAt: 4 })
    const value = [
      { kind: 5, data: fromHex('aa') },
      { kind: 6, data: fromHex('bb') },
    ]
    expect(toHex(aligned.encode(value))).toBe('0503aa000603bb')
    expect(aligned.decode(fromHex('0503aa000603bb'))).toEqual(value)
  })

  it('shows options by their fields', () => {
    expect(list.dump([{ kind: 1 }, { kind: 5, data: fromHex('aa') }, { kind: -1, data: fromHex('0500') }])).toBe(
      '[1, { kind: 5, data: aa }, malformed 0500]',
    )
  })
})

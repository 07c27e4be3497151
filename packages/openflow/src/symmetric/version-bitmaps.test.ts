import { expect, it } from 'vitest'
import { versionBitmaps } from './version-bitmaps.ts'

it('writes versions beyond 31 into further words', () => {
  expect(versionBitmaps([1, 4, 33])).toEqual([0b10010, 0b10])
  expect(versionBitmaps([])).toEqual([])
})

import { expect, test } from 'vitest'
import fc from 'fast-check'
import { formatCanonical, maxDepth } from './canonical-json.ts'

test('members stand in the order of their names at every depth', () => {
  expect(formatCanonical({ b: 1, a: [{ z: null, y: 'ä' }], c: undefined })).toBe('{"a":[{"y":"ä","z":null}],"b":1}')
})

test('the order in which an object was built does not show, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const reversed = Object.fromEntries(Object.entries(object).reverse())
      expect(formatCanonical(reversed)).toBe(formatCanonical(object))
      expect(JSON.parse(formatCanonical(object))).toEqual(JSON.parse(JSON.stringify(object)))
    }),
  )
})

test('what JSON cannot say is refused', () => {
  for (const value of [Number.NaN, Infinity, 1n, () => 1, Symbol('s')]) {
    expect(() => formatCanonical({ value })).toThrow(TypeError)
  }
  let deep: unknown = 1
  for (let i = 0; i <= maxDepth; i++) deep = [deep]
  expect(() => formatCanonical(deep)).toThrow('nested deeper')
})

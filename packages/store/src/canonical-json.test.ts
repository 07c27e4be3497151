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

/** A value of every kind: odd numbers, all of Unicode, halves of surrogate pairs, names like `__proto__`. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, true, false, -0, 0, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, 2 ** 53),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary' }),
    fc.array(fc.nat(0xffff), { maxLength: 3 }).map((units) => String.fromCharCode(...units)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('__proto__', 'constructor', '10', '9', ''), fc.string({ unit: 'binary' })),
      tie('value'),
      {
        maxKeys: 4,
      },
    ),
  ),
})).value

test('equal values have equal texts in whatever order their members were set, at every depth', () => {
  fc.assert(
    fc.property(anything, fc.infiniteStream(fc.nat()), (value, random) => {
      const text = formatCanonical(value)
      expect(formatCanonical(reorder(value, random))).toBe(text)
      expect(formatCanonical(JSON.parse(text))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 500 },
  )
})

test('numbers have one form: 1.0 is 1, and zero has no sign', () => {
  const texts = ['1.0', '-0', '1e21', '1000000000000000000000', '0.10', '1E-7'].map((text) =>
    formatCanonical(JSON.parse(text)),
  )
  expect(texts).toEqual(['1', '0', '1e+21', '1e+21', '0.1', '1e-7'])
})

/** The same value, built in another order. */
function reorder(value: unknown, random: Iterator<number>): unknown {
  if (Array.isArray(value)) return value.map((item) => reorder(item, random))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [Number(random.next().value), name, member] as const)
  members.sort(([a], [b]) => a - b)
  return Object.fromEntries(members.map(([, name, member]) => [name, reorder(member, random)]))
}

test('what JSON cannot say is refused', () => {
  for (const value of [Number.NaN, Infinity, 1n, () => 1, Symbol('s')]) {
    expect(() => formatCanonical({ value })).toThrow(TypeError)
  }
  let deep: unknown = 1
  for (let i = 0; i <= maxDepth; i++) deep = [deep]
  expect(() => formatCanonical(deep)).toThrow('nested deeper')
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCanonical } from './canonical-json.ts'
import { leaseIn, markLease, withoutLease } from './lease-mark.ts'

test('a mark can be read and taken off again, whatever the id and the value', () => {
  const value = fc.dictionary(fc.string(), fc.jsonValue())
  fc.assert(
    fc.property(value, fc.string({ unit: 'grapheme', maxLength: 40 }), (members, id) => {
      const text = formatCanonical(members)
      const marked = markLease(text, id)
      expect(JSON.parse(marked)).toEqual({ ...(JSON.parse(text) as object), _lease: id })
      expect(leaseIn(marked)).toBe(id)
      expect(withoutLease(marked)).toBe(text)
    }),
  )
})

test('a text without a mark, or with something like one, is left as it is', () => {
  for (const text of [
    '',
    '{',
    '{}',
    '{"_lease":',
    '{"_lease":17}',
    '{"_lease":"a\n"}',
    '{"_lease":"a"x}',
    '{"_lease2":"a"}',
  ]) {
    expect([leaseIn(text), withoutLease(text)]).toEqual([undefined, text])
  }
})

import { expect, it } from 'vitest'
import { describeDifference } from './difference.ts'

it.each<[before: string | null | undefined, after: string | null, words: string]>([
  [null, '{"a":1}', 'created {"a":1}'],
  ['{"a":1}', null, 'deleted {"a":1}'],
  [undefined, null, 'deleted'],
  [undefined, '{"a":1}', 'now {"a":1}'],
  ['{"a":1,"b":2,"d":[1]}', '{"a":1,"b":3,"c":"x"}', 'b 2 → 3, c "x", d gone (was [1])'],
  ['{"a":1}', '{"a":1}', 'written again as it was'],
  ['{', '{"a":1}', '{ → {"a":1}'],
  [null, `"${'x'.repeat(100)}"`, `created "${'x'.repeat(78)}…`],
])('the difference between %s and %s is "%s"', (before, after, words) => {
  expect(describeDifference(before, after)).toBe(words)
})

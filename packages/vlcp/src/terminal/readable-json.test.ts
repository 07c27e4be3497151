import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { formatReadableJson } from './readable-json.ts'

it('keeps short lists on a line', () => {
  expect(
    formatReadableJson([
      {
        id: 'pn',
        vlanrange: [
          [1, 20],
          [30, 40],
        ],
        none: [],
        empty: {},
      },
    ]),
  ).toBe('[\n  {\n    "id": "pn",\n    "vlanrange": [[1, 20], [30, 40]],\n    "none": [],\n    "empty": {}\n  }\n]')
})

it('breaks long lists', () => {
  const long = Array.from({ length: 40 }, (_, index) => index)
  expect(formatReadableJson({ long }).split('\n')).toHaveLength(44)
})

test.prop([fc.jsonValue()])('is JSON of the same value', (value) => {
  expect(JSON.stringify(JSON.parse(formatReadableJson(value)))).toBe(JSON.stringify(value))
})

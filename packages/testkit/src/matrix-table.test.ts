import { expect, test } from 'vitest'
import { formatMatrix, isAsExpected, type MatrixCell, type Reach } from './matrix-table.ts'

const cell = (from: string, to: string, reach: Reach, expected: boolean | undefined): MatrixCell => ({
  from,
  to,
  reach,
  expected,
})

test('a table has one line for each sender and marks what was not expected', () => {
  const cells = [
    cell('a', 'a', 'self', undefined),
    cell('a', 'long-name', 'yes', true),
    cell('long-name', 'a', 'yes', false),
    cell('long-name', 'long-name', 'self', undefined),
  ]
  expect(formatMatrix(cells)).toBe(
    ['from \\ to  a     long-name', 'a          -     yes', 'long-name  yes!  -'].join('\n'),
  )
})

test('colour does not change the widths', () => {
  const cells = [cell('a', 'a', 'self', undefined), cell('a', 'b', 'no', false)]
  expect(formatMatrix(cells, (text, { reach }) => (reach === 'no' ? `<${text}>` : text))).toBe(
    ['from \\ to  a  b', 'a          -  <no>', 'b'].join('\n'),
  )
})

test('loss is neither reach nor isolation', () => {
  expect(isAsExpected(cell('a', 'b', 'partly', true))).toBe(false)
  expect(isAsExpected(cell('a', 'b', 'partly', false))).toBe(false)
  expect(isAsExpected(cell('a', 'b', 'no', false))).toBe(true)
  expect(isAsExpected(cell('a', 'b', 'no', true))).toBe(false)
})

test('a table of nothing is its heading', () => {
  expect(formatMatrix([])).toBe('from \\ to')
})

import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { layoutTable } from './table.ts'

const rows = [
  ['priority', 'match', 'actions'],
  ['20', 'in_port=3', 'set_field:0x1->reg4,set_field:0x2->reg5,goto_table:1'],
]

describe('layoutTable', () => {
  it('gives each column the width it needs', () => {
    expect(layoutTable(rows, 80)).toEqual([
      'priority  match      actions',
      '20        in_port=3  set_field:0x1->reg4,set_field:0x2->reg5,goto_table:1',
    ])
  })

  it('wraps the widest column behind a comma when the terminal is narrow', () => {
    expect(layoutTable(rows, 50)).toEqual([
      'priority  match      actions',
      '20        in_port=3  set_field:0x1->reg4,',
      '                     set_field:0x2->reg5,',
      '                     goto_table:1',
    ])
  })

  it('has nothing to say about nothing', () => {
    expect(layoutTable([], 80)).toEqual([])
  })
})

const cells = fc.array(fc.array(fc.string({ maxLength: 60 }), { minLength: 3, maxLength: 3 }), { maxLength: 5 })

test.prop([cells, fc.integer({ min: 0, max: 120 })])('loses no character and fits where it can', (table, width) => {
  const lines = layoutTable(table, width)
  const letters = (text: string): string => text.replaceAll(/\s/g, '').split('').toSorted().join('')
  expect(letters(lines.join(''))).toBe(letters(table.flat().join('')))
  const fits = Math.max(width, 3 * 16 + 4)
  expect(lines.filter((line) => line.length > fits)).toEqual([])
})

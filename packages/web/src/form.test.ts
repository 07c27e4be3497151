import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { parseForm } from './form.ts'

describe('parseForm', () => {
  it.each([
    ['', {}],
    ['a=1&b=x+y%21', { a: '1', b: 'x y!' }],
    ['a=1&a=2', { a: '2' }],
    ['a[]=1&a[]=2', { a: ['1', '2'] }],
    ['a=1&a[]=2', { a: ['2'] }],
    [
      'a=`[(1, 20), (30, 40)]`',
      {
        a: [
          [1, 20],
          [30, 40],
        ],
      },
    ],
    ['a=`None`&b=`True`&c=`10`', { a: null, b: true, c: 10 }],
    ['a=`{"x": [1]}`', { a: { x: [1] } }],
    ['a=`not a literal`&b=`&c=``', { a: '`not a literal`', b: '`', c: '``' }],
    ['%zz=%e4', { '%zz': '\uFFFD' }],
    ['a', { a: '' }],
  ])('%s', (text, fields) => {
    expect(parseForm(text)).toEqual(fields)
  })

  it('makes own members of hostile names', () => {
    const fields = parseForm('__proto__=1&__proto__[]=2&constructor=3')
    expect(Object.entries(fields)).toEqual([
      ['__proto__', ['2']],
      ['constructor', '3'],
    ])
  })
})

test.prop([fc.string({ unit: 'binary', maxLength: 200 })])('is total', (text) => {
  expect(Object.getPrototypeOf(parseForm(text))).toBe(Object.prototype)
})

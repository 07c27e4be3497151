import { describe, expect, it } from 'vitest'
import { readParameters } from './call.ts'

describe('readParameters', () => {
  it('splits at the first equals sign', () => {
    expect(readParameters(['id=a=b', 'empty=', 'x[]=1', 'x[]=2'])).toEqual([
      ['id', 'a=b'],
      ['empty', ''],
      ['x[]', '1'],
      ['x[]', '2'],
    ])
  })

  it.each([
    [['id'], '"id" is not a parameter: expected key=value'],
    [['=x'], '"=x" is not a parameter: expected key=value'],
    [['id=a', 'id=b'], 'the parameter "id" is given twice'],
  ])('refuses %j', (words, message) => {
    expect(() => readParameters(words)).toThrow(message)
  })
})

import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type Layout, layOut, type TableRequest } from './layout.ts'

const names = (layout: Layout): string[] => layout.tables.map(({ name }) => name)

describe('table layout', () => {
  const requests: TableRequest[] = [
    { name: 'ingress', after: [] },
    { name: 'egress', after: ['l2output', 'l2learning'] },
    { name: 'l2output', after: ['l2input'] },
    { name: 'l2input', after: ['ingress'], miss: 'custom' },
    { name: 'l2learning', after: ['l2output'], path: 'l2learning' },
  ]

  it('numbers a table after its ancestors and chains the tables of a path', () => {
    const layout = layOut(requests)
    expect(names(layout)).toEqual(['ingress', 'l2input', 'l2output', 'l2learning', 'egress'])
    expect(layout.table('l2output').next).toBe(4)
    expect(layout.table('l2learning').next).toBeUndefined()
    expect(layout.table('egress').next).toBeUndefined()
    expect(layout.nameOf(2)).toBe('l2output')
    expect(layout.nameOf(9)).toBe('9')
  })

  test.prop([fc.shuffledSubarray(requests, { minLength: requests.length })])(
    'does not depend on the order of the requests',
    (shuffled) => {
      expect(layOut(shuffled).tables).toEqual(layOut(requests).tables)
    },
  )

  it('refuses tables that wait for each other, and names them', () => {
    expect(() =>
      layOut([
        { name: 'a', after: ['b'] },
        { name: 'b', after: ['a'] },
      ]),
    ).toThrow('tables wait for each other: a, b')
  })

  it('refuses a table in two paths or with two misses', () => {
    const a = { name: 'a', after: [] }
    expect(() =>
      layOut([
        { ...a, path: 'x' },
        { ...a, path: 'y' },
      ]),
    ).toThrow('path "x" and in path "y"')
    expect(() =>
      layOut([
        { ...a, miss: 'drop' },
        { ...a, miss: 'next' },
      ]),
    ).toThrow('miss "drop" and with miss "next"')
  })

  it('refuses more tables than a switch has', () => {
    const many = Array.from({ length: 256 }, (_, i) => ({ name: `t${i}`, after: [] }))
    expect(() => layOut(many)).toThrow('256 tables')
  })
})

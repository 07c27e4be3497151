import { describe, expect, it } from 'vitest'
import { atom, mapOf, one, optional, setOf } from './column.ts'
import { RowCache } from './row-cache.ts'

const tables = {
  Bridge: { name: one(atom.string), ports: setOf(atom.string), ids: mapOf(atom.string, atom.string) },
  Port: { name: one(atom.string), tag: optional(atom.integer) },
}
const id = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`
const make = () => new RowCache(tables, 5)
const set = (...elements: string[]) => ['set', elements]

function filled(): RowCache {
  const cache = make()
  cache.replace({
    Bridge: { [id(1)]: { initial: { name: 'br0', ports: set('a', 'b'), ids: ['map', [['k', 'v']]] } } },
    Port: { [id(2)]: { initial: { name: 'p' } } },
  })
  return cache
}

describe('RowCache', () => {
  it('fills in the defaults of columns that are left out', () => {
    const cache = make()
    expect(cache.update({ Bridge: { [id(1)]: { insert: {} } } })).toEqual([
      {
        table: 'Bridge',
        uuid: id(1),
        old: undefined,
        new: { _uuid: id(1), name: '', ports: new Set(), ids: new Map() },
      },
    ])
    cache.update({ Port: { [id(2)]: { insert: { tag: 7 } } } })
    expect(cache.rows('Port').get(id(2))).toEqual({ _uuid: id(2), name: '', tag: 7 })
  })

  it('delivers old and new, and leaves old rows as they were', () => {
    const cache = filled()
    const before = cache.rows('Bridge').get(id(1))
    const difference = { ports: set('b', 'c'), ids: ['map', [['k', 'v']]] }
    const changes = cache.update({ Bridge: { [id(1)]: { modify: difference } }, Port: { [id(2)]: { delete: null } } })
    expect(changes).toEqual([
      {
        table: 'Bridge',
        uuid: id(1),
        old: { _uuid: id(1), name: 'br0', ports: new Set(['a', 'b']), ids: new Map([['k', 'v']]) },
        new: { _uuid: id(1), name: 'br0', ports: new Set(['a', 'c']), ids: new Map() },
      },
      { table: 'Port', uuid: id(2), old: { _uuid: id(2), name: 'p', tag: undefined }, new: undefined },
    ])
    expect(changes[0]?.old).toBe(before)
    expect(cache.rows('Port').size).toBe(0)
  })

  it('reports no change for a difference that changes nothing', () => {
    expect(filled().update({ Bridge: { [id(1)]: { modify: { name: 'br0' } } } })).toEqual([])
  })

  it('compares a snapshot with what it has', () => {
    const cache = filled()
    const same = cache.rows('Bridge').get(id(1))
    const snapshot = {
      Bridge: { [id(1)]: { initial: { name: 'br0', ports: set('b', 'a'), ids: ['map', [['k', 'v']]] } } },
      Port: { [id(3)]: { initial: { name: 'q' } } },
    }
    expect(cache.replace(snapshot).map(({ uuid, old, new: now }) => [uuid, old?.['name'], now?.['name']])).toEqual([
      [id(3), undefined, 'q'],
      [id(2), 'p', undefined],
    ])
    expect(cache.rows('Bridge').get(id(1))).toBe(same)
    expect(cache.replace(snapshot)).toEqual([])
    expect(cache.replace({}).length).toBe(2)
  })

  it.each([
    ['no object', 7, 'update2: expected an object, got 7'],
    ['an unknown table', { Secret: {} }, 'table "Secret" was not asked for'],
    ['the name of a method as table', { constructor: {} }, 'table "constructor" was not asked for'],
    ['rows that are no object', { Port: [] }, 'update2 of table Port: expected an object, got an array of 0'],
    ['a row without uuid', { Port: { x: { insert: {} } } }, 'expected the uuid of a row, got "x"'],
    ['a second insert', { Port: { [id(2)]: { insert: {} } } }, `insert of row ${id(2)}, which exists`],
    ['a change of nothing', { Port: { [id(9)]: { modify: {} } } }, `change of row ${id(9)}, which does not exist`],
    ['a delete of nothing', { Port: { [id(9)]: { delete: null } } }, `change of row ${id(9)}, which does not exist`],
    ['no verb', { Port: { [id(2)]: { explode: {} } } }, 'neither inserted, modified nor deleted'],
    [
      'an unknown column',
      { Port: { [id(2)]: { modify: { x: 1 } } } },
      `row ${id(2)} has the column x nobody asked for`,
    ],
    [
      'a wrong type',
      { Port: { [id(2)]: { modify: { tag: 'x' } } } },
      `update2 of table Port: row ${id(2)}, column tag: expected an integer, got "x"`,
    ],
    [
      'too many rows',
      { Port: Object.fromEntries([10, 11, 12, 13, 14].map((n) => [id(n), { insert: {} }])) },
      'more than 5 rows',
    ],
  ])('refuses %s and changes nothing', (_name, updates, reason) => {
    const cache = filled()
    const good = { Bridge: { [id(1)]: { delete: null } } }
    const both = typeof updates === 'object' ? { ...good, ...updates } : updates
    expect(() => cache.update(both)).toThrow(reason)
    expect(() => cache.update(both)).toThrow(expect.objectContaining({ code: 'protocol' }))
    expect([...cache.rows('Bridge').keys(), ...cache.rows('Port').keys()]).toEqual([id(1), id(2)])
  })
})

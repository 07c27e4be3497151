import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { atom, mapOf, one, optional, setOf } from './column.ts'

const uuid = '01234567-89ab-cdef-0123-456789abcdef'

describe('columns', () => {
  it('decode every notation of RFC 7047, 5.1', () => {
    expect(one(atom.string).decode('br0')).toBe('br0')
    expect(one(atom.string).decode(['set', ['br0']])).toBe('br0')
    expect(one(atom.integer).decode(-1)).toBe(-1)
    expect(one(atom.real).decode(1.5)).toBe(1.5)
    expect(one(atom.boolean).decode(true)).toBe(true)
    expect(one(atom.uuid).decode(['uuid', uuid])).toBe(uuid)
    expect(optional(atom.integer).decode(['set', []])).toBeUndefined()
    expect(optional(atom.integer).decode(65534)).toBe(65534)
    expect(setOf(atom.uuid).decode(['uuid', uuid])).toEqual(new Set([uuid]))
    expect(setOf(atom.string).decode(['set', ['a', 'b']])).toEqual(new Set(['a', 'b']))
    const pairs = ['map', [['iface-id', 'p1']]]
    expect(mapOf(atom.string, atom.string).decode(pairs)).toEqual(new Map([['iface-id', 'p1']]))
  })

  it.each([
    [() => one(atom.string).decode(1), 'expected a string, got 1'],
    [() => one(atom.string).decode(['set', []]), 'expected one value, got 0'],
    [() => one(atom.integer).decode(2 ** 60), 'expected an integer'],
    [() => one(atom.uuid).decode(['uuid', 'x']), 'expected a uuid, got an array of 2'],
    [() => one(atom.uuid).decode(['named-uuid', 'x']), 'expected a uuid'],
    [() => optional(atom.string).decode(['set', ['a', 'b']]), 'expected at most one value, got 2'],
    [() => setOf(atom.string).decode(['set', 'a']), 'expected the elements of a set, got "a"'],
    [() => setOf(atom.string).decode(null), 'expected a string, got null'],
    [() => mapOf(atom.string, atom.string).decode('a'), 'expected a map, got "a"'],
    [() => mapOf(atom.string, atom.string).decode(['map', [['a']]]), 'expected a pair of a map, got an array of 1'],
    [() => one(atom.string).decode({}), 'expected a string, got an object'],
  ])('refuse what is of another type: %#', (decode, reason) => {
    expect(decode).toThrow(reason)
  })

  test.prop([fc.array(fc.nat(9)), fc.array(fc.nat(9))])('apply the difference of two sets', (a, b) => {
    const type = setOf(atom.integer)
    const before = new Set(a)
    const after = new Set(b)
    const difference = [...before, ...after].filter((element) => before.has(element) !== after.has(element))
    const result = type.applyDifference(before, ['set', [...new Set(difference)]])
    expect(type.equal(result, after)).toBe(true)
    expect(type.equal(before, after)).toBe(difference.length === 0)
    expect(before).toEqual(new Set(a))
  })

  const maps = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.constantFrom('x', 'y'))
  test.prop([maps, maps])('apply the difference of two maps', (a, b) => {
    const type = mapOf(atom.string, atom.string)
    const before = new Map(Object.entries(a))
    const after = new Map(Object.entries(b))
    const removed = [...before].filter(([key]) => !after.has(key))
    const changed = [...after].filter(([key, value]) => before.get(key) !== value)
    const result = type.applyDifference(before, ['map', [...removed, ...changed]])
    expect(type.equal(result, after)).toBe(true)
    expect(type.equal(before, after)).toBe(removed.length + changed.length === 0)
  })
})

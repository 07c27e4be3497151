import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { difference, toggle } from './patched-set.ts'

const numbers = (count: number) => new Set(Array.from({ length: count }, (_, n) => n))

describe('toggle and difference', () => {
  const steps = fc.array(fc.array(fc.nat(700), { maxLength: 12 }), { maxLength: 60 })
  test.prop([fc.constantFrom(0, 250, 260, 600), steps])('act like a plain set, in every version', (count, changes) => {
    let plain = numbers(count)
    let shared: ReadonlySet<number> = numbers(count)
    const versions: [ReadonlySet<number>, Set<number>][] = [[shared, plain]]
    for (const change of changes) {
      const elements = new Set(change)
      plain = new Set([...plain, ...elements].filter((n) => !(plain.has(n) && elements.has(n))))
      shared = toggle(shared, elements)
      versions.push([shared, plain])
    }
    for (const [version, expected] of versions) {
      expect(version.size).toBe(expected.size)
      expect(new Set(version)).toEqual(expected)
      const { gone, come } = difference(version, shared)
      expect(new Set(gone)).toEqual(new Set([...expected].filter((n) => !plain.has(n))))
      expect(new Set(come)).toEqual(new Set([...plain].filter((n) => !expected.has(n))))
    }
  })

  it('offers all of a ReadonlySet', () => {
    const set = toggle(numbers(300), new Set([0, 300]))
    expect([...set.keys()]).toEqual([...set.values()])
    expect([...set.entries()].at(-1)).toEqual([300, 300])
    const seen: number[] = []
    set.forEach((value) => seen.push(value))
    expect(seen).toEqual([...set])
    expect([set.has(0), set.has(1), set.has(300), set.has(301)]).toEqual([false, true, true, false])
  })

  it('shares what has not changed: a few elements of many are touched by a change', () => {
    let touched = 0
    class Counting extends Set<number> {
      override *[Symbol.iterator](): SetIterator<number> {
        for (const element of super.values()) {
          touched += 1
          yield element
        }
      }
    }
    const large = new Counting(numbers(10_000))
    touched = 0
    let set: ReadonlySet<number> = large
    for (let n = 0; n < 40; n++) {
      const next = toggle(set, new Set([n, 20_000 + n]))
      expect(difference(set, next)).toEqual({ gone: [n], come: [20_000 + n] })
      set = next
    }
    expect(touched).toBe(0)
    expect(set.size).toBe(10_000)
  })
})

import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { Heap, type Heaped } from './heap.ts'

interface Item extends Heaped {
  readonly rank: number
}

const items = fc.array(fc.record({ rank: fc.nat(1000), leaves: fc.option(fc.nat(), { freq: 2 }) }), {
  size: 'max',
  minLength: 20,
  maxLength: 60,
})

test.prop([items])('a heap gives its smallest item first, whatever left from its middle', (list) => {
  const heap = new Heap<Item>((a, b) => a.rank < b.rank)
  const all = list.map(({ rank, leaves }) => ({ rank, leaves, place: -1 }))
  for (const item of all) heap.push(item)
  const leaving = all.filter(({ leaves }) => leaves !== null).toSorted((a, b) => Number(a.leaves) - Number(b.leaves))
  for (const item of leaving) expect([heap.remove(item), heap.remove(item)]).toEqual([true, false])
  const left: number[] = []
  for (let item = heap.shift(); item !== undefined; item = heap.shift()) left.push(item.rank)
  const stayed = all.filter(({ leaves }) => leaves === null).map(({ rank }) => rank)
  expect(left).toEqual(stayed.toSorted((a, b) => a - b))
})

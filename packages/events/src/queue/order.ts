import type { Event } from '../event/event.ts'
import { KeyedLeaf, type PerKeyOptions } from './keyed-leaf.ts'
import { type Leaf, PlainLeaf } from './leaf.ts'
import type { EventQueue } from './queue.ts'
import { RankStore } from './store.ts'

/** How a queue keeps its events. */
export type Order = (parent: EventQueue, limit: number) => Leaf

/** In the order they came. */
export const byArrival: Order = (parent, limit) => new PlainLeaf(parent, limit)

/** The smallest rank first, equal ones in the order they came, those without a rank last. */
export function byRank<E extends Event>(rankOf: (event: E) => number): Order {
  return (parent, limit) => {
    const rank = (event: Event): number => parent.ask('rank', rankOf as (event: Event) => number, event, Infinity)
    return new PlainLeaf(parent, limit, new RankStore(rank))
  }
}

/** A line for each key, served in turns; a flood of one key leaves room for the others. See `KeyedLeaf`. */
export function perKey<E extends Event>(keyOf: (event: E) => unknown, options: PerKeyOptions = {}): Order {
  return (parent, limit) => {
    const key = (event: Event): unknown => parent.ask('key', keyOf as (event: Event) => unknown, event, undefined)
    return new KeyedLeaf(parent, limit, key, options)
  }
}

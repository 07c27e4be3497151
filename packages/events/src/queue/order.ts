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
  return (parent, limit) => new PlainLeaf(parent, limit, new RankStore(rankOf as (event: Event) => number))
}

/** A line for each key, served in turns; a flood of one key leaves room for the others. See `KeyedLeaf`. */
export function perKey<E extends Event>(keyOf: (event: E) => unknown, options: PerKeyOptions = {}): Order {
  return (parent, limit) => new KeyedLeaf(parent, limit, keyOf as (event: Event) => unknown, options)
}

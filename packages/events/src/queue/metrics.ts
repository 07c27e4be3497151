import type { EventQueue } from './queue.ts'

/** A queue at this moment. */
export interface QueueMetrics {
  readonly name: string
  readonly priority: number
  /** Events in it and its children. */
  readonly length: number
  /** Events in it that no child took. */
  readonly own: number
  /** How long ago the oldest event at a head was sent; 0 when there is none. */
  readonly headAgeMs: number
  /** Lines whose head cannot go on: nobody has claimed it, or a subscription is full. */
  readonly stalledLines: number
  readonly waitingSenders: number
  /** Events that have left since the start. */
  readonly passed: number
  readonly children: readonly QueueMetrics[]
}

export function measure(queue: EventQueue, nowMs: number): QueueMetrics {
  const { name, priority, leaf, passed } = queue
  let headSinceMs = nowMs
  let stalledLines = 0
  for (const { store, isReady } of leaf.lines()) {
    if (store.length === 0) continue
    headSinceMs = Math.min(headSinceMs, store.headSinceMs)
    if (!isReady) stalledLines += 1
  }
  return {
    name,
    priority,
    length: queue.size,
    own: leaf.size,
    headAgeMs: nowMs - headSinceMs,
    stalledLines,
    waitingSenders: queue.parkedCount + leaf.parkedCount,
    passed,
    children: queue.children.all().map((child) => measure(child, nowMs)),
  }
}

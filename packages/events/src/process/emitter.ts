import type { EventEmitter } from 'node:events'
import type { Event } from '../event/event.ts'
import type { Scheduler } from '../scheduler/scheduler.ts'

/**
 * Sends an event for each one an emitter emits. An emitter cannot wait, so limits do not hold for them.
 * @param create makes the event of the arguments of the listener.
 * @returns what ends that.
 */
export function fromEmitter<A extends unknown[]>(
  scheduler: Scheduler,
  emitter: EventEmitter,
  name: string | symbol,
  create: (...args: A) => Event,
): () => void {
  const listener = (...args: unknown[]): void => scheduler.post(create(...(args as A)))
  emitter.on(name, listener)
  return () => void emitter.off(name, listener)
}

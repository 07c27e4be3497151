import type { EventEmitter } from 'node:events'
import { failure } from '../errors.ts'
import type { Event } from '../event/event.ts'
import type { Scheduler } from '../scheduler/scheduler.ts'

/**
 * Sends an event for each one an emitter emits. An emitter cannot wait, so limits do not hold for them.
 * @param create makes the event of the arguments of the listener.
 * Its failure is reported: an emitter would pass it to whoever emits.
 * @returns what ends that.
 */
export function fromEmitter<A extends unknown[]>(
  scheduler: Scheduler,
  emitter: EventEmitter,
  name: string | symbol,
  create: (...args: A) => Event,
): () => void {
  const listener = (...args: unknown[]): void => {
    try {
      scheduler.post(create(...(args as A)))
    } catch (error) {
      scheduler.report(failure('callback', `making an event of ${String(name)}`, error))
    }
  }
  emitter.on(name, listener)
  return () => void emitter.off(name, listener)
}

import { EventEmitter } from 'node:events'
import type { Port } from './channel.ts'

/** Two ends of a pipe inside this process; messages are copied and arrive later, as between processes. */
export function portPair(): readonly [Port, Port] {
  const [left, right] = [new EventEmitter(), new EventEmitter()]
  const end = (own: EventEmitter, other: EventEmitter): Port => ({
    on: (event, listener) => own.on(event, listener),
    send: (message, sent) => {
      const copy: unknown = structuredClone(message)
      setImmediate(() => {
        sent(null)
        other.emit('message', copy)
      })
      return true
    },
  })
  return [end(left, right), end(right, left)]
}

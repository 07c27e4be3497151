import type { Event } from '../event/event.ts'
import type { Leaf } from './leaf.ts'
import type { QueueNode } from './node.ts'
import type { EventQueue } from './queue.ts'
import { Sender } from './sender.ts'

export interface SendOptions {
  /** Ends the wait for room; `send` rejects with its reason. */
  readonly signal?: AbortSignal | undefined
  /** Asked before each try; a truthy answer ends the wait and `send` resolves to false. */
  readonly until?: () => unknown
}

const SENT = Promise.resolve(true)

/** Lets events into a tree of queues. Who finds no room waits at the queue that refused, and is let in when its turn comes. */
export class Admission {
  readonly #root: EventQueue

  constructor(root: EventQueue) {
    this.#root = root
  }

  trySend(leaf: Leaf, event: Event): boolean {
    if (leaf.refuser(event, Infinity) !== undefined) return false
    leaf.lineOf(event).push(event)
    return true
  }

  send(leaf: Leaf, event: Event, { signal, until }: SendOptions): Promise<boolean> {
    const refuser = leaf.refuser(event, Infinity)
    if (refuser === undefined) {
      leaf.lineOf(event).push(event)
      return SENT
    }
    return new Promise<boolean>((resolve, reject) => {
      const abort = (): void => sender.giveUp(signal?.reason)
      const sender = new Sender(
        event,
        until,
        (sent) => {
          signal?.removeEventListener('abort', abort)
          resolve(sent)
        },
        reject,
      )
      signal?.addEventListener('abort', abort, { once: true })
      refuser.park(sender)
    })
  }

  /** Something has left, or may have: those who waited for room there try again. */
  wakeUp(node: QueueNode, left?: Event): void {
    node.wakeUp(left, this.#admit)
  }

  /** Lets a sender in whose turn has come, or lets it wait where it is refused now. */
  readonly #admit = (sender: Sender): void => {
    if (!sender.insists()) return
    const { event, number } = sender
    try {
      const leaf = this.#root.classify(event)
      const refuser = leaf.refuser(event, number)
      if (refuser !== undefined) refuser.park(sender)
      else {
        leaf.lineOf(event).push(event)
        sender.sent()
      }
    } catch (error) {
      sender.giveUp(error)
    }
  }
}

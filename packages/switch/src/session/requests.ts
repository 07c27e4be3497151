import type { Message, SwitchEvent } from '@vlcp/openflow'
import { SwitchError } from '../errors.ts'

/** What waits for the answers to one transaction id. */
export interface Waiting {
  /** An answer, what it tells, and its size in bytes; true when it was the last one. */
  answer(message: Message, event: SwitchEvent, size: number): boolean
  fail(error: Error): void
}

const MAX_XID = 0xffff_ffff

/**
 * The unanswered requests of one session, by transaction id. Ids wrap at 32 bits and skip zero and those still waiting, so
 * that an answer is never taken for another's.
 */
export class Requests {
  readonly #waiting = new Map<number, Waiting>()
  /** Those that waited already at the last `expire`, and have got nothing since. */
  #overdue: Set<number> = new Set()
  readonly #limit: number
  #last = 0

  /** @param limit unanswered requests beyond which a new one is refused */
  constructor(limit: number, firstXid = 1) {
    this.#limit = limit
    this.#last = firstXid - 1
  }

  get size(): number {
    return this.#waiting.size
  }

  nextXid(): number {
    do this.#last = this.#last >= MAX_XID ? 1 : this.#last + 1
    while (this.#waiting.has(this.#last))
    return this.#last
  }

  add(xid: number, waiting: Waiting): void {
    if (this.#waiting.size >= this.#limit) {
      throw new SwitchError('too_many_requests', `${this.#limit} requests are unanswered`)
    }
    this.#waiting.set(xid, waiting)
  }

  /** Hands an answer to who waits for it; false when nobody does. */
  answer(message: Message, event: SwitchEvent, size: number): boolean {
    const waiting = this.#waiting.get(message.xid)
    if (waiting === undefined) return false
    if (waiting.answer(message, event, size)) this.#waiting.delete(message.xid)
    else this.#overdue.delete(message.xid)
    return true
  }

  /** Fails one request; false when nobody waits for it. */
  fail(xid: number, error: Error): boolean {
    const waiting = this.#waiting.get(xid)
    if (waiting === undefined) return false
    this.#waiting.delete(xid)
    waiting.fail(error)
    return true
  }

  /** Fails what has waited since the last call without as much as a part of its answer. Called again and again. */
  expire(error: Error): void {
    for (const xid of this.#overdue) this.fail(xid, error)
    this.#overdue = new Set(this.#waiting.keys())
  }

  /** Fails everything that waits. */
  failAll(error: Error): void {
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const waiting of all) waiting.fail(error)
  }
}

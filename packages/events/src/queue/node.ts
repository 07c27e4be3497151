import type { Event } from '../event/event.ts'
import { List, type Linked } from '../list.ts'
import type { Line } from './line.ts'
import type { Turns } from './priorities.ts'
import type { EventQueue } from './queue.ts'
import { queueUp, type Sender } from './sender.ts'

/** A place in the tree of queues: a queue, or the leaf that holds the events of one. */
export abstract class QueueNode implements Linked<QueueNode> {
  previous: QueueNode | undefined
  next: QueueNode | undefined
  list: object | undefined
  abstract readonly root: EventQueue
  readonly parent: EventQueue | undefined
  /** Events that may lie in here at a time. */
  readonly limit: number
  /** @internal Events in here. */
  size = 0
  /** @internal Events that have left since the start. */
  passed = 0
  /** @internal With whom it takes turns; written by the parent. */
  turns: Turns | undefined
  protected readonly parked: List<Sender> = new List<Sender>()

  constructor(parent: EventQueue | undefined, limit: number) {
    this.parent = parent
    this.limit = limit
  }

  /** Whether an event could be taken from here now. */
  abstract get isReady(): boolean

  /** @internal The line whose head comes next. */
  abstract get nextLine(): Line | undefined

  /** @internal So many have come, or have been taken out at once, from here up to the root. */
  resize(by: number): void {
    this.size += by
    if (this.size === 0) this.root.emptiness.note(this)
    this.parent?.resize(by)
  }

  /** @internal One has left, from here up to the root. @param served whether that was its turn. */
  left(served: boolean): void {
    this.size -= 1
    this.passed += 1
    if (served) this.turns?.served(this, this.isReady)
    else this.#enterOrLeave()
    if (this.size === 0) this.root.emptiness.note(this)
    this.parent?.left(served)
  }

  /** @internal Enters or leaves the turns, from here up to the root. */
  updateTurns(): void {
    this.#enterOrLeave()
    this.parent?.updateTurns()
  }

  #enterOrLeave(): void {
    if (this.isReady) this.turns?.enter(this)
    else this.turns?.leave(this)
  }

  /** @param number when its sender came: whoever waits here since before comes first. */
  refuses(_event: Event, number: number): boolean {
    return this.size >= this.limit || (this.parked.first !== undefined && this.parked.first.number < number)
  }

  /** @internal What keeps an event out, from here up to the root. */
  refuser(event: Event, number: number): QueueNode | undefined {
    return this.refuses(event, number) ? this : this.parent?.refuser(event, number)
  }

  park(sender: Sender): void {
    sender.place = this
    queueUp(this.parked, sender)
  }

  unpark(sender: Sender): void {
    this.parked.remove(sender)
  }

  get parkedCount(): number {
    return this.parked.size
  }

  /** An event has left; those who waited for its room come in, one at a time, the first first. */
  wake(_left: Event | undefined, admit: (sender: Sender) => void): void {
    while (this.parked.first !== undefined && this.size < this.limit) {
      const sender = this.parked.first
      this.unpark(sender)
      admit(sender)
    }
  }

  /** @internal From the root down: whoever was let in by a leaf but not by the root came before those the leaf refused later. */
  wakeUp(left: Event | undefined, admit: (sender: Sender) => void): void {
    this.parent?.wakeUp(left, admit)
    if (this.parkedCount > 0) this.wake(left, admit)
  }
}

import type { Event } from '../event/event.ts'
import { List, type Linked } from '../list.ts'
import type { Line } from './leaf.ts'
import type { EventQueue, Turns } from './queue.ts'
import { queueUp, type Sender } from './sender.ts'

/** A place in the tree of queues: a queue, or the leaf that holds the events of one. */
export abstract class QueueNode implements Linked<QueueNode> {
  previous: QueueNode | undefined
  next: QueueNode | undefined
  list: object | undefined
  readonly parent: EventQueue | undefined
  /** Events that may lie in here at a time. */
  readonly limit: number
  /** @internal Events in here; written by the root. */
  size = 0
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

  /** @param number when its sender came: whoever waits here since before comes first. */
  refuses(_event: Event, number: number): boolean {
    return this.size >= this.limit || (this.parked.first !== undefined && this.parked.first.number < number)
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
}

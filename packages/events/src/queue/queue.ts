import { EventError } from '../errors.ts'
import type { Event } from '../event/event.ts'
import type { Target } from '../event/match-tree.ts'
import { Admission, type SendOptions } from './admission.ts'
import { Children } from './children.ts'
import { Emptiness } from './emptiness.ts'
import type { Leaf } from './leaf.ts'
import type { Line } from './line.ts'
import type { QueueListener } from './listener.ts'
import { measure, type QueueMetrics } from './metrics.ts'
import { QueueNode } from './node.ts'
import { byArrival } from './order.ts'
import { checkedLimit, type EventQueueOptions, type SubQueueOptions } from './options.ts'
import { Priorities } from './priorities.ts'

/**
 * A tree of queues. Events go to the most specific queue that takes them and leave by priority, within a priority in turns.
 * Senders to a full queue wait, and are let in one at a time.
 *
 *     EventQueue ──┬── Leaf ── Line, …     what no child took, in lines of which only the head can go on
 *                  └── EventQueue, …       its children; they and the leaf take turns by priority
 */
export class EventQueue extends QueueNode implements Target {
  /** @internal */
  found = 0
  readonly name: string
  readonly root: EventQueue
  /** @internal */
  readonly leaf: Leaf
  /** @internal */
  readonly children: Children = new Children(this)
  /** @internal One for the whole tree. */
  readonly admission: Admission
  /** @internal One for the whole tree. */
  readonly emptiness: Emptiness
  /** @internal Set by the owner of a root. */
  listener: QueueListener | undefined
  readonly #priorities = new Priorities()

  constructor(options: EventQueueOptions = {}, parent?: EventQueue, name = 'events') {
    super(parent, checkedLimit(name, 'total', options.total))
    this.name = name
    this.root = parent?.root ?? this
    this.admission = parent?.admission ?? new Admission(this)
    this.emptiness = parent?.emptiness ?? new Emptiness()
    this.leaf = (options.order ?? byArrival)(this, checkedLimit(name, 'limit', options.limit))
    this.#priorities.place(this.leaf, 0)
  }

  /** Events in this queue and its children. */
  get length(): number {
    return this.size
  }

  get isReady(): boolean {
    return this.#priorities.next !== undefined
  }

  /** @internal */
  get nextLine(): Line | undefined {
    return this.#priorities.next?.nextLine
  }

  /** Adds a child, which takes events from now on; those that are here already stay. */
  add(options: SubQueueOptions): EventQueue {
    const child = new EventQueue(options, this, options.name)
    this.children.add(child, options.match)
    this.#priorities.place(child, options.priority ?? 0)
    return child
  }

  /** A child by its name. */
  get(name: string): EventQueue | undefined {
    return this.children.get(name)
  }

  get priority(): number {
    return this.turns?.priority ?? 0
  }

  set priority(priority: number) {
    if (this.parent !== undefined) this.parent.#priorities.place(this, priority)
  }

  /** Takes the queue out of its parent, which gets its events, in their order, even beyond its limits. */
  remove(): void {
    const { parent } = this
    if (parent === undefined) throw new EventError('queue', `queue ${this.name} is the root and cannot be removed`)
    if (!parent.children.remove(this)) return
    const events = this.#empty()
    for (const event of events) parent.post(event)
    parent.#priorities.displace(this)
    this.#wakeAll()
    this.emptiness.settle()
  }

  /** Throws all events away and lets those in who wait. */
  clear(): void {
    for (const event of this.#empty()) this.root.listener?.dropped(event)
    this.#wakeAll()
    this.emptiness.settle()
  }

  /** Sends if there is room now. */
  trySend(event: Event): boolean {
    return this.admission.trySend(this.classify(event), event)
  }

  /** Sends, and waits for room if there is none. @returns false if `until` ended the wait. */
  send(event: Event, options: SendOptions = {}): Promise<boolean> {
    const { signal, until } = options
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error)
    if (until !== undefined && Boolean(until())) return Promise.resolve(false)
    return this.admission.send(this.classify(event), event, options)
  }

  /** Sends whatever the limits say. For what must not wait, such as the end of something. */
  post(event: Event): void {
    this.classify(event).lineOf(event).push(event)
  }

  /** Takes the next event. */
  pop(): Event | undefined {
    const line = this.nextLine
    if (line === undefined) return undefined
    const event = line.store.head
    line.take()
    this.emptiness.settle()
    return event
  }

  /** Resolves when nothing is in this queue and its children. */
  whenEmpty(): Promise<void> {
    return this.emptiness.wait(this)
  }

  /** Lengths, ages and waiting senders, of this queue and its children. */
  metrics(nowMs: number = this.root.listener?.nowMs() ?? 0): QueueMetrics {
    return measure(this, nowMs)
  }

  /** @internal Calls what a user gave to order events; its failure is told and does not stop the others. */
  ask<T>(what: string, of: (event: Event) => T, event: Event, fallback: T): T {
    try {
      return of(event)
    } catch (error) {
      const { listener } = this.root
      if (listener === undefined) throw error
      listener.failed(error, `the ${what} of queue ${this.name} for ${event.constructor.name}`)
      return fallback
    }
  }

  /** @internal Where an event goes. */
  classify(event: Event): Leaf {
    return this.children.find(event)?.classify(event) ?? this.leaf
  }

  /** Takes everything out, and lets nobody in meanwhile. */
  #empty(): Event[] {
    const below = this.children.all().flatMap((child) => child.#empty())
    return [...below, ...[...this.leaf.lines()].flatMap((line) => line.empty())]
  }

  #wakeAll(): void {
    this.admission.wakeUp(this.leaf)
    for (const child of this.children.all()) child.#wakeAll()
  }
}

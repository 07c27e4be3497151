import { EventError } from '../errors.ts'
import { type Event } from '../event/event.ts'
import { type Entry, MatchTree, type Target } from '../event/match-tree.ts'
import type { Matcher } from '../event/matcher.ts'
import { type Leaf, type Line } from './leaf.ts'
import type { QueueMetrics } from './metrics.ts'
import { QueueNode } from './node.ts'
import { byArrival, type Order } from './order.ts'
import { RoundRobin } from './round-robin.ts'
import { Sender } from './sender.ts'

export interface EventQueueOptions {
  /** Events of this queue itself; unlimited by default. Its children have their own. */
  readonly limit?: number
  /** Events in this queue and all its children together; unlimited by default. */
  readonly total?: number
  /** By arrival unless said otherwise. */
  readonly order?: Order
}

export interface SubQueueOptions extends EventQueueOptions {
  readonly name: string
  /** Which events it takes from its parent. Where several children match, the most specific matcher decides. */
  readonly match: Matcher<Event>
  /** Higher ones come first; what the parent keeps for itself has 0, which is the default. */
  readonly priority?: number
}

export interface SendOptions {
  /** Ends the wait for room; `send` rejects with its reason. */
  readonly signal?: AbortSignal | undefined
  /** Asked before each try; a truthy answer ends the wait and `send` resolves to false. */
  readonly until?: () => unknown
}

/** What the owner of a root does when something changes. */
export interface QueueListener {
  /** Something can be taken, where nothing could. */
  ready(): void
  /** An event was thrown away. */
  dropped(event: Event): void
  failed(error: unknown, what: string): void
  nowMs(): number
}

/** Those of one priority, which take turns. */
export class Turns extends RoundRobin<QueueNode, QueueNode> {
  readonly priority: number

  constructor(priority: number) {
    super((node) => node, 0)
    this.priority = priority
  }
}

const SENT = Promise.resolve(true)

function checkedLimit(name: string, field: string, limit = Infinity): number {
  if (limit === Infinity || (Number.isInteger(limit) && limit > 0)) return limit
  throw new EventError('queue', `queue ${name}: ${field} is ${limit}, not a positive whole number`)
}

/**
 * A tree of queues. Events go to the most specific queue that takes them and leave by priority, within a priority in turns.
 * Senders to a full queue wait, and are let in one at a time.
 */
export class EventQueue extends QueueNode implements Target {
  /** @internal */
  found = 0
  readonly name: string
  readonly root: EventQueue
  /** @internal */
  readonly leaf: Leaf
  /** @internal Set by the owner of a root. */
  listener: QueueListener | undefined
  readonly #children = new Map<string, EventQueue>()
  #classes: MatchTree<EventQueue> | undefined
  #entry: Entry<EventQueue> | undefined
  /** By priority, the highest first. */
  #buckets: Turns[] = []
  #emptyWaiters: (() => void)[] = []
  #drained: EventQueue[] = []
  #passed = 0
  #removed = false

  constructor(options: EventQueueOptions = {}, parent?: EventQueue, name = 'events') {
    super(parent, checkedLimit(name, 'total', options.total))
    this.name = name
    this.root = parent?.root ?? this
    this.leaf = (options.order ?? byArrival)(this, checkedLimit(name, 'limit', options.limit))
    this.#place(this.leaf, 0)
  }

  /** Events in this queue and its children. */
  get length(): number {
    return this.size
  }

  get isReady(): boolean {
    for (const turns of this.#buckets) if (turns.next !== undefined) return true
    return false
  }

  /** @internal */
  get nextLine(): Line | undefined {
    for (const turns of this.#buckets) if (turns.next !== undefined) return turns.next.nextLine
    return undefined
  }

  /** Adds a child, which takes events from now on; those that are here already stay. */
  add(options: SubQueueOptions): EventQueue {
    const { name, match, priority = 0 } = options
    if (this.#children.has(name)) throw new EventError('queue', `queue ${this.name} has a child ${name} already`)
    const child = new EventQueue(options, this, name)
    this.#children.set(name, child)
    this.#classes ??= new MatchTree((error, { of }) =>
      this.root.listener?.failed(error, `the predicate of a queue in ${this.name} for ${of}`),
    )
    child.#entry = this.#classes.add(match, child)
    this.#place(child, priority)
    return child
  }

  /** A child by its name. */
  get(name: string): EventQueue | undefined {
    return this.#children.get(name)
  }

  get priority(): number {
    return this.turns?.priority ?? 0
  }

  set priority(priority: number) {
    if (this.parent !== undefined) this.parent.#place(this, priority)
  }

  /** Takes the queue out of its parent, which gets its events, in their order, even beyond its limits. */
  remove(): void {
    const { parent } = this
    if (parent === undefined) throw new EventError('queue', `queue ${this.name} is the root and cannot be removed`)
    if (this.#removed) return
    this.#removed = true
    parent.#children.delete(this.name)
    if (this.#entry !== undefined) parent.#classes?.remove(this.#entry)
    const events = this.#empty()
    for (const event of events) parent.post(event)
    parent.#displace(this)
    this.#wakeAll()
    this.settleEmpty()
  }

  /** Throws all events away and lets those in who wait. */
  clear(): void {
    for (const event of this.#empty()) this.root.listener?.dropped(event)
    this.#wakeAll()
    this.settleEmpty()
  }

  /** Sends if there is room now. */
  trySend(event: Event): boolean {
    const leaf = this.#classify(event)
    if (this.#refuser(leaf, event, Infinity) !== undefined) return false
    this.#push(leaf, event)
    return true
  }

  /** Sends, and waits for room if there is none. @returns false if `until` ended the wait. */
  send(event: Event, { signal, until }: SendOptions = {}): Promise<boolean> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error)
    if (until !== undefined && Boolean(until())) return Promise.resolve(false)
    const leaf = this.#classify(event)
    const refuser = this.#refuser(leaf, event, Infinity)
    if (refuser === undefined) {
      this.#push(leaf, event)
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

  /** Sends whatever the limits say. For what must not wait, such as the end of something. */
  post(event: Event): void {
    this.#push(this.#classify(event), event)
  }

  /** Takes the next event. */
  pop(): Event | undefined {
    const line = this.nextLine
    if (line === undefined) return undefined
    const event = line.store.head
    this.root.take(line)
    this.root.settleEmpty()
    return event
  }

  /** Resolves when nothing is in this queue and its children. */
  whenEmpty(): Promise<void> {
    return this.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#emptyWaiters.push(resolve))
  }

  /** Lengths, ages and waiting senders, of this queue and its children. */
  metrics(nowMs = this.root.listener?.nowMs() ?? 0): QueueMetrics {
    let headSinceMs = nowMs
    let stalled = 0
    for (const line of this.leaf.lines()) {
      if (line.store.length > 0) headSinceMs = Math.min(headSinceMs, line.store.headSinceMs)
      if (line.store.length > 0 && !line.isReady) stalled += 1
    }
    return {
      name: this.name,
      priority: this.priority,
      length: this.size,
      own: this.leaf.size,
      headAgeMs: nowMs - headSinceMs,
      stalledLines: stalled,
      waitingSenders: this.parkedCount + this.leaf.parkedCount,
      passed: this.#passed,
      children: [...this.#children.values()].map((child) => child.metrics(nowMs)),
    }
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

  /** @internal Takes the head of a line out, ends its turn, and lets senders in. */
  take(line: Line): void {
    const event = line.store.shift()
    if (event === undefined) return
    line.stalled.delete(event)
    this.#left(line, event, true)
  }

  /** @internal Takes an event out that was stalled. */
  discard(line: Line, event: Event): void {
    line.stalled.delete(event)
    if (line.store.remove(event)) this.#left(line, event, false)
    this.#update(line)
  }

  /** @internal The head of this line cannot go on. */
  stall(line: Line): void {
    const { head } = line.store
    if (head !== undefined) line.stalled.add(head)
    this.#update(line)
  }

  /** @internal An event that could not go on may be tried again. */
  resume(line: Line, event?: Event): void {
    if (event === undefined) line.stalled.clear()
    else line.stalled.delete(event)
    this.#update(line)
  }

  /** @internal Resolves `whenEmpty` of those that were drained. Called when the last event has been delivered. */
  settleEmpty(): void {
    const { root } = this
    if (root.#drained.length === 0) return
    for (const queue of root.#drained.splice(0))
      if (queue.size === 0) for (const resolve of queue.#emptyWaiters.splice(0)) resolve()
  }

  #classify(event: Event): Leaf {
    const child = this.#classes?.first(event)
    return child === undefined ? this.leaf : child.target.#classify(event)
  }

  #refuser(leaf: Leaf, event: Event, number: number): QueueNode | undefined {
    if (leaf.refuses(event, number)) return leaf
    for (let node = leaf.parent; node !== undefined; node = node.parent) if (node.refuses(event, number)) return node
    return undefined
  }

  #push(leaf: Leaf, event: Event): void {
    const line = leaf.lineOf(event)
    const wasReady = line.isReady
    line.store.push(event, this.root.listener?.nowMs() ?? 0)
    for (let node: QueueNode | undefined = leaf; node !== undefined; node = node.parent) node.size += 1
    if (!wasReady) this.#update(line)
  }

  /** Enters or leaves the turns, from a line up to the root. */
  #update(line: Line): void {
    const { leaf } = line
    leaf.update(line)
    for (let node: QueueNode = leaf, up = leaf.parent; up !== undefined; node = up, up = up.parent) {
      if (node.isReady) node.turns?.enter(node)
      else node.turns?.leave(node)
    }
    if (leaf.isReady) this.root.listener?.ready()
  }

  #left(line: Line, event: Event, served: boolean): void {
    const { leaf } = line
    if (served) leaf.served(line)
    else leaf.update(line)
    leaf.size -= 1
    for (let node: QueueNode = leaf, up = leaf.parent; up !== undefined; node = up, up = up.parent) {
      up.size -= 1
      up.#passed += 1
      if (served) node.turns?.served(node, node.isReady)
      else if (node.isReady) node.turns?.enter(node)
      else node.turns?.leave(node)
      if (up.size === 0 && up.#emptyWaiters.length > 0) this.root.#drained.push(up)
    }
    this.#wakeUp(leaf, event)
  }

  /** Lets a sender in whose turn has come, or lets it wait where it is refused now. */
  readonly #admit = (sender: Sender): void => {
    if (!sender.insists()) return
    const leaf = this.#classify(sender.event)
    const refuser = this.#refuser(leaf, sender.event, sender.number)
    if (refuser !== undefined) refuser.park(sender)
    else {
      this.#push(leaf, sender.event)
      sender.sent()
    }
  }

  #place(node: QueueNode, priority: number): void {
    this.#displace(node)
    let turns = this.#buckets.find((one) => one.priority === priority)
    if (turns === undefined) {
      turns = new Turns(priority)
      this.#buckets = [...this.#buckets, turns].toSorted((a, b) => b.priority - a.priority)
    }
    turns.members += 1
    node.turns = turns
    if (node.isReady) turns.enter(node)
  }

  #displace(node: QueueNode): void {
    const { turns } = node
    if (turns === undefined) return
    turns.leave(node)
    turns.members -= 1
    node.turns = undefined
    if (turns.members === 0) this.#buckets = this.#buckets.filter((one) => one !== turns)
  }

  /** Takes everything out, and lets nobody in meanwhile. */
  #empty(): Event[] {
    const events = [...this.#children.values()].flatMap((child) => child.#empty())
    for (const line of this.leaf.lines()) {
      line.stalled.clear()
      const { length } = line.store
      for (let event = line.store.shift(); event !== undefined; event = line.store.shift()) events.push(event)
      for (let node: QueueNode | undefined = this.leaf; node !== undefined; node = node.parent) node.size -= length
      this.#update(line)
    }
    this.#noteEmpty()
    return events
  }

  #noteEmpty(): void {
    if (this.size === 0 && this.#emptyWaiters.length > 0) this.root.#drained.push(this)
    if (this.parent !== undefined) this.parent.#noteEmpty()
  }

  /** From the root down: whoever was let in by a leaf but not by the root came before those the leaf refused later. */
  #wakeUp(node: QueueNode, left: Event | undefined): void {
    if (node.parent !== undefined) this.#wakeUp(node.parent, left)
    if (node.parkedCount > 0) node.wake(left, this.root.#admit)
  }

  #wakeAll(): void {
    this.#wakeUp(this.leaf, undefined)
    for (const child of this.#children.values()) child.#wakeAll()
  }
}

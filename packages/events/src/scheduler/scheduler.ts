import { inspect } from 'node:util'
import { failure } from '../errors.ts'
import { ClaimableEvent, type Event } from '../event/event.ts'
import { type Entry, MatchTree } from '../event/match-tree.ts'
import { listOf, type Matcher, type Matchers } from '../event/matcher.ts'
import type { Line } from '../queue/line.ts'
import type { QueueMetrics } from '../queue/metrics.ts'
import type { SendOptions } from '../queue/admission.ts'
import { EventQueue } from '../queue/queue.ts'
import { type Clock, systemClock } from '../time/clock.ts'
import { Timers } from '../time/timers.ts'
import { type Claims, createClaims } from './claims.ts'
import { Callback, EventWait, type Match, type Receiver } from './receiver.ts'
import { Subscription, type SubscriptionOptions } from './subscription.ts'
import type { Waiter, WaitOptions } from './wait.ts'

export interface SchedulerOptions {
  /** The queue all events go through; one without limits by default. A queue serves one scheduler. */
  readonly queue?: EventQueue
  readonly clock?: Clock
  /** Told of every failure of user code: what failed by name, with the stack of its cause. Writes to stderr by default. */
  readonly onError?: (error: Error) => void
  /** Events that are delivered before sockets and files have their turn; 10 000 by default. */
  readonly eventsPerTurn?: number
}

export interface CallbackOptions {
  readonly name?: string
  readonly signal?: AbortSignal | undefined
}

export interface SchedulerMetrics {
  readonly queue: QueueMetrics
  readonly subscriptions: readonly Pick<Subscription<Event>, 'name' | 'length' | 'limit' | 'dropped'>[]
  /** Events that stall a line until somebody claims them. */
  readonly unclaimed: number
  readonly timers: number
}

function writeError(error: Error): void {
  process.stderr.write(`${inspect(error)}\n`)
}

/**
 * Takes events from a queue and delivers each to everybody who asked for it, one event after the other.
 *
 *     send ──► queue ──► match ──┬─► callbacks        called at once
 *                                ├─► subscriptions    kept until their reader takes it
 *                                └─► waits            woken; the next event only after they have come to rest
 */
export class Scheduler {
  readonly queue: EventQueue
  readonly clock: Clock
  readonly timers: Timers
  /** @internal Those who have routines that run. */
  readonly parents: Set<object> = new Set()
  readonly #receivers: MatchTree<Receiver>
  readonly #claims: Claims
  readonly #subscriptions = new Set<Receiver>()
  readonly #onError: (error: Error) => void
  readonly #eventsPerTurn: number
  readonly #found: (Entry<Receiver> | undefined)[] = []
  #left: number
  #isScheduled = false
  #isBusy = false
  #nowMs: number | undefined

  constructor({
    queue = new EventQueue(),
    clock = systemClock,
    onError,
    eventsPerTurn = 10_000,
  }: SchedulerOptions = {}) {
    this.queue = queue
    this.clock = clock
    this.#onError = onError ?? writeError
    this.timers = new Timers(clock, (error) => this.report(failure('callback', 'a timer', error)))
    this.#eventsPerTurn = this.#left = eventsPerTurn
    const failed = (error: unknown, what: string): void => this.report(failure('predicate', what, error))
    this.#receivers = new MatchTree<Receiver>((error, { of }) => failed(error, `the predicate of a matcher for ${of}`))
    this.#claims = createClaims(queue, (error) => this.report(error))
    queue.listener = {
      ready: () => this.#schedule(),
      dropped: (event) => this.#claims.forget(event),
      failed,
      // Read once in a turn: what is sent together has waited equally long.
      nowMs: () => (this.#nowMs ??= this.#readClock()),
    }
  }

  /** Sends an event. Waits while its queue is full. @returns false only if `until` ended the wait. */
  send(event: Event, options?: SendOptions): Promise<boolean> {
    return this.queue.send(event, options)
  }

  /** Sends an event if its queue has room now. */
  trySend(event: Event): boolean {
    return this.queue.trySend(event)
  }

  /** Sends an event whatever the limits say. */
  post(event: Event): void {
    this.queue.post(event)
  }

  /**
   * For what is hot: delivers before it returns, past the queue, if that makes no difference: nothing is queued or being
   * delivered, nobody has yet to come to rest, and only callbacks and subscriptions with room asked for it. Else it posts.
   */
  emit(event: Event): void {
    if (this.#isBusy || this.#isScheduled || this.queue.size > 0 || event.mustBeClaimed) {
      this.queue.post(event)
      return
    }
    const only = this.#receivers.only(event)
    if (only === undefined) this.#emitToAll(event)
    else if (only.target.takesNow) {
      this.#isBusy = true
      only.target.deliver(event, only.matcher)
      this.#isBusy = false
    } else this.queue.post(event)
  }

  /** Calls a function for each event; the fastest way. It may be async; its failure is reported by its name. */
  on<E extends Event>(
    matchers: Matchers<E>,
    call: (event: E, matcher: Matcher<E>) => unknown,
    { name = call.name || 'without a name', signal }: CallbackOptions = {},
  ): { close(): void } {
    const callback = new Callback(this, name, call as (event: Event, matcher: Matcher<object>) => unknown)
    if (signal?.aborted === true) return callback
    this.#enter(callback, matchers)
    const close = (): void => {
      signal?.removeEventListener('abort', close)
      callback.close()
    }
    signal?.addEventListener('abort', close, { once: true })
    return { close }
  }

  /** Keeps events for a reader, from now on. */
  subscribe<E extends Event>(matchers: Matchers<E>, options: SubscriptionOptions = {}): Subscription<E> {
    const subscription = new Subscription<E>(this, options)
    if (options.signal?.aborted === true) return subscription
    this.#subscriptions.add(subscription)
    this.#enter(subscription, matchers)
    return subscription
  }

  /**
   * The next event. A routine that waits in a loop and awaits nothing but promises that are settled in between sees every
   * event; one that has to wait for more reads a subscription instead.
   */
  wait<E extends Event>(matchers: Matchers<E>, options: WaitOptions = {}, waiter?: Waiter): Promise<E> {
    const wait = new EventWait<E>(this, (event) => event as E)
    this.#enter(wait, matchers)
    return wait.limit(options, this.timers, waiter).promise
  }

  /** The next event, and which matcher it came by. Without matchers it waits for its end. */
  waitAny<E extends Event>(matchers: Matchers<E>, options: WaitOptions = {}, waiter?: Waiter): Promise<Match<E>> {
    const wait = new EventWait<Match<E>>(this, (event, matcher) => ({
      event: event as E,
      matcher: matcher as Matcher<E>,
    }))
    this.#enter(wait, matchers)
    return wait.limit(options, this.timers, waiter).promise
  }

  /** Drops the unclaimed events that match; their queues go on. @returns how many there were. */
  ignore(matcher: Matcher<Event>): number {
    return this.#claims.drop(matcher)
  }

  /** Resolves when nothing can be delivered now and everybody has come to rest. */
  async settled(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve))
    while (this.#isScheduled || this.queue.isReady)
  }

  /** Everything that can fill up, at this moment. */
  metrics(): SchedulerMetrics {
    const subscriptions = [...this.#subscriptions].filter((one) => one instanceof Subscription)
    return {
      queue: this.queue.metrics(this.clock.nowMs()),
      subscriptions: subscriptions.map(({ name, length, limit, dropped }) => ({ name, length, limit, dropped })),
      unclaimed: this.#claims.size,
      timers: this.timers.size,
    }
  }

  /** Tells of a failure. What the handler itself throws goes to stderr. */
  report(error: Error): void {
    try {
      this.#onError(error)
    } catch (broken) {
      writeError(error)
      writeError(failure('callback', 'onError', broken))
    }
  }

  /** @internal */
  leave(receiver: Receiver): void {
    for (const entry of receiver.entries) this.#receivers.remove(entry)
    receiver.entries = []
    this.#subscriptions.delete(receiver)
  }

  /** @internal Lines that waited for room in a subscription. */
  resume(lines: Iterable<Line>): void {
    for (const line of lines) {
      line.resume()
    }
  }

  #emitToAll(event: Event): void {
    const count = this.#receivers.find(event, this.#found)
    for (let at = 0; at < count; at++)
      if (this.#found[at]?.target.takesNow !== true) {
        this.queue.post(event)
        return
      }
    this.#isBusy = true
    this.#deliverTo(count, event)
    this.#isBusy = false
  }

  #enter(receiver: Receiver, matchers: Matchers<Event>): void {
    const list = listOf(matchers)
    receiver.entries = list.map((matcher) => this.#receivers.add(matcher, receiver))
    for (const matcher of list) this.#claims.offerAgain(matcher)
  }

  #readClock(): number {
    this.#schedule()
    return this.clock.nowMs()
  }

  /**
   * Delivery goes on when all microtasks have run, since nextTick callbacks come after them: then whoever was woken last stands
   * in its next wait, however many awaits lie in between.
   */
  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    queueMicrotask(this.#afterMicrotasks)
  }

  readonly #afterMicrotasks = (): void => {
    if (this.#left > 0) process.nextTick(this.#deliverAll)
    else setImmediate(this.#nextTurn)
  }

  readonly #nextTurn = (): void => {
    this.#left = this.#eventsPerTurn
    this.#deliverAll()
  }

  readonly #deliverAll = (): void => {
    this.#isScheduled = false
    this.#nowMs = undefined
    this.#isBusy = true
    for (let line = this.queue.nextLine; line !== undefined; line = this.queue.nextLine)
      if (this.#left <= 0 || this.#deliverHead(line)) {
        this.#schedule()
        break
      }
    this.#isBusy = false
  }

  /** @returns true when a receiver has to come to rest. */
  #deliverHead(line: Line): boolean {
    this.#left -= 1
    const event = line.store.head
    if (event === undefined) return false
    try {
      return this.#deliver(event, line)
    } catch (error) {
      // An index that cannot be read: nobody can be found for the event.
      this.report(failure('index', `reading the indices of ${event.constructor.name}`, error))
      line.discard(event)
      return false
    } finally {
      this.queue.emptiness.settle()
    }
  }

  #deliver(event: Event, line: Line): boolean {
    const count = this.#receivers.find(event, this.#found)
    if (this.#isHeld(line, count)) return false
    if (event.mustBeClaimed && event instanceof ClaimableEvent)
      return this.#claims.offer(event, line, this.#found, count)
    line.take()
    return this.#deliverTo(count, event)
  }

  /** Tells those that were found. @returns true when one has to come to rest. */
  #deliverTo(count: number, event: Event): boolean {
    let mustRest = false
    for (let at = 0; at < count; at++) {
      const entry = this.#found[at]
      this.#found[at] = undefined
      // Somebody who left because of this very event is not told of it any more.
      if (entry?.list !== undefined && entry.target.deliver(event, entry.matcher)) mustRest = true
    }
    return mustRest
  }

  /** Whether one of the receivers has no room: then nobody gets the event yet, so that each gets it once. */
  #isHeld(line: Line, count: number): boolean {
    for (let at = 0; at < count; at++) {
      const target = this.#found[at]?.target
      if (target === undefined || !target.isFull || !(target instanceof Subscription)) continue
      target.hold(line)
      line.stall()
      return true
    }
    return false
  }
}

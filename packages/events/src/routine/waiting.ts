import { TerminatedError, TimeoutError } from '../errors.ts'
import type { Event } from '../event/event.ts'
import type { Matcher, Matchers } from '../event/matcher.ts'
import type { SendOptions } from '../queue/admission.ts'
import type { EventQueue } from '../queue/queue.ts'
import type { Match } from '../scheduler/receiver.ts'
import type { CallbackOptions, Scheduler } from '../scheduler/scheduler.ts'
import type { Subscription, SubscriptionOptions } from '../scheduler/subscription.ts'
import { PlainWait, type Waiter, type WaitOptions } from '../scheduler/wait.ts'
import { nextTurn } from '../time/turn.ts'

const SENT = Promise.resolve(true)

/** Somebody who waits, until it is ended: then every wait throws a `TerminatedError`. */
export class Waiting implements Waiter {
  readonly scheduler: Scheduler
  readonly name: string
  /** @internal */
  readonly waits = new Set<{ readonly what: string; fail(error: unknown): void }>()
  #abort: AbortController | undefined
  #end: TerminatedError | undefined

  constructor(scheduler: Scheduler, name: string) {
    this.scheduler = scheduler
    this.name = name
  }

  /** Aborted when this ends, for whatever takes a signal. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.#end !== undefined) this.#abort.abort(this.#end)
    return this.#abort.signal
  }

  /** Sends an event; waits while its queue is full. */
  send(event: Event, options: SendOptions = {}): Promise<boolean> {
    if (this.#end !== undefined) return this.#refuse()
    if (options.until === undefined && options.signal === undefined && this.scheduler.trySend(event)) return SENT
    return this.until(this.scheduler.send(event, { ...options, signal: this.#signals(options.signal) }))
  }

  /** The next event. */
  wait<E extends Event>(matchers: Matchers<E>, options?: WaitOptions): Promise<E> {
    return this.#end === undefined ? this.scheduler.wait(matchers, options, this) : this.#refuse()
  }

  /** The next event and the matcher it came by. Without matchers it sleeps until the end. */
  waitAny<E extends Event>(matchers: Matchers<E>, options?: WaitOptions): Promise<Match<E>> {
    return this.#end === undefined ? this.scheduler.waitAny(matchers, options, this) : this.#refuse()
  }

  /** The next event, or nothing if it takes longer. */
  async waitWithTimeout<E extends Event>(timeoutMs: number, matchers: Matchers<E>): Promise<E | undefined> {
    try {
      return await this.wait(matchers, { timeoutMs })
    } catch (error) {
      if (error instanceof TimeoutError) return undefined
      throw error
    }
  }

  /** One event for each matcher, in the order they came. */
  async waitForAll<E extends Event>(matchers: readonly Matcher<E>[], options?: WaitOptions): Promise<Match<E>[]> {
    const inOrder: Match<E>[] = []
    await Promise.all(
      matchers.map(async (matcher) => {
        inOrder.push(await this.waitAny(matcher, options))
      }),
    )
    return inOrder
  }

  /** Resolves when all these queues are empty at the same time. */
  async waitForEmpty(...queues: readonly EventQueue[]): Promise<void> {
    do await this.until(Promise.all(queues.map((queue) => queue.whenEmpty())))
    while (queues.some(({ length }) => length > 0))
  }

  /** @throws TerminatedError when it is ended meanwhile. */
  sleep(ms: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.#end !== undefined) return this.#refuse()
    const { timers } = this.scheduler
    const wait = new PlainWait<void>('sleeping')
    const timer = timers.after(ms, () => wait.settle())
    wait.onLeave = () => timers.cancel(timer)
    return wait.limit({ signal }, timers, this).promise
  }

  /** Lets sockets, files and other routines have their turn. */
  doEvents(): Promise<void> {
    return this.until(nextTurn())
  }

  /** Awaits any promise, but no longer than this lives. */
  until<T>(promise: PromiseLike<T>, options: WaitOptions = {}): Promise<T> {
    if (this.#end !== undefined) return this.#refuse()
    const wait = new PlainWait<T>('waiting for a promise')
    void promise.then(
      (value) => wait.settle(value),
      (error: unknown) => wait.fail(error),
    )
    return wait.limit(options, this.scheduler.timers, this).promise
  }

  /** Keeps events for a reader as long as this lives. */
  subscribe<E extends Event>(matchers: Matchers<E>, options: SubscriptionOptions = {}): Subscription<E> {
    return this.scheduler.subscribe(matchers, { name: this.name, ...options, signal: this.#signals(options.signal) })
  }

  /** Calls a function for each event as long as this lives. */
  on<E extends Event>(
    matchers: Matchers<E>,
    call: (event: E, matcher: Matcher<E>) => unknown,
    options: CallbackOptions = {},
  ): { close(): void } {
    const name = options.name ?? `${this.name}/${call.name || 'callback'}`
    return this.scheduler.on(matchers, call, { name, signal: this.#signals(options.signal) })
  }

  /** Why it has ended, if it has. */
  protected get ended(): TerminatedError | undefined {
    return this.#end
  }

  /** @internal Nobody waits through this any more. */
  protected end(reason?: unknown): void {
    if (this.#end !== undefined) return
    this.#end = new TerminatedError(this.name, reason)
    this.#abort?.abort(this.#end)
    for (const wait of this.waits) wait.fail(this.#end)
  }

  #signals(signal?: AbortSignal): AbortSignal {
    return signal === undefined ? this.signal : AbortSignal.any([signal, this.signal])
  }

  /** A routine that goes on after its end must not keep the process from everything else, so it is refused a turn later. */
  async #refuse(): Promise<never> {
    await nextTurn()
    throw this.#end ?? new TerminatedError(this.name)
  }
}

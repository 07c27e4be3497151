import { EventError, failure, TerminatedError } from '../errors.ts'
import type { Event } from '../event/event.ts'
import type { Matcher, Matchers } from '../event/matcher.ts'
import type { Scheduler } from '../scheduler/scheduler.ts'
import { PlainWait } from '../scheduler/wait.ts'
import { executeAll, type ExecuteAll, type Outcomes } from './execute-all.ts'
import { InterruptedError } from './interrupted.ts'
import { Waiting } from './waiting.ts'

export interface ContainerOptions {
  readonly name?: string
  /** How long routines may take to end once they are terminated; 5 s by default. Then they are reported and left behind. */
  readonly closeMs?: number
}

/** What a routine does. It is given the routine, through which it waits and starts others. */
export type Body<T> = (routine: Routine<T>) => PromiseLike<T> | T

export interface StartOptions {
  /** The name of the function by default. */
  readonly name?: string
  readonly mode?: 'foreground' | 'background'
}

/** Starts routines and ends with them: whoever waits through a container stops waiting when it ends. */
export class RoutineContainer extends Waiting {
  readonly closeMs: number
  readonly #routines = new Set<Routine<never>>()

  constructor(scheduler: Scheduler, { name = 'container', closeMs = 5000 }: ContainerOptions = {}) {
    super(scheduler, name)
    this.closeMs = closeMs
  }

  /** Routines that run. */
  get size(): number {
    return this.#routines.size
  }

  /**
   * Starts a routine. In the foreground, the default, it runs to its first await before this returns; in the background it
   * begins once the caller has come to its own. A failure goes to whoever asked for `result`, else to the scheduler's `onError`.
   */
  start<T>(body: Body<T>, options: StartOptions = {}): Routine<T> {
    const routine = new Routine<T>(this, options.name ?? (body.name || 'routine'))
    this.#routines.add(routine as Routine<never>)
    if (this.#routines.size === 1) this.scheduler.parents.add(this)
    routine.run(body, options.mode ?? 'foreground', () => this.#forget(routine as Routine<never>))
    if (this.ended !== undefined) void routine.terminate(this.ended)
    return routine
  }

  /** @internal */
  get routines(): Iterable<Routine<never>> {
    return this.#routines
  }

  #forget(routine: Routine<never>): void {
    this.#routines.delete(routine)
    if (this.#routines.size === 0) this.scheduler.parents.delete(this)
  }

  /** Runs a body whose routines end with it. */
  scope<T>(body: Body<T>, options?: StartOptions): Promise<T> {
    return this.start(body, options).result
  }

  /** Runs bodies side by side. See `ExecuteAll` for what a failure does to the others. */
  executeAll<T, M extends ExecuteAll = 'all'>(bodies: readonly Body<T>[], mode?: M): Promise<Outcomes<T>[M]> {
    return this.scope((routine) => executeAll<T, M>(routine, bodies, mode ?? ('all' as M)), { name: 'executeAll' })
  }

  /** @throws TimeoutError when the body took longer; by then it has ended. */
  withTimeout<T>(timeoutMs: number, body: Body<T>): Promise<T> {
    return this.scope((routine) => routine.until(routine.start(body).result, { timeoutMs }), { name: 'withTimeout' })
  }

  /** @throws InterruptedError when such an event came first; by then the body has ended. */
  withException<T, E extends Event>(body: Body<T>, matchers: Matchers<E>): Promise<T> {
    const interrupted = async (routine: Routine<T>): Promise<never> => {
      const match = await routine.waitAny(matchers)
      throw new InterruptedError(this.name, match)
    }
    return this.scope((routine) => Promise.race([routine.start(body).result, interrupted(routine)]))
  }

  /** Runs a body and meanwhile calls a function for side events, whose failure ends the body and is thrown. */
  withCallback<T, E extends Event>(
    body: Body<T>,
    call: (event: E, matcher: Matcher<E>) => unknown,
    matchers: Matchers<E>,
  ): Promise<T> {
    return this.scope((routine) => {
      const failed = new PlainWait<never>('a callback')
      routine.on(matchers, async (event, matcher) => {
        try {
          await call(event, matcher)
        } catch (error) {
          failed.fail(error)
        }
      })
      return Promise.race([routine.start(body).result, failed.promise])
    })
  }

  /** Ends everything that was started here, and resolves when it has ended. What was not awaited is thrown at its wait. */
  async close(reason?: unknown): Promise<void> {
    this.end(reason)
    await this.endRoutines(this.ended)
  }

  /** @internal */
  protected async endRoutines(reason: unknown): Promise<void> {
    if (this.#routines.size > 0) await Promise.all([...this.#routines].map((routine) => routine.terminate(reason)))
  }

  /** @internal Tells of a failure nobody waits for. */
  protected report(error: unknown): void {
    this.scheduler.report(failure('routine', `routine ${this.name}`, error))
  }
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown }

/**
 * A running body. It is a container itself: what it starts ends with it. `terminate` throws a `TerminatedError` at the wait it
 * stands in, so its finally blocks run, and may await what is not awaited through the routine.
 */
export class Routine<T = unknown> extends RoutineContainer {
  /** When it was started, by the scheduler's clock. */
  readonly startedMs: number
  #outcome: Outcome<T> | undefined
  #result: Promise<T> | undefined
  #settle: (() => void) | undefined
  #ended: Promise<void> | undefined
  #onEnd: (() => void) | undefined
  #terminating = false
  #abandon: (() => void) | undefined

  constructor(parent: RoutineContainer, name: string) {
    super(parent.scheduler, { name: `${parent.name}/${name}`, closeMs: parent.closeMs })
    this.startedMs = parent.scheduler.clock.nowMs()
  }

  /** Whether it has come to its end. */
  get done(): boolean {
    return this.#outcome !== undefined
  }

  /** What the body returned or threw, once its own routines have ended too. */
  get result(): Promise<T> {
    this.#result ??= new Promise<T>((resolve, reject) => {
      this.#settle = () => {
        if (this.#outcome === undefined) return
        if ('value' in this.#outcome) resolve(this.#outcome.value)
        else reject(this.#outcome.error as Error)
      }
      this.#settle()
    })
    return this.#result
  }

  /** @internal */
  run(body: Body<T>, mode: 'foreground' | 'background', onEnd: () => void): void {
    this.#onEnd = onEnd
    this.#ended = mode === 'foreground' ? this.#execute(body) : Promise.resolve().then(() => this.#execute(body))
  }

  /** Ends it. Resolves when it has ended, or when that took longer than `closeMs`, which is reported. */
  async terminate(reason?: unknown): Promise<void> {
    if (this.done) return
    if (!this.#terminating) {
      this.#terminating = true
      this.end(reason)
      const { timers } = this.scheduler
      const abandoned = new Promise<void>((resolve) => (this.#abandon = resolve))
      const deadline = timers.after(this.closeMs, () => this.#giveUp())
      this.#ended = Promise.race([this.#ended, abandoned]).then(() => timers.cancel(deadline))
      void this.endRoutines(reason)
    }
    await this.#ended
  }

  async #execute(body: Body<T>): Promise<void> {
    let outcome: Outcome<T>
    try {
      outcome = { value: await body(this) }
    } catch (error) {
      outcome = { error }
    }
    const end = new EventError('routine', `${this.name} has ended`)
    await this.endRoutines(end)
    this.#finish(outcome)
  }

  #finish(outcome: Outcome<T>): void {
    if (this.#outcome !== undefined) return
    this.#outcome = outcome
    this.end('it has ended')
    this.#onEnd?.()
    if (this.#settle !== undefined) this.#settle()
    else if ('error' in outcome && !(this.#terminating && outcome.error instanceof TerminatedError))
      this.report(outcome.error)
  }

  #giveUp(): void {
    const what = `${this.name} did not end within ${this.closeMs} ms of being terminated`
    this.scheduler.report(new EventError('stuck', what))
    this.#finish({ error: new TerminatedError(this.name, what) })
    this.#abandon?.()
  }
}

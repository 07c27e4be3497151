import { Future, RoutineContainer, type Scheduler } from '@vlcp/events'
import type { Logger } from '../logging/logging.ts'
import { OperationTable } from '../operation-table.ts'
import { CallLine } from './call-line.ts'
import type { Hosting, ModuleContext } from './context.ts'
import { joined, messageOf, ModuleError } from './errors.ts'
import { type ModuleValues, serviceOf } from './module-class.ts'
import { Module, type ModuleClass, type ModuleHooks } from './module.ts'

export interface RunningParts {
  readonly host: Hosting
  readonly scheduler: Scheduler
  readonly logger: Logger
  readonly values: ModuleValues
  readonly dependencies: ReadonlySet<string>
  /** Aborted when the host closes: then nothing loads any more. */
  readonly closing: AbortSignal
}

/** What an instance hands over to the next one. */
export interface HandedOver {
  readonly state: unknown
}

/** One instance of a module from its construction to its end, with everything that has to end with it. */
export class RunningModule {
  readonly calls: CallLine
  readonly #class: ModuleClass
  readonly #service: string
  readonly #parts: RunningParts
  readonly #container: RoutineContainer
  readonly #conclusion = new Future<void>()
  readonly #closers: (() => unknown)[] = []
  #module: Module | undefined
  #hooks: ModuleHooks | undefined
  #table: OperationTable | undefined
  #ended = false

  constructor(moduleClass: ModuleClass, parts: RunningParts) {
    this.#class = moduleClass
    this.#service = serviceOf(moduleClass)
    this.#parts = parts
    this.#container = new RoutineContainer(parts.scheduler, { name: this.#service })
    this.calls = new CallLine(this.#service, parts.values.limits.concurrency)
  }

  get module(): Module {
    if (this.#module === undefined) throw new ModuleError('state', `module ${this.#service} is not there yet`)
    return this.#module
  }

  /** Its operations, once it has loaded. */
  get table(): OperationTable | undefined {
    return this.#table
  }

  /** Constructs and loads it. `onLoaded` may refuse what it has become, before it is waited for until it is ready. */
  async load(onLoaded: (table: OperationTable, isReady: boolean) => void, handed?: HandedOver): Promise<void> {
    await this.#inTime('load', this.#parts.values.limits.loadTimeoutMs, async () => {
      this.#module = new this.#class(this.#context())
      this.#hooks = Module.hooksOf(this.#module)
      if (handed !== undefined) await this.#hooks.takeOver(handed.state)
      await this.#hooks.load()
      if (this.#ended) return
      const { operations } = this.#module
      const summary = this.#class.summary ?? `The module ${this.#service}`
      this.#table = new OperationTable({ name: this.#service, summary, operations })
      onLoaded(this.#table, this.#conclusion.done)
      if (!this.#class.autoSucceed) await this.#conclusion
    })
  }

  /** Lets calls finish, ends the module and all it has started. Never throws: gives what went wrong. */
  async stop(options: { readonly handOver: boolean }): Promise<{ handed?: HandedOver; problem?: unknown }> {
    const { drainTimeoutMs, unloadTimeoutMs } = this.#parts.values.limits
    const problems: unknown[] = []
    await this.calls.drain(drainTimeoutMs, this.#parts.scheduler.timers)
    let handed: HandedOver | undefined
    await this.#attempt(problems, async () => {
      if (options.handOver) handed = { state: await this.#hooks?.handOver() }
    })
    await this.#attempt(problems, () => this.#hooks?.unload())
    await this.#inTime('unload', unloadTimeoutMs, () => this.end(problems)).catch((late) => problems.push(late))
    const problem = joined('unload', problems)
    return { ...(handed === undefined ? {} : { handed }), ...(problem === undefined ? {} : { problem }) }
  }

  /** Ends what it has started, whatever became of its load. */
  async end(problems: unknown[] = []): Promise<void> {
    this.#ended = true
    await this.#container.close()
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop())
      await this.#attempt(problems, close)
  }

  async #attempt(problems: unknown[], work: () => unknown): Promise<void> {
    try {
      await this.#inTime('unload', this.#parts.values.limits.unloadTimeoutMs, work)
    } catch (error) {
      problems.push(error)
    }
  }

  /** Runs it until the deadline, or until the host closes if it is not the end that is waited for. */
  #inTime(what: 'load' | 'unload', timeoutMs: number, work: () => unknown): Promise<void> {
    const { scheduler, closing } = this.#parts
    const { timers } = scheduler
    return new Promise<void>((resolve, reject) => {
      const over = (settle: () => void): void => {
        timers.cancel(timer)
        closing.removeEventListener('abort', onClosing)
        settle()
      }
      const onClosing = (): void => over(() => reject(closing.reason as Error))
      const late = new ModuleError('timeout', `it did not ${what} within ${timeoutMs / 1000} s`)
      const timer = timers.after(timeoutMs, () => over(() => reject(late)))
      if (what === 'load') closing.addEventListener('abort', onClosing, { once: true })
      void (async () => {
        await work()
      })().then(
        () => over(resolve),
        (error: unknown) => over(() => reject(error as Error)),
      )
    })
  }

  #context(): ModuleContext {
    const { host, logger, values, dependencies } = this.#parts
    return {
      service: this.#service,
      host,
      logger,
      container: this.#container,
      settings: values.settings,
      dependencies,
      conclude: (error) => this.#conclude(error),
      onUnload: (close) => this.#onUnload(close),
    }
  }

  #conclude(error: { readonly reason: unknown } | undefined): void {
    if (this.#class.autoSucceed)
      throw new ModuleError('state', `module ${this.#service} succeeds by itself: set autoSucceed to false`)
    if (this.#ended || this.#conclusion.done)
      throw new ModuleError('state', `module ${this.#service} has said before what became of it`)
    if (error === undefined) this.#conclusion.set()
    else this.#conclusion.fail(error.reason)
  }

  #onUnload(close: () => unknown): void {
    if (!this.#ended) this.#closers.push(close)
    // A load that went on after its deadline: nobody else would close what it opens now.
    else void this.#attempt([], close)
  }
}

export function failureOf(service: string, what: 'load' | 'unload', error: unknown): ModuleError {
  if (error instanceof ModuleError && error.code === 'dependency') return error
  return new ModuleError(what, `module ${service} failed to ${what}: ${messageOf(error)}`, { cause: error })
}

import type { Scheduler } from '@vlcp/events'
import type { OperationTable } from '../operation-table.ts'
import { messageOf, ModuleError } from './errors.ts'
import type { ModuleClass } from './module.ts'
import type { RunningModule } from './running-module.ts'
import type { Source } from './source.ts'
import { mayFollow, type ModuleState, ModuleStateChange } from './state.ts'

/** The place of one service name. Instances and classes come and go, it stays: so a reloaded module is found again. */
export class Slot {
  readonly service: string
  moduleClass: ModuleClass | undefined
  source: Source | undefined
  dependencies: readonly Slot[] = []
  running: RunningModule | undefined
  /** The operations of the last instance that has loaded, as long as there is another one to come. */
  table: OperationTable | undefined
  /** Its load, for all who want it. */
  loading: Promise<void> | undefined
  /** True as long as an instance is replaced: calls wait for the next one. */
  isReloading = false
  readonly #scheduler: Scheduler
  #state: ModuleState = 'notloaded'
  #failure: ModuleError | undefined
  #busy: Promise<unknown> | undefined

  constructor(service: string, scheduler: Scheduler) {
    this.service = service
    this.#scheduler = scheduler
  }

  get state(): ModuleState {
    return this.#state
  }

  /** Why it has failed. */
  get failure(): ModuleError | undefined {
    return this.#failure
  }

  /** Whether calls to it are worth waiting for. */
  get isComing(): boolean {
    return this.#busy !== undefined && (this.isReloading || this.#state === 'loading' || this.#state === 'loaded')
  }

  /** Whether it runs or is about to: then no other module can have its name. */
  get isTaken(): boolean {
    return this.#state !== 'notloaded' && this.#state !== 'unloaded' && this.#state !== 'failed'
  }

  /** Resolves when what is being done to it is over; never rejects. */
  get busy(): Promise<unknown> | undefined {
    return this.#busy
  }

  /** Whether it runs, and calls can be made. */
  get isReady(): boolean {
    return this.#state === 'succeeded'
  }

  /** Where calls go: of a proxy, to what it stands for. */
  get real(): Slot {
    const [first] = this.dependencies
    return this.moduleClass?.isProxy === true && first !== undefined ? first.real : this
  }

  /** Nobody else changes it until `work` is over. */
  occupy<T>(work: Promise<T>): Promise<T> {
    const busy = work.then(
      () => undefined,
      () => undefined,
    )
    this.#busy = busy
    void busy.then(() => {
      if (this.#busy === busy) this.#busy = undefined
    })
    return work
  }

  /** Throws for a change that cannot be. */
  change(state: ModuleState, failure?: ModuleError): void {
    const before = this.#state
    if (!mayFollow(before, state))
      throw new ModuleError('state', `module ${this.service} cannot become ${state}, it is ${before}`)
    this.#state = state
    this.#failure = failure
    const reason = failure === undefined ? {} : { reason: failure }
    this.#scheduler.post(new ModuleStateChange({ service: this.service, state, before, ...reason }))
  }

  /** What this module is and is not, for messages. */
  describe(): string {
    const reason = this.#failure === undefined ? '' : `: ${messageOf(this.#failure)}`
    return this.#state === 'failed'
      ? `module ${this.service} has failed${reason}`
      : `module ${this.service} is ${this.#state}`
  }
}

import type { Logger, Logging } from '@vlcp/server'
import { type BackOff, backOffDelay } from '@vlcp/transport'
import cluster from 'node:cluster'
import { claims } from './claims.ts'
import { Failure } from '../failure.ts'
import { inTime } from './in-time.ts'
import type { Addresses, LevelChange, Task, WorkerAnswer } from './protocol.ts'
import { type Services, WorkerProcess } from './worker-process.ts'

export interface SupervisorOptions {
  /** How many workers. */
  readonly count: number
  readonly values: Task['values']
  readonly logging: Logging
  readonly logger: Logger
  /** How long a worker may take to stop, in milliseconds; then it is killed. */
  readonly stopTimeoutMs: number
  /** A worker that shows no sign of life for so long is killed, and started again. */
  readonly silenceMs?: number | undefined
}

/** With jitter, so that what ends all of them does not make them start in step for ever. */
const restartBackOff: BackOff = { startMs: 250, capMs: 30_000 }

/** A worker that has served for so long does not fail all the time. */
const wellAfterMs = 60_000

/**
 * Keeps a number of workers running, which share the listening sockets and the store. One that ends is started again
 * after a while that grows with each failure; the others go on. It serves nobody itself.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #workers = new Map<number, WorkerProcess>()
  readonly #failures = new Map<number, number>()
  readonly #restarts = new Map<number, NodeJS.Timeout>()
  readonly #levels = new Map<string, LevelChange>()
  readonly #claim = claims((number) => this.#ready().filter((worker) => worker.number !== number))
  #watch: NodeJS.Timeout | undefined
  #closing = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  /**
   * Starts the workers, one first: what is in the way of it would be in the way of all, and need not be told by each.
   * Resolves when all are ready. Rejects with a {@link Failure} when one is not; `close` then ends the others.
   */
  async start(): Promise<Addresses> {
    // Workers accept for themselves. Handed out in turn by this process, a connection would be more evenly placed, but lost
    // when its worker ends or hangs before it has taken it.
    cluster.schedulingPolicy = cluster.SCHED_NONE
    // Structured clones, because results may hold numbers of 64 bits.
    cluster.setupPrimary({ serialization: 'advanced' })
    const [first, ...others] = Array.from({ length: this.#options.count }, (_, i) => i + 1)
    const addresses = await this.#first(first ?? 1)
    await Promise.all(others.map((number) => this.#first(number)))
    for (const worker of this.#workers.values()) this.#keep(worker)
    this.#watchOver()
    return addresses
  }

  /** What an operator wants to know in one line. */
  describe(): string {
    const ready = this.#ready()
    const switches = ready.reduce((sum, worker) => sum + worker.switches, 0)
    return `${ready.length} of ${this.#options.count} workers, ${switches} ${switches === 1 ? 'switch' : 'switches'} connected`
  }

  /** Stops all workers, each with its deadline. Rejects when one had to be killed. */
  async close(): Promise<void> {
    this.#closing = true
    clearInterval(this.#watch)
    for (const restart of this.#restarts.values()) clearTimeout(restart)
    const { stopTimeoutMs } = this.#options
    const stopped = await Promise.all([...this.#workers.values()].map((worker) => worker.stop(stopTimeoutMs)))
    const late = stopped.filter((inTime) => !inTime).length
    if (late > 0) throw new Error(`${late} workers did not stop within ${stopTimeoutMs / 1000} s and were killed`)
  }

  async #first(number: number): Promise<Addresses> {
    try {
      return await this.#launch(number).ready
    } catch (error) {
      throw new Failure(error instanceof Error ? error.message : String(error), { cause: error })
    }
  }

  #launch(number: number): WorkerProcess {
    const worker = new WorkerProcess(number, this.#services(number))
    this.#workers.set(number, worker)
    void worker.ended.then(() => this.#workers.delete(number))
    return worker
  }

  /** Starts a worker again when it ends. */
  #keep(worker: WorkerProcess): void {
    const { number, pid } = worker
    void worker.ended.then((reason) => {
      if (this.#closing) return
      const failures = worker.servedMs > wellAfterMs ? 1 : (this.#failures.get(number) ?? 0) + 1
      this.#failures.set(number, failures)
      const delayMs = backOffDelay(failures, restartBackOff)
      this.#options.logger.error({ worker: number, pid, reason, delayMs }, 'a worker has ended; it is started again')
      this.#restarts.set(
        number,
        setTimeout(() => this.#restart(number), delayMs),
      )
    })
  }

  #restart(number: number): void {
    const worker = this.#launch(number)
    this.#keep(worker)
    worker.ready.then(
      () => this.#options.logger.info({ worker: number, pid: worker.pid }, 'a worker is ready again'),
      () => undefined,
    )
  }

  #watchOver(): void {
    const { silenceMs } = this.#options
    if (silenceMs === undefined) return
    this.#watch = setInterval(() => {
      for (const worker of this.#workers.values()) worker.killIfSilent(silenceMs)
    }, silenceMs / 4)
  }

  #ready(): WorkerProcess[] {
    const ready = [...this.#workers.values()].filter((worker) => worker.isReady)
    return ready.toSorted((a, b) => a.number - b.number)
  }

  #services(number: number): Services {
    return {
      task: () => ({ worker: number, values: this.#options.values, levels: [...this.#levels.values()] }),
      everywhere: async ({ call, only }) => {
        const asked = this.#ready().filter((worker) => only === undefined || worker.number === only)
        const answers = await Promise.all(
          asked.map(async (worker): Promise<WorkerAnswer | undefined> => {
            const result = await inTime(worker.channel.request('run', call))
            return result && { worker: worker.number, pid: worker.pid, result: result.value }
          }),
        )
        return answers.filter((answer) => answer !== undefined)
      },
      setLevel: async (change) => {
        this.#levels.set(change.name, change)
        this.#options.logging.setLevel(change.name, change.level)
        await Promise.all(this.#ready().map((worker) => inTime(worker.channel.request('setLevel', change))))
      },
      claim: (datapathId) => this.#claim(number, datapathId),
    }
  }
}

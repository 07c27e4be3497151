import { availableParallelism } from 'node:os'
import { type Transferable, Worker } from 'node:worker_threads'
import { EventError } from '../errors.ts'
import { List, type Linked } from '../list.ts'
import { Wait } from '../scheduler/wait.ts'
import { type AcquireOptions, timersOf } from '../sync/acquire.ts'
import { workerSource } from './worker-source.ts'

/** A function of a module. Arguments and result are copied between threads. */
export interface Task {
  readonly module: URL | string
  /** The export to call; `default` by default. If it returns a generator, what that yields is progress. */
  readonly name?: string
  readonly args?: readonly unknown[]
}

/** Ending the wait, by signal, timeout or routine, ends the task, and its thread with it. */
export interface RunOptions extends AcquireOptions {
  readonly onProgress?: (value: unknown) => void
  /** Buffers in the arguments that are moved and not copied. */
  readonly transfer?: readonly Transferable[]
}

export interface WorkerPoolOptions {
  /** Threads; one for each processor by default. They start when there is work for them. */
  readonly size?: number
  /** Tasks that may wait for a thread; 1000 by default. */
  readonly limit?: number
}

type Answer = { readonly value: unknown } | { readonly error: unknown } | { readonly progress: unknown }

class Job extends Wait<unknown> implements Linked<Job> {
  previous: Job | undefined
  next: Job | undefined
  list: object | undefined
  whenOver: (() => void) | undefined
  readonly task: Task
  readonly options: RunOptions

  constructor(task: Task, options: RunOptions) {
    super()
    this.task = task
    this.options = options
  }

  get what(): string {
    return `task ${this.task.name ?? 'default'}`
  }

  protected leave(): void {
    this.whenOver?.()
  }
}

/** Runs functions in threads of their own: for work that would keep everything else waiting. */
export class WorkerPool {
  readonly #size: number
  readonly #limit: number
  readonly #waiting = new List<Job>()
  readonly #busy = new Map<Worker, Job>()
  readonly #idle: Worker[] = []
  #closed = false

  constructor({ size = availableParallelism(), limit = 1000 }: WorkerPoolOptions = {}) {
    if (!(size >= 1)) throw new EventError('limit', `a worker pool of size ${size} does no work`)
    this.#size = size
    this.#limit = limit
  }

  /** Tasks that run, and tasks that wait for a thread. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#busy.size, waiting: this.#waiting.size }
  }

  /** @throws what the function throws, and an EventError when its thread dies, too many wait or the pool is closed. */
  async run(task: Task, options: RunOptions = {}): Promise<unknown> {
    if (this.#closed) throw new EventError('worker', 'the worker pool is closed')
    if (this.#busy.size === this.#size && this.#waiting.size >= this.#limit)
      throw new EventError('worker', `${this.#limit} tasks wait already`)
    const job = new Job(task, options)
    job.whenOver = () => this.#waiting.remove(job)
    this.#waiting.push(job)
    job.limit(options, timersOf(options), options.by)
    this.#fill()
    return job.promise
  }

  /** Ends all tasks and threads. */
  async close(): Promise<void> {
    this.#closed = true
    const workers = [...this.#idle.splice(0), ...this.#busy.keys()]
    const jobs = [...this.#busy.values()]
    for (let job = this.#waiting.first; job !== undefined; job = job.next) jobs.push(job)
    for (const job of jobs) job.fail(new EventError('worker', 'the worker pool was closed'))
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  #fill(): void {
    while (this.#waiting.first !== undefined && this.#busy.size < this.#size) {
      const job = this.#waiting.first
      this.#waiting.remove(job)
      this.#begin(job, this.#idle.pop() ?? this.#create())
    }
  }

  #begin(job: Job, worker: Worker): void {
    this.#busy.set(worker, job)
    worker.ref()
    job.whenOver = () => {
      // Somebody ended the wait; nothing but the end of its thread ends what runs in it.
      this.#busy.delete(worker)
      void worker.terminate()
      this.#fill()
    }
    const { module, name = 'default', args = [] } = job.task
    try {
      worker.postMessage({ module: String(module), name, args }, job.options.transfer)
    } catch (error) {
      this.#finish(worker, () => job.fail(error))
    }
  }

  #create(): Worker {
    const worker = new Worker(workerSource, { eval: true })
    worker.on('message', (answer: Answer) => this.#answered(worker, answer))
    worker.on('error', (error) => this.#died(worker, error))
    worker.on('exit', (code) => this.#died(worker, new Error(`it left with code ${code}`)))
    return worker
  }

  #answered(worker: Worker, answer: Answer): void {
    const job = this.#busy.get(worker)
    if (job === undefined) return
    if ('progress' in answer) {
      try {
        job.options.onProgress?.(answer.progress)
      } catch (error) {
        job.fail(error)
      }
    } else if ('error' in answer) this.#finish(worker, () => job.fail(answer.error))
    else this.#finish(worker, () => job.settle(answer.value))
  }

  #finish(worker: Worker, conclude: () => void): void {
    const job = this.#busy.get(worker)
    if (job !== undefined) job.whenOver = undefined
    this.#busy.delete(worker)
    this.#idle.push(worker)
    worker.unref()
    conclude()
    this.#fill()
  }

  #died(worker: Worker, cause: unknown): void {
    const at = this.#idle.indexOf(worker)
    if (at >= 0) this.#idle.splice(at, 1)
    const job = this.#busy.get(worker)
    if (job === undefined) return
    const what = `the thread of task ${job.task.name ?? 'default'} died`
    job.fail(new EventError('worker', what, { cause }))
  }
}

import cluster, { type Worker } from 'node:cluster'
import { Channel } from './channel.ts'
import type { Addresses, SupervisorMethods, WorkerMethods } from './protocol.ts'

/** What a worker may ask the supervisor for, besides telling of itself. */
export type Services = Omit<SupervisorMethods, 'ready' | 'failed' | 'state'>

/** Longer than any part of a server may take to start: what the worker itself has to say about that comes first. */
const startTimeoutMs = 120_000

/** One worker process, as its supervisor sees it. */
export class WorkerProcess {
  readonly number: number
  readonly channel: Channel<WorkerMethods>
  /** Resolves when it serves; rejects with its own reason when it ends before. */
  readonly ready: Promise<Addresses>
  /** Resolves with the reason when it has ended. */
  readonly ended: Promise<string>
  readonly #worker: Worker
  readonly #startTimer: NodeJS.Timeout
  #readyMs: number | undefined
  #seenMs = 0
  #switches = 0
  #report: string | undefined

  constructor(number: number, services: Services) {
    this.number = number
    const worker = cluster.fork()
    this.#worker = worker
    this.#startTimer = setTimeout(() => {
      this.#report = `it was not ready after ${startTimeoutMs / 1000} s`
      this.kill()
    }, startTimeoutMs)
    let onReady: (addresses: Addresses) => void = () => undefined
    const becameReady = new Promise<Addresses>((resolve) => (onReady = resolve))
    this.channel = new Channel(worker, { ...services, ...this.#methods(onReady) })
    this.ended = new Promise((resolve) => {
      worker.once('exit', (code, signal) => {
        this.channel.close()
        clearTimeout(this.#startTimer)
        // An exit by a signal has no code.
        resolve(this.#report ?? (signal ? `killed by ${signal}` : `exit code ${code}`))
      })
    })
    this.ready = Promise.race([becameReady, this.ended.then((reason) => Promise.reject(new Error(reason)))])
    this.ready.catch(() => undefined)
    // A broken pipe is told by the end of the process, too.
    worker.on('error', () => undefined)
  }

  get pid(): number {
    return this.#worker.process.pid ?? 0
  }

  get isReady(): boolean {
    return this.#readyMs !== undefined && !this.#worker.isDead()
  }

  /** How long it has served, in milliseconds. */
  get servedMs(): number {
    return this.#readyMs === undefined ? 0 : performance.now() - this.#readyMs
  }

  /** Switches connected to it. */
  get switches(): number {
    return this.#switches
  }

  /** Asks it to stop and waits; kills it when it is late. Resolves with whether it went by itself. */
  async stop(timeoutMs: number): Promise<boolean> {
    let late = false
    const timer = setTimeout(() => {
      late = true
      this.kill()
    }, timeoutMs)
    // It may be gone already.
    this.channel.request('stop').catch(() => undefined)
    await this.ended
    clearTimeout(timer)
    return !late
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL')
  }

  /** Kills one that has served and shows no sign of life for `silenceMs`. */
  killIfSilent(silenceMs: number): void {
    if (this.isReady && performance.now() - this.#seenMs > silenceMs) this.kill()
  }

  #methods(onReady: (addresses: Addresses) => void): Pick<SupervisorMethods, 'ready' | 'failed' | 'state'> {
    return {
      ready: (addresses) => {
        clearTimeout(this.#startTimer)
        this.#seenMs = performance.now()
        this.#readyMs = this.#seenMs
        onReady(addresses)
      },
      failed: (report) => {
        this.#report = report
      },
      state: ({ switches }) => {
        this.#seenMs = performance.now()
        this.#switches = switches
      },
    }
  }
}

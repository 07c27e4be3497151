import { execFile } from 'node:child_process'
import type { Logger } from '../logging/logging.ts'

export interface ServiceManagerOptions {
  readonly logger: Logger
  /** Aborted when the program begins to stop. */
  readonly signal: AbortSignal
  /** Where NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID are looked for; default: the environment of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** How often the status line is compared with the one told last: a switch that flaps must not start programs without end. */
const statusIntervalMs = 2000

/** Longest time one message may take; systemd-notify waits until systemd has read it. */
const sendTimeoutMs = 10_000

/**
 * Tells systemd what the program is about (sd_notify(3)): ready, stopping, a status line, and signs of life as often as its
 * watchdog wants them. Does nothing when no NOTIFY_SOCKET is set, that is, outside of a unit of `Type=notify`.
 *
 * Node has no UNIX datagram sockets, and what npm offers for them needs a compiler; the program systemd-notify comes with
 * systemd, knows abstract sockets, and is started once for a message. As the messages come from a child of the main
 * process, the unit needs `NotifyAccess=all`. Whatever goes wrong is logged once, and stops nothing.
 */
export class ServiceManager {
  readonly #logger: Logger
  readonly #environment: Readonly<Record<string, string | undefined>>
  #watchdog: NodeJS.Timeout | undefined
  #statusTimer: NodeJS.Timeout | undefined
  #queue: Promise<void> = Promise.resolve()
  #status = ''
  #failed = false

  constructor({ logger, signal, environment = process.env }: ServiceManagerOptions) {
    this.#logger = logger
    this.#environment = environment
    if (!this.isPresent) return
    this.#startWatchdog()
    signal.addEventListener('abort', () => this.#stopping(), { once: true })
  }

  /** Whether somebody wants to be told. */
  get isPresent(): boolean {
    return (this.#environment['NOTIFY_SOCKET'] ?? '') !== ''
  }

  /** The program is ready; from now on `describe` says in one line what an operator wants to know of it. */
  ready(describe: () => string): void {
    if (!this.isPresent) return
    this.#status = describe()
    void this.#send('READY=1', `STATUS=${oneLine(this.#status)}`)
    clearInterval(this.#statusTimer)
    this.#statusTimer = repeat(statusIntervalMs, () => {
      const status = describe()
      if (status !== this.#status) void this.#send(`STATUS=${oneLine(status)}`)
      this.#status = status
    })
  }

  /** Resolves when everything has been told. */
  async close(): Promise<void> {
    clearInterval(this.#watchdog)
    clearInterval(this.#statusTimer)
    await this.#queue
  }

  #stopping(): void {
    // The status of a program that runs is of no interest any more; its signs of life are, as long as it works.
    this.#status = 'stopping: running requests are answered'
    clearInterval(this.#statusTimer)
    void this.#send('STOPPING=1', `STATUS=${this.#status}`)
  }

  #startWatchdog(): void {
    const { WATCHDOG_USEC: period, WATCHDOG_PID: pid } = this.#environment
    const periodMs = Number(period) / 1000
    // A child inherits the variables, and is not meant.
    if (!(periodMs > 0) || (pid !== undefined && pid !== String(process.pid))) return
    let waiting = false
    this.#watchdog = repeat(Math.max(1, periodMs / 2), () => {
      if (waiting) return
      waiting = true
      void this.#send('WATCHDOG=1').then(() => (waiting = false))
    })
  }

  /** One after the other, so that they arrive in order. */
  #send(...assignments: readonly string[]): Promise<void> {
    this.#queue = this.#queue.then(() => this.#run(assignments))
    return this.#queue
  }

  #run(assignments: readonly string[]): Promise<void> {
    const { NOTIFY_SOCKET, PATH } = this.#environment
    const env = { NOTIFY_SOCKET, PATH }
    return new Promise((resolve) => {
      execFile('systemd-notify', assignments, { env, timeout: sendTimeoutMs }, (error) => {
        if (error !== null && !this.#failed) {
          this.#failed = true
          this.#logger.warn({ reason: error.message.trim(), socket: NOTIFY_SOCKET }, 'systemd cannot be told')
        }
        resolve()
      })
    })
  }
}

/** Does not keep the process alive. */
function repeat(intervalMs: number, act: () => void): NodeJS.Timeout {
  return setInterval(act, intervalMs).unref()
}

/** A message is a list of lines, so a status has one. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ')
}

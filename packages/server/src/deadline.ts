import { systemClock, Timers } from '@vlcp/events'
import { OperationError } from './errors.ts'

/** A piece of work that may be given up: by its caller, by its deadline or by whoever it is done for. */
export interface Attempt {
  /** Aborted when it is given up. */
  readonly signal: AbortSignal
  /** Gives it up; `reason` goes on after its name: `was …`. */
  interrupt(reason: string): void
}

export interface Limits {
  readonly timeoutMs: number
  /** Whoever wants the result. */
  readonly signal?: AbortSignal | undefined
  readonly timers?: Timers
}

const systemTimers = new Timers(systemClock, (error) => {
  throw error
})

/** Runs `work` until it settles, the caller aborts or the deadline passes; the last two abort the signal it was given. */
export function withDeadline<T>(
  what: string,
  { timeoutMs, signal: caller, timers = systemTimers }: Limits,
  work: (attempt: Attempt) => T | Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (caller?.aborted === true) {
      reject(new OperationError('unavailable', `${what} was abandoned before it began`))
      return
    }
    const controller = new AbortController()
    const interrupt = (reason: string): void => {
      const error = new OperationError('unavailable', `${what} ${reason}; whether it took effect is not known`)
      controller.abort(error)
      over()
      reject(error)
    }
    const onAbort = (): void => interrupt('was abandoned by its caller')
    const timer = timers.after(timeoutMs, () => interrupt(`gave no answer within ${timeoutMs / 1000} s`))
    const over = (): void => {
      timers.cancel(timer)
      caller?.removeEventListener('abort', onAbort)
    }
    caller?.addEventListener('abort', onAbort, { once: true })
    const attempt = { signal: controller.signal, interrupt }
    void (async () => work(attempt))().then(resolve, reject).finally(over)
  })
}

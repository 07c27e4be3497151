import { OperationError } from './errors.ts'

/** Runs `work` until it settles, the caller aborts or the deadline passes; the last two abort the signal it was given. */
export async function withDeadline<T>(
  what: string,
  timeoutMs: number,
  caller: AbortSignal | undefined,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  if (caller?.aborted === true) throw new OperationError('unavailable', `${what} was abandoned before it began`)
  const controller = new AbortController()
  const interrupt = (reason: string): void => {
    controller.abort(new OperationError('unavailable', `${what} ${reason}; whether it took effect is not known`))
  }
  const onAbort = (): void => interrupt('was abandoned by its caller')
  const timer = setTimeout(() => interrupt(`gave no answer within ${timeoutMs / 1000} s`), timeoutMs)
  caller?.addEventListener('abort', onAbort, { once: true })
  try {
    const interrupted = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason as OperationError))
    })
    return await Promise.race([work(controller.signal), interrupted])
  } finally {
    clearTimeout(timer)
    caller?.removeEventListener('abort', onAbort)
  }
}

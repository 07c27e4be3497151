import type { StoreError } from '../errors.ts'
import type { WaitOptions } from './mirror.ts'

const defaultWaitMs = 10_000

export interface Wait extends WaitOptions {
  /** Asked at once and at every notice: true when the wait is over; throws when it has failed. */
  readonly isOver: () => boolean
  /** Calls the listener when {@link isOver} may have changed its mind; returns what ends that. */
  readonly onNotice: (listener: () => void) => () => void
  readonly late: (timeoutMs: number) => StoreError
  readonly aborted: () => StoreError
}

/** Resolves when the wait is over. @throws what `isOver` throws, what `late` and `aborted` make */
export async function waitUntil(wait: Wait): Promise<void> {
  const { signal, timeoutMs = defaultWaitMs } = wait
  if (wait.isOver()) return
  await new Promise<void>((resolve, reject) => {
    const settle = (work: () => void): void => {
      clearTimeout(timer)
      stop()
      signal?.removeEventListener('abort', onAbort)
      work()
    }
    const onAbort = (): void => settle(() => reject(wait.aborted()))
    const timer = setTimeout(() => settle(() => reject(wait.late(timeoutMs))), timeoutMs)
    const stop = wait.onNotice(() => {
      try {
        if (wait.isOver()) settle(resolve)
      } catch (error) {
        settle(() => reject(error instanceof Error ? error : new Error(String(error))))
      }
    })
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted === true) onAbort()
  })
}

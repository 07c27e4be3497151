import type { Driver, FeedItem } from '../driver.ts'
import { defaultRequestMs } from '../driver.ts'
import { StoreError } from '../errors.ts'

export interface Cable {
  readonly driver: Driver
  /**
   * From now on nothing goes through: requests end with their time. The feed of a driver that notices fails; otherwise it
   * is silent and goes on where it was.
   */
  pull(mode: 'noticed' | 'unnoticed'): void
  plug(): void
}

/** A driver with a cable that can be pulled: what lies in one process or on one disk is never cut off by itself. */
export function withCable(inner: Driver): Cable {
  let plugged = Promise.resolve()
  let plug = (): void => {}
  let noticed = false
  const cuts = new Set<AbortController>()
  const lost = (): StoreError => new StoreError('unavailable', 'the cable is out')

  async function through<R>(request: () => Promise<R>, timeoutMs = defaultRequestMs): Promise<R> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(lost()), timeoutMs)
    })
    await Promise.race([plugged, late]).finally(() => clearTimeout(timer))
    return request()
  }

  async function* feed(after: number, signal: AbortSignal): AsyncGenerator<FeedItem> {
    if (noticed) throw lost()
    const cut = new AbortController()
    cuts.add(cut)
    const ends = AbortSignal.any([signal, cut.signal])
    const ended = new Promise<void>((resolve) => ends.addEventListener('abort', () => resolve()))
    for await (const item of inner.feed(after, ends)) {
      await Promise.race([plugged, ended])
      if (ends.aborted) break
      yield item
    }
    cuts.delete(cut)
    if (cut.signal.aborted) throw lost()
  }

  return {
    driver: {
      ...inner,
      feed,
      health: () => inner.health(),
      close: () => inner.close(),
      read: (request, options) => through(() => inner.read(request), options?.timeoutMs),
      commit: (request, options) => through(() => inner.commit(request, options), options?.timeoutMs),
      grant: (ttlMs, options) => through(() => inner.grant(ttlMs, options), options?.timeoutMs),
      clock: (options) => through(() => inner.clock(options), options?.timeoutMs),
    },
    pull: (mode) => {
      noticed = mode === 'noticed'
      plugged = new Promise((resolve) => {
        plug = resolve
      })
      if (noticed) for (const cut of cuts) cut.abort()
    },
    plug: () => {
      noticed = false
      plug()
    },
  }
}

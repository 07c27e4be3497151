import type { Redis } from 'ioredis'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Link } from './link.ts'
import { defaultRequestMs, type RequestOptions } from '../../driver.ts'
import { StoreError } from '../../errors.ts'
import { judge, type Failure } from './failure.ts'

const firstPauseMs = 10
const longestPauseMs = 250

export interface Insistence extends RequestOptions {
  /** A lost answer may mean that it was done: after one, nothing but an answer of the request itself is certain. */
  readonly writes?: boolean
}

/**
 * Repeats a request until it is answered or its time is over, through disconnects, restarts and failovers.
 *
 * @param work One attempt; `lost` says that the answer to an earlier one was.
 * @throws StoreError `unavailable` with the last reason; what the server refuses for good
 */
export async function insist<T>(
  link: Link,
  { timeoutMs = defaultRequestMs, writes = false }: Insistence,
  work: (redis: Redis, lost: boolean) => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  let reason = 'no answer'
  let lost = false
  for (let failures = 0; ; failures++) {
    let redis: Redis | undefined
    try {
      redis = await before(deadline, link.connect())
      return await before(deadline, work(redis, lost))
    } catch (error) {
      const failure = error === timeIsOver ? undefined : judge(error, link.server, link.reasonOf(redis))
      if (failure?.kind === 'refused' && !(writes && lost && error !== failure.error)) throw failure.error
      if (failure !== undefined) reason = failure.kind === 'refused' ? failure.error.message : failure.reason
      if (redis !== undefined && failure?.kind === 'lost') lost = true
      if (redis !== undefined && mustLeave(failure)) link.drop(redis, reason)
      if (failure === undefined || performance.now() >= deadline) throw unavailable(link.server, timeoutMs, reason)
      if (failure.kind !== 'lost') await pause(failures, deadline)
    }
  }
}

function mustLeave(failure: Failure | undefined): boolean {
  return failure?.kind === 'lost' || (failure?.kind === 'later' && failure.elsewhere)
}

const timeIsOver = new Error('the time is over')

/** @throws timeIsOver at the deadline */
function before<T>(deadline: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timeIsOver), deadline - performance.now())
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

async function pause(failures: number, deadline: number): Promise<void> {
  const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10))
  await sleep(Math.max(0, Math.min(longest * (0.5 + Math.random() / 2), deadline - performance.now())))
}

export function unavailable(server: string, timeoutMs: number, reason: string): StoreError {
  return new StoreError('unavailable', `${server}: not answered within ${timeoutMs} ms: ${reason}`)
}

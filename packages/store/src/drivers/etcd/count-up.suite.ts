import { expect } from 'vitest'
import type { Driver } from '../../driver.ts'
import { textsUnder } from '../../conformance/storage.ts'
import { takeCommits } from './take-commits.suite.ts'

/** Servers start again within this time, however busy the machine is. */
const timeoutMs = 60_000

export interface Counting {
  stop(): void
  readonly revisions: readonly number[]
  readonly end: Promise<void>
}

/** Counts a key up and leaves a key per commit, until told to stop; the revisions of what was acknowledged. */
export function countUp(driver: Driver, name: string): Counting {
  const revisions: number[] = []
  let isOver = false
  const work = async (): Promise<void> => {
    while (!isOver) {
      const count = (await driver.read({ keys: ['count'] }, { timeoutMs })).entries.get('count')
      const writes = new Map([
        ['count', String(Number(count?.text ?? 0) + 1)],
        [`own.${name}.${revisions.length}`, ''],
      ])
      const keys = new Map([['count', count?.revision ?? 0]])
      const result = await driver.commit({ keys, prefixes: [], since: 0, writes }, { timeoutMs })
      if (result.committed) revisions.push(result.revision)
    }
  }
  return { stop: () => (isOver = true), revisions, end: work() }
}

/** Nothing acknowledged was lost or done twice, and the feed tells all of it in order. */
export async function checkCounted(driver: Driver, after: number, revisions: readonly number[]): Promise<void> {
  expect(await textsUnder(driver, 'count')).toEqual({ count: String(revisions.length) })
  expect(Object.keys(await textsUnder(driver, 'own.'))).toHaveLength(revisions.length)
  const items = await takeCommits(driver, after, revisions.length)
  expect(items.map(({ revision }) => revision)).toEqual(revisions.toSorted((a, b) => a - b))
}

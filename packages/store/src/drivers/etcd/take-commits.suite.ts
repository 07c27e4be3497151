import type { CommitRecord, Driver } from '../../driver.ts'

/** The first `count` commits of a feed that change something: after a disturbance some may come that tell progress. */
export async function takeCommits(driver: Driver, after: number, count: number): Promise<CommitRecord[]> {
  const items: CommitRecord[] = []
  for await (const item of driver.feed(after, new AbortController().signal)) {
    if (item.kind === 'gap') throw new Error('gap')
    if (item.changes.length > 0) items.push(item)
    if (items.length === count) break
  }
  return items
}

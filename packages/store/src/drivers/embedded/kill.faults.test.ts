import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { killRepeatedly } from './kill-loop.suite.ts'

const kills = 240

test(`no acknowledged write is lost and no write is torn when the writer is killed ${kills} times`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vlcp-store-'))
  try {
    // Starting a process takes longer than anything else here: two folders at a time.
    const lanes = ['one', 'two'].map((lane) => killRepeatedly(join(folder, lane), kills / 2))
    expect(Math.min(...(await Promise.all(lanes)))).toBeGreaterThan(kills)
  } finally {
    await rm(folder, { recursive: true })
  }
})

import { expect } from 'vitest'
import { openEmbedded } from './embedded.ts'
import { startFixture } from './start-fixture.suite.ts'

/**
 * Kills writer after writer. After each the folder must open, hold everything that was acknowledged, and no commit in
 * part; and the changes told by the feed must lead to what a read finds.
 *
 * @returns how many commits were acknowledged
 */
export async function killRepeatedly(folder: string, rounds: number): Promise<number> {
  const acknowledged: string[] = []
  for (let round = 0; round < rounds; round++) {
    const writer = startFixture('writer.fixture.ts', [folder, `r${round}`])
    // Some are killed at their first write or before, others in the middle.
    await writer.printed(Math.floor(Math.random() * 40))
    await writer.kill()
    expect(writer.errors.join('')).toBe('')
    acknowledged.push(...writer.lines.map((line) => `test.network.r${round}-${line}`))
    const found = await readFolder(folder)
    expect(acknowledged.filter((key) => !found.has(key))).toEqual([])
    expect([...found].filter((key) => !found.has(twinOf(key)))).toEqual([])
  }
  return acknowledged.length
}

function twinOf(key: string): string {
  return key.endsWith('-twin') ? key.slice(0, -'-twin'.length) : `${key}-twin`
}

/** The keys in a folder, by a read and by its feed. */
async function readFolder(folder: string): Promise<Set<string>> {
  const driver = await openEmbedded(folder)
  try {
    const { entries, revision } = await driver.read({ prefixes: [''] })
    const told = new Set<string>()
    if (revision > 0) {
      for await (const item of driver.feed(0, new AbortController().signal)) {
        if (item.kind === 'gap') throw new Error('the feed no longer goes back to the beginning')
        for (const { key, text } of item.changes) if (text !== null) told.add(key)
        if (item.revision === revision) break
      }
    }
    expect(told).toEqual(new Set(entries.keys()))
    return told
  } finally {
    await driver.close()
  }
}

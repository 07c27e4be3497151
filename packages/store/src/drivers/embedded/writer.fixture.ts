/**
 * A process of its own that writes to a store folder until it is killed: `writer.fixture.ts <folder> <name> [count]`.
 * Every commit writes two networks. Prints its number after it was acknowledged, one per line. When a commit fails, the
 * reason goes to standard error, then `readable` and the number of keys that can still be read, and it exits with 1.
 *
 * Works on the driver, because the schema compiler of the object store would double the time it takes to start.
 */
import { writeSync } from 'node:fs'
import { openEmbedded } from './embedded.ts'

const [folder = '', name = '', count = 'Infinity'] = process.argv.slice(2)
const writers = 4
const limit = Number(count)
const text = '{"mtu":1500}'
const driver = await openEmbedded(folder)
let next = 0

async function write(): Promise<void> {
  while (next < limit) {
    const number = next++
    const key = `test.network.${name}-${number}`
    const writes = new Map([key, `${key}-twin`].map((written) => [written, text]))
    await driver.commit({ keys: new Map(), prefixes: [], since: 0, writes })
    writeSync(1, `${number}\n`)
  }
}

const outcomes = await Promise.allSettled(Array.from({ length: writers }, write))
const failed = outcomes.find((outcome) => outcome.status === 'rejected')
if (failed !== undefined) {
  const { entries } = await driver.read({ prefixes: ['test.'] })
  writeSync(2, `${String(failed.reason)}\nreadable ${entries.size} health ${(await driver.health()).state}\n`)
  process.exitCode = 1
}
await driver.close()

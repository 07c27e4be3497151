/**
 * A process that opens a store folder, reads all of it and tries to write: `visitor.fixture.ts <folder> <name> [length]`.
 * Prints one line of JSON, see {@link Visit}.
 */
import { writeSync } from 'node:fs'
import { StoreError } from '../../errors.ts'
import { openEmbedded } from './embedded.ts'

export interface Visit {
  readonly keys: string[]
  /** `ok`, or the code and the message of the error. */
  readonly write: string
  readonly health: string
}

const [folder = '', name = '', length = '0'] = process.argv.slice(2)
const driver = await openEmbedded(folder)
const writes = new Map([[`visit.${name}`, 'x'.repeat(Number(length))]])
const write = await driver.commit({ keys: new Map(), prefixes: [], since: 0, writes }).then(
  () => 'ok',
  (error: unknown) => (error instanceof StoreError ? `${error.code}: ${error.message}` : String(error)),
)
const { entries } = await driver.read({ prefixes: [''] })
const visit: Visit = { keys: [...entries.keys()], write, health: (await driver.health()).state }
writeSync(1, `${JSON.stringify(visit)}\n`)
await driver.close()

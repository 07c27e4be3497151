/**
 * A process that begins a write transaction of a store folder and never ends it: `lock-holder.fixture.ts <folder>`.
 * Prints a line when it holds the lock.
 */
import { writeSync } from 'node:fs'
import { openTables } from './database.ts'

const { root } = await openTables(process.argv[2] ?? '')
root.transactionSync(() => {
  writeSync(1, 'held\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})

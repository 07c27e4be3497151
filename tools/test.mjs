// @ts-check
// npm test [-- vitest arguments]: prepares the checkout, then runs the tests.
import { join } from 'node:path'
import { reportFailure, root, runHere } from './command.mjs'
import { prepare } from './prepare.mjs'

try {
  const lack = await prepare()
  // Tests of pure code run all the same; each system test fails and says what it lacks.
  if (lack !== undefined) process.stderr.write(`${lack}\n`)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  process.exitCode = await runHere(process.execPath, [vitest, 'run', ...process.argv.slice(2)])
} catch (error) {
  reportFailure(error)
}

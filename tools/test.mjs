// @ts-check
// npm test [-- vitest arguments]: prepares the checkout, then runs the tests, all but the long ones of faults.
import { join } from 'node:path'
import { reportFailure, root, runHere } from './command.mjs'
import { prepare } from './prepare.mjs'

try {
  const lack = await prepare()
  // Tests of pure code run all the same; each system test fails and says what it lacks.
  if (lack !== undefined) process.stderr.write(`${lack}\n`)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = process.argv.slice(2)
  const projects = args.some((arg) => arg.startsWith('--project')) ? [] : ['--project', '!faults']
  process.exitCode = await runHere(process.execPath, [vitest, 'run', ...projects, ...args])
} catch (error) {
  reportFailure(error)
}

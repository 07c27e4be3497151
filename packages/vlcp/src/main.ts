import { createProgram } from './program.ts'
import { reportFailure } from './report.ts'

try {
  await createProgram().parseAsync()
} catch (error) {
  reportFailure(error)
  process.exitCode = 1
  // The pipe to its supervisor would keep a worker alive that cannot even be loaded.
  if (process.connected) process.exit()
}

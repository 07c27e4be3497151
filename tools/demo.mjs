// @ts-check
// npm run demo [-- --once]: two tenants with the same addresses on one switch, each on a network of its own.
import { reportFailure, ToolError } from './command.mjs'
import { prepare } from './prepare.mjs'

try {
  const unknown = process.argv.slice(2).find((argument) => argument !== '--once')
  if (unknown !== undefined) throw new ToolError(`Unknown argument "${unknown}": the demonstration knows --once only.`)
  const lack = await prepare({ forTests: false })
  if (lack !== undefined) throw new ToolError(lack)
  // Written in TypeScript; what reads TypeScript has been installed only now.
  const { register } = await import('tsx/esm/api')
  register()
  const { demonstrate } = await import('./demo/demonstrate.ts')
  await demonstrate({ once: process.argv.includes('--once') })
} catch (error) {
  reportFailure(error)
}

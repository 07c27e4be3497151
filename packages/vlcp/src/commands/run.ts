import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Failure } from '../failure.ts'
import { importProgram } from '../import-program.ts'

/**
 * `vlcp run <file> [argument...]`: runs a controller written in TypeScript or JavaScript in this process. It may import
 * `@vlcp/…` wherever it lies, and finds its arguments where any program does, in `process.argv` from the third on.
 */
export async function run(file: string, args: readonly string[]): Promise<void> {
  const path = resolve(file)
  if (!existsSync(path)) throw new Failure(`cannot run ${file}: there is no such file`)
  process.argv = [process.argv[0] ?? 'node', path, ...args]
  await importProgram(pathToFileURL(path).href)
}

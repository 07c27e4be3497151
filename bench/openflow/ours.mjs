// The seam to the framework: which program is "our learning switch", and how it is told where to listen.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const example = fileURLToPath(new URL('../../examples/learning-switch.ts', import.meta.url))

/**
 * The learning switch of `examples`, unchanged; its first argument is where it listens. VLCP_LEARNING_SWITCH names
 * another file.
 */
export function ours() {
  const chosen = process.env['VLCP_LEARNING_SWITCH']
  const file = chosen ?? example
  if (!existsSync(file)) return { name: 'ours', missing: `there is no program ${file}` }
  return {
    name: 'ours',
    command: (port) => [process.execPath, '--import', 'tsx', file, `tcp:127.0.0.1:${port}`],
    env: () => ({}),
  }
}

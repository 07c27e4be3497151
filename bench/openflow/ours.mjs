// The seam to the framework: which program is "our learning switch", and how it is told where to listen.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const example = fileURLToPath(new URL('../../examples/learning-switch', import.meta.url))
const entries = ['index', 'main', 'learning-switch', 'learning-switch.example'].flatMap((name) => [
  `${example}/${name}.ts`,
  `${example}/${name}.mjs`,
])

/**
 * The learning switch of `examples`, unchanged; it must listen on the endpoint in the environment variable VLCP_LISTEN, for
 * instance `tcp:127.0.0.1:6653`, which is also its first argument. VLCP_LEARNING_SWITCH names another file.
 */
export function ours() {
  const chosen = process.env['VLCP_LEARNING_SWITCH']
  const file = chosen === undefined ? entries.find((entry) => existsSync(entry)) : chosen
  if (file === undefined) return { name: 'ours', missing: `there is no program in ${example} yet` }
  return {
    name: 'ours',
    command: (port) => [process.execPath, '--import', 'tsx', file, `tcp:127.0.0.1:${port}`],
    env: (port) => ({ VLCP_LISTEN: `tcp:127.0.0.1:${port}` }),
  }
}

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const script = `
import { backend } from '${new URL('./codec.ts', import.meta.url).href}'
import { bytes, length, struct, u8, u16 } from '${new URL('./index.ts', import.meta.url).href}'
const message = struct('message', { type: u8, length: length(u16), data: bytes() })
const wire = message.encode({ type: 1, data: new Uint8Array([7]) })
const back = message.decode(wire)
console.log(JSON.stringify([backend.current, [...wire], back.type, [...back.data]]))
`

it('works where the runtime forbids code generation', () => {
  const run = (...flags: string[]): unknown =>
    JSON.parse(
      execFileSync(process.execPath, [...flags, '--import', 'tsx', '--input-type=module', '-e', script], {
        cwd: fileURLToPath(new URL('..', import.meta.url)),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    )
  expect(run('--disallow-code-generation-from-strings')).toEqual(['interpreted', [1, 0, 4, 7], 1, [7]])
  expect(run()).toEqual(['compiled', [1, 0, 4, 7], 1, [7]])
})

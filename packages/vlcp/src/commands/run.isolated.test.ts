import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
/** Outside of the workspace, where nothing provides the packages. */
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlcp-run-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Outcome {
  readonly code: number | string | null | undefined
  readonly stdout: string
  readonly stderr: string
}

async function run(name: string, source: string | undefined, ...args: readonly string[]): Promise<Outcome> {
  const file = join(folder, name)
  if (source !== undefined) await writeFile(file, source)
  const argv = ['--conditions=source', '--import', 'tsx', main, 'run', file, ...args]
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { env: { PATH: process.env['PATH'] } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    )
  })
}

describe('vlcp run', () => {
  it('runs a controller in TypeScript from anywhere, with its arguments', async () => {
    const source = `
      import { controller, type Controller } from '@vlcp/switch'
      const app: Controller = await controller({ listen: process.argv[2] ?? '' })
      console.log(app.endpoints.length, process.argv.slice(2).join(' '))
      await app.close()
    `
    const { code, stdout, stderr } = await run('app.ts', source, 'tcp:127.0.0.1:0', '--flood', '-x')
    expect([code, stdout.trim(), stderr]).toEqual([0, '1 tcp:127.0.0.1:0 --flood -x', ''])
  })

  it('says what is wrong: no file, a mistake in it, a package that is not there', async () => {
    expect(await run('missing.ts', undefined)).toMatchObject({ code: 1, stderr: expect.stringContaining('missing.ts') })
    const thrown = await run('throws.ts', `const n: number = 1\nthrow new Error('mine ' + n)`)
    expect(thrown).toMatchObject({ code: 1, stderr: expect.stringContaining('mine 1') })
    const unknown = await run('unknown.ts', `import '@vlcp/nothing'`)
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('@vlcp/nothing') })
  })
})

import { execFile, spawn } from 'node:child_process'
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

  it('ends by itself when its controller is closed, whatever was going on', async () => {
    const source = `
      import { controller } from '@vlcp/switch'
      import { createConnection } from 'node:net'
      const errors: string[] = []
      const onError = (error: Error) => errors.push(error.message)
      const app = await controller({ listen: 'tcp:127.0.0.1:0', connect: 'tcp:127.0.0.1:1', onError })
      const { port } = app.endpoints[0] as { port: number }
      const silent = createConnection({ port, host: '127.0.0.1' })
      silent.on('data', () => {
        // Now it waits for the HELLO of that one, and between two attempts for the other.
        if (errors.length === 0) return void setTimeout(() => silent.emit('data'), 10)
        void app.close().then(() => console.log(errors[0]))
      })
    `
    const { code, stdout, stderr } = await run('closes.ts', source)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('cannot connect to tcp:127.0.0.1:1')
  })

  it('ends with the trace of what nobody has caught', async () => {
    const app = `
      import { controller } from '@vlcp/switch'
      await controller({ listen: 'tcp:127.0.0.1:0' })
    `
    const rejected = await run('rejects.ts', `${app}\nvoid Promise.reject(new Error('forgotten'))`)
    expect(rejected).toMatchObject({ code: 1, stderr: expect.stringMatching(/forgotten[^]*rejects\.ts:5/) })
    const thrown = await run('later.ts', `${app}\nsetImmediate(() => { throw new Error('late') })`)
    expect(thrown).toMatchObject({ code: 1, stderr: expect.stringMatching(/late[^]*later\.ts:5/) })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('is ended by %s', async (signal) => {
    const file = join(folder, `${signal}.ts`)
    const source = `
      import { controller } from '@vlcp/switch'
      await controller({ listen: 'tcp:127.0.0.1:0' })
      console.log('listening')
    `
    await writeFile(file, source)
    const argv = ['--conditions=source', '--import', 'tsx', main, 'run', file]
    const child = spawn(process.execPath, argv, { env: { PATH: process.env['PATH'] } })
    const ended = new Promise<unknown[]>((resolve) => child.once('exit', (...how) => resolve(how)))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill(signal)
    const [code, killedBy] = await ended
    // As a shell tells of either: the signal itself, or 128 and its number.
    expect([signal, 128 + (signal === 'SIGINT' ? 2 : 15)]).toContain(killedBy ?? code)
  })

  it('says what is wrong: no file, a mistake in it, a package that is not there', async () => {
    expect(await run('missing.ts', undefined)).toMatchObject({ code: 1, stderr: expect.stringContaining('missing.ts') })
    const thrown = await run('throws.ts', `const n: number = 1\nthrow new Error('mine ' + n)`)
    expect(thrown).toMatchObject({ code: 1, stderr: expect.stringContaining('mine 1') })
    const unknown = await run('unknown.ts', `import '@vlcp/nothing'`)
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('@vlcp/nothing') })
  })
})

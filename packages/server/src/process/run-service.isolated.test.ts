import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'

const source = (path: string): string => new URL(path, import.meta.url).href

/** A service whose start and stop are the given code; it writes `ready` when it runs. */
function service(start: string, stop = ''): ChildProcess {
  const program = `
    import { Lifecycle } from '${source('./lifecycle.ts')}'
    import { runService } from '${source('./run-service.ts')}'
    import { createLogging } from '${source('../logging/logging.ts')}'
    const logger = createLogging({ format: 'json' }).logger('test')
    const lifecycle = new Lifecycle({ logger, stopTimeoutMs: 60_000 })
    const request = new AbortController()
    const keepAlive = setInterval(() => undefined, 1000)
    await runService({
      logger,
      lifecycle,
      stopRequest: request.signal,
      onStartFailure: (error) => console.log('failed: ' + error.message),
      start: async () => {
        await lifecycle.start('part', () => 1, async () => { console.log('closing'); ${stop} })
        ${start}
        console.log('ready')
      },
    })`
  const flags = ['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval', program]
  return spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs it, sends one signal for each expected line as the lines appear, and gives what it wrote and how it ended. */
async function run(
  child: ChildProcess,
  steps: readonly [line: string, signal: NodeJS.Signals][] = [],
): Promise<string[]> {
  const written: string[] = []
  const pending = [...steps]
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  child.stdout?.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n').filter(Boolean)) {
      written.push(line)
      if (line === pending[0]?.[0]) child.kill(pending.shift()?.[1])
    }
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return [...written, ...(/nobody caught/.test(errors) ? ['logged'] : []), `exit ${code}`]
}

describe('runService', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly on %s', async (signal) => {
    expect(await run(service(''), [['ready', signal]])).toEqual(['ready', 'closing', 'exit 0'])
  })

  it('ends at once on a second signal', async () => {
    const child = service('', 'await new Promise(() => undefined)')
    const steps: [string, NodeJS.Signals][] = [
      ['ready', 'SIGTERM'],
      ['closing', 'SIGINT'],
    ]
    expect(await run(child, steps)).toEqual(['ready', 'closing', 'exit 130'])
  })

  it('stops cleanly when somebody else asks for it, also before the start is over', async () => {
    expect(await run(service('setImmediate(() => request.abort())'))).toEqual(['ready', 'closing', 'exit 0'])
    expect(await run(service('request.abort(); await new Promise(() => undefined)'))).toEqual(['closing', 'exit 0'])
  })

  it('drains on when a signal follows the request of somebody else, and ends at once on the next', async () => {
    const signalled = (count: number): string =>
      `for (let i = 0; i < ${count}; i++) await new Promise((resolve) => process.once('SIGINT', resolve)); console.log('done')`
    const once = service('setImmediate(() => request.abort())', signalled(1))
    expect(await run(once, [['closing', 'SIGINT']])).toEqual(['ready', 'closing', 'done', 'exit 0'])
    const twice = service('setImmediate(() => request.abort())', `${signalled(1)}; ${signalled(1)}`)
    const steps: [string, NodeJS.Signals][] = [
      ['closing', 'SIGINT'],
      ['done', 'SIGINT'],
    ]
    expect(await run(twice, steps)).toEqual(['ready', 'closing', 'done', 'exit 130'])
  })

  it('stops what had started when the start fails', async () => {
    expect(await run(service(`throw new Error('no')`))).toEqual(['failed: no', 'closing', 'exit 1'])
  })

  it('stops cleanly when the signal comes during the start', async () => {
    const start = `console.log('starting'); await lifecycle.start('slow', () => new Promise(() => undefined))`
    expect(await run(service(start), [['starting', 'SIGTERM']])).toEqual(['starting', 'closing', 'exit 0'])
  })

  it.each([`setImmediate(() => { throw new Error('boom') })`, `void Promise.reject(new Error('boom'))`])(
    'logs an error nobody caught and ends: %s',
    async (start) => {
      const written = await run(service(start))
      expect(written).toContain('logged')
      expect(written.at(-1)).toBe('exit 1')
      expect(written).not.toContain('closing')
    },
  )

  it('ends with 1 when a component does not stop well', async () => {
    const child = service('', `throw new Error('stuck')`)
    expect(await run(child, [['ready', 'SIGTERM']])).toEqual(['ready', 'closing', 'exit 1'])
  })
})

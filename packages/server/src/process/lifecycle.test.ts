import { describe, expect, it } from 'vitest'
import { createLogging } from '../logging/logging.ts'
import { Lifecycle } from './lifecycle.ts'

function fixture(limits: { startTimeoutMs?: number; stopTimeoutMs?: number } = {}): {
  lifecycle: Lifecycle
  events: string[]
  log: string[]
  component: (name: string) => Promise<string>
} {
  const events: string[] = []
  const log: string[] = []
  const logging = createLogging({ format: 'json', sink: { write: (line) => log.push(line) } })
  const lifecycle = new Lifecycle({ logger: logging.logger('lifecycle'), ...limits })
  const component = async (name: string): Promise<string> =>
    lifecycle.start(
      name,
      () => (events.push(`open ${name}`), name),
      (value) => void events.push(`close ${value}`),
    )
  return { lifecycle, events, log, component }
}

describe('Lifecycle', () => {
  it('stops in the reverse order of the start, once', async () => {
    const { lifecycle, events, component } = fixture()
    await component('store')
    await component('web')
    expect(await Promise.all([lifecycle.stop(), lifecycle.stop()])).toEqual([0, 0])
    expect(events).toEqual(['open store', 'open web', 'close web', 'close store'])
    await expect(component('late')).rejects.toThrow('the program is stopping')
  })

  it('stops the others when one does not stop', async () => {
    const { lifecycle, events, log, component } = fixture({ stopTimeoutMs: 5 })
    await component('store')
    await lifecycle.start(
      'bad',
      () => 1,
      () => Promise.reject(new Error('no')),
    )
    await lifecycle.start(
      'slow',
      () => 1,
      () => new Promise(() => undefined),
    )
    expect(await lifecycle.stop()).toBe(2)
    expect(events).toEqual(['open store', 'close store'])
    expect(log.join('')).toContain('slow did not stop within 0.005 s')
  })

  it('gives up a start that is late, and closes what arrives after all', async () => {
    const { lifecycle } = fixture({ startTimeoutMs: 5 })
    let arrive: (value: string) => void = () => undefined
    const opening = new Promise<string>((resolve) => (arrive = resolve))
    const closed = new Promise<string>((resolve) => {
      const started = lifecycle.start('slow', () => opening, resolve)
      started.catch(() => arrive('slow'))
    })
    expect(await closed).toBe('slow')
    expect(await lifecycle.stop()).toBe(0)
  })

  it('interrupts a start when the program is asked to stop', async () => {
    const { lifecycle } = fixture()
    let seen: AbortSignal | undefined
    const started = lifecycle.start('slow', (signal) => {
      seen = signal
      return new Promise(() => undefined)
    })
    const stopped = lifecycle.stop()
    await expect(started).rejects.toThrow('the program is stopping')
    expect(await stopped).toBe(0)
    expect(seen?.aborted).toBe(true)
  })
})

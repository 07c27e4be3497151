/** The examples of docs/events.md run here: every block of it is in this file, word for word. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import {
  claimable,
  event,
  EventQueue,
  extend,
  FakeClock,
  LockContext,
  perKey,
  RoutineContainer,
  Scheduler,
} from './index.ts'

const page = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8')

it('the examples work', async () => {
  class PortChange extends event('dpid', 'port')<{ dpid: string; port: number; up: boolean }> {}

  const scheduler = new Scheduler()
  const seen: string[] = []
  scheduler.on(PortChange.match({ dpid: 's1' }), ({ port, up }) => seen.push(`port ${port} ${up ? 'up' : 'down'}`))

  await scheduler.send(new PortChange({ dpid: 's1', port: 3, up: true }))
  await scheduler.send(new PortChange({ dpid: 's2', port: 9, up: true }))
  await scheduler.settled()
  expect(seen).toEqual(['port 3 up'])

  class PortRemoved extends extend(PortChange, 'reason')<{ reason: string }> {}
  await scheduler.send(new PortRemoved({ dpid: 's1', port: 4, up: false, reason: 'unplugged' }))
  await scheduler.settled()
  expect(seen).toEqual(['port 3 up', 'port 4 down'])

  const changes = scheduler.subscribe(PortChange.match(), { limit: 100 })
  for (let port = 1; port <= 3; port++) await scheduler.send(new PortChange({ dpid: 's3', port, up: true }))
  const ports: number[] = []
  for await (const { port } of changes) {
    ports.push(port)
    await new Promise((resolve) => setImmediate(resolve))
    if (port === 3) break
  }
  expect(ports).toEqual([1, 2, 3])

  const container = new RoutineContainer(scheduler, { name: 'ports' })
  const log: string[] = []
  const watcher = container.start(async function watch(r) {
    for (;;) {
      const change = await r.waitWithTimeout(50, PortChange.match())
      if (change === undefined) return 'quiet'
      log.push(`${change.dpid} ${change.port}`)
    }
  })
  await container.send(new PortChange({ dpid: 's1', port: 1, up: true }))
  await container.send(new PortChange({ dpid: 's1', port: 2, up: true }))
  expect([await watcher.result, log]).toEqual(['quiet', ['s1 1', 's1 2']])

  class Packet extends event('connection')<{ connection: string; n: number }> {}
  class Control extends event()<{ text: string }> {}

  const queue = new EventQueue({ total: 1000 })
  queue.add({ name: 'control', priority: 10, match: Control.match() })
  const order = perKey((packet: Packet) => packet.connection, { each: 2, preserve: 1 })
  queue.add({ name: 'packets', priority: 5, match: Packet.match(), limit: 10, order })

  const sent = [1, 2, 3].map((n) => queue.send(new Packet({ connection: 'a', n })))
  queue.post(new Packet({ connection: 'b', n: 1 }))
  queue.post(new Control({ text: 'stop' }))
  expect(queue.get('packets')?.metrics()).toMatchObject({ length: 3, waitingSenders: 1 })

  const left: string[] = []
  for (let next = queue.pop(); next !== undefined; next = queue.pop())
    left.push(next instanceof Packet ? `${next.connection}${next.n}` : 'control')
  expect(left).toEqual(['control', 'a1', 'b1', 'a2', 'a3'])
  expect(await Promise.all(sent)).toEqual([true, true, true])

  class Request extends claimable('service')<{ service: string; body: string }> {}
  scheduler.post(new Request({ service: 'dhcp', body: 'discover' }))
  await scheduler.settled()
  expect(scheduler.metrics().unclaimed).toBe(1)

  const request = await scheduler.wait(Request.match({ service: 'dhcp' }))
  expect([request.claim(), request.claim()]).toEqual([true, false])
  expect(scheduler.metrics().unclaimed).toBe(0)

  const locks = new LockContext()
  await locks.lock('network 7').hold(async () => {
    expect(locks.lock('network 7').tryLock()).toBe(false)
  })

  const clock = new FakeClock()
  const tested = new RoutineContainer(new Scheduler({ clock }))
  const slept = tested.start(async (r) => {
    await r.sleep(3_600_000)
    return clock.nowMs()
  })
  await clock.advance(3_600_000)
  expect(await slept.result).toBe(3_600_000)
})

it('are those of the page', () => {
  const squeeze = (text: string): string => text.replaceAll(/[\s,]+/g, '')
  const source = squeeze(readFileSync(new URL(import.meta.url), 'utf8'))
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => squeeze(block ?? ''))
  expect(blocks).toHaveLength(7)
  for (const block of blocks) expect(source).toContain(block)
})

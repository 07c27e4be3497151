/** Many of everything, in a process of its own: what is left on the heap afterwards is measured there. */
import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'

const program = (body: string): string => `
import { event, LockContext, RoutineContainer, Scheduler } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)}
class Note extends event('key') {}
const scheduler = new Scheduler()
const container = new RoutineContainer(scheduler)
const heap = async () => {
  for (let n = 0; n < 3; n++) await new Promise((resolve) => setTimeout(resolve, 1))
  gc()
  return process.memoryUsage().heapUsed
}
const run = async (count) => { ${body} }
await run(1000)
const before = await heap()
await run(Number(process.argv.at(-1)))
console.log(JSON.stringify({ left: await heap() - before, timers: scheduler.timers.size, routines: container.size, length: scheduler.queue.length }))
`

function measure(count: number, body: string): { left: number } {
  const args = [
    '--expose-gc',
    '--max-old-space-size=3000',
    '--conditions=source',
    '--import',
    'tsx',
    '--input-type=module',
  ]
  const output = execFileSync(process.execPath, [...args, '-e', program(body), String(count)], { encoding: 'utf8' })
  return JSON.parse(output) as { left: number }
}

const nothing = { timers: 0, routines: 0, length: 0 }
/** A hundredth of what any of these takes while it is there. */
const ALLOWED_BYTES = 2_000_000

it.each([
  [
    'a million contenders on a lock',
    1_000_000,
    `const context = new LockContext()
     let held = 0
     const contend = async () => { const lock = context.lock('key'); await lock.lock(); held++; lock.unlock() }
     await Promise.all(Array.from({ length: count }, contend))
     if (held !== count || context.size !== 0) throw new Error('held ' + held)`,
  ],
  [
    'timers set and cancelled',
    100_000,
    `const timers = Array.from({ length: count }, (_, n) => scheduler.timers.after(1e6 + (n * 7919) % 1000, () => {}))
     for (const timer of timers) scheduler.timers.cancel(timer)`,
  ],
  [
    'routines, each woken by its own index',
    100_000,
    `let woken = 0
     const routines = Array.from({ length: count }, (_, key) => container.start(async (r) => { await r.wait(Note.match({ key })); woken++ }))
     for (let key = 0; key < count; key++) scheduler.post(new Note({ key }))
     await Promise.all(routines.map((routine) => routine.result))
     if (woken !== count) throw new Error('woken ' + woken)`,
  ],
  [
    'waits with a timeout that end before it',
    100_000,
    `const waits = Array.from({ length: count }, (_, key) => scheduler.wait(Note.match({ key }), { timeoutMs: 1e6 }))
     for (let key = 0; key < count; key++) scheduler.post(new Note({ key }))
     await Promise.all(waits)`,
  ],
  [
    'senders that wait for room',
    100_000,
    `const queue = scheduler.queue.get('small') ?? scheduler.queue.add({ name: 'small', match: Note.match(), limit: 10 })
     await Promise.all(Array.from({ length: count }, (_, key) => scheduler.send(new Note({ key }))))`,
  ],
])('leaves nothing behind: %s', (_, count, body) => {
  const { left, ...rest } = measure(count, body)
  expect(rest).toEqual(nothing)
  expect(left).toBeLessThan(ALLOWED_BYTES)
})

/** What docs/console.md shows of filters and of the protocol works. */
import { Scheduler } from '@vlcp/events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { createLogging } from '../logging/logging.ts'
import { Manager } from '../module/manager.ts'
import { ModuleHost } from '../module/module-host.ts'
import { Console } from './console.ts'
import { parseEventFilter } from './event-filter.ts'

const page = readFileSync(new URL('../../../../docs/console.md', import.meta.url), 'utf8')

it('its filters can be read', () => {
  const [, table = ''] = /\| filter \| chooses \|\n(.*?)\n\n/s.exec(page) ?? []
  const filters = [...table.matchAll(/^\| `([^`]+)` \|/gm), ...page.matchAll(/--match '([^']+)'/g)]
  expect(filters.length).toBeGreaterThan(8)
  for (const [, filter = ''] of filters) expect(() => parseEventFilter(filter)).not.toThrow()
})

it('its requests are answered', async () => {
  const [, requests = ''] = /```json\n(.*?)```/s.exec(page) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'console-'))
  const path = join(folder, 'c.sock')
  const host = new ModuleHost({
    scheduler: new Scheduler(),
    logging: createLogging({ level: 'silent', format: 'json', sink: { write: () => undefined } }),
    valuesOf: (_, settings) =>
      Object.fromEntries(
        Object.entries(settings).map(([key, each]) => [key, key === 'module.console.socket' ? path : each.default]),
      ),
  })
  await Promise.all([host.load(Console), host.load(Manager)])
  const socket = createConnection({ path })
  socket.write(requests)
  const answered = new Set<number>()
  for await (const line of createInterface({ input: socket })) {
    const answer = JSON.parse(line) as { id: number; result?: unknown; error?: unknown }
    expect(answer.error).toBeUndefined()
    if (answer.result !== undefined) answered.add(answer.id)
    if (answered.size === 3) break
  }
  expect(answered).toEqual(new Set([1, 2, 3]))
  socket.destroy()
  await host.close()
  rmSync(folder, { recursive: true })
})

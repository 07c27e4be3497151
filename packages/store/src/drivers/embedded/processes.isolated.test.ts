import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Store } from '../../store.ts'
import { Network } from '../../test-classes.suite.ts'
import { openEmbedded } from './embedded.ts'
import { killRepeatedly } from './kill-loop.suite.ts'
import { startFixture, type Fixture } from './start-fixture.suite.ts'

/** `npm run test:faults` does it more often. */
const kills = 40
let folder = ''
const started: Fixture[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlcp-store-'))
})

afterEach(async () => {
  await Promise.all(started.splice(0).map((process) => process.kill()))
  await rm(folder, { recursive: true })
})

function start(file: string, args: readonly string[], shell = ''): Fixture {
  const fixture = startFixture(file, args, shell)
  started.push(fixture)
  return fixture
}

test(`no acknowledged write is lost and no write is torn when the writer is killed ${kills} times`, async () => {
  // Starting a process takes longer than anything else here: two folders at a time.
  const lanes = ['one', 'two'].map((lane) => killRepeatedly(join(folder, lane), kills / 2))
  expect(Math.min(...(await Promise.all(lanes)))).toBeGreaterThan(kills)
}, 180_000)

test('a process that is killed loses its lease to another one that has the folder open', async () => {
  const store = new Store(await openEmbedded(folder, { pollMs: 600_000 }))
  const mirror = await store.openMirror([Network])
  const holder = start('lease-holder.fixture.ts', [folder])
  await mirror.waitFor(() => mirror.all(Network).size === 2, { timeoutMs: 30_000 })
  // One that is renewed stays.
  const witness = await store.lease({ ttlMs: 1500 })
  await store.transact((tx) => tx.put(Network, { id: 'witness' }, { lease: witness }))
  await holder.kill()
  const sizes: number[] = []
  mirror.subscribe(({ changes }) => sizes.push(changes.length))
  await mirror.waitFor(() => mirror.all(Network).size === 1, { timeoutMs: 30_000 })
  expect([...mirror.all(Network).keys()]).toEqual(['test.network.witness'])
  expect(sizes).toEqual([2])
  await store.close()
})

test('a mirror sees every commit of other processes in order', async () => {
  // Without the poll: what arrives was reported by the operating system.
  const store = new Store(await openEmbedded(folder, { pollMs: 600_000 }))
  const mirror = await store.openMirror([Network])
  const revisions: number[] = []
  mirror.subscribe(({ revision, changes }) => {
    expect(changes).toHaveLength(2)
    revisions.push(revision)
  })
  const writers = ['x', 'y'].map((name) => start('writer.fixture.ts', [folder, name, '100']))
  await Promise.all([mirror.waitFor(200, { timeoutMs: 30_000 }), ...writers.map((writer) => writer.ended())])
  expect(revisions).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  await store.close()
})

test('a file that may not grow fails the write with a clear error, and reads go on', async () => {
  // The signal that would end the process is ignored.
  const writer = start('writer.fixture.ts', [folder, 'full'], "trap '' XFSZ; ulimit -f 400;")
  expect(await writer.ended()).toBe(1)
  const { errors, lines } = writer
  expect(errors.join('')).toContain('the store has no space left, nothing was written')
  const ids = await readIds(folder)
  expect(errors.join('')).toContain(`readable ${ids.size} health failed`)
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.filter((line) => !ids.has(`full-${line}`))).toEqual([])
  const store = new Store(await openEmbedded(folder))
  await store.transact((tx) => tx.put(Network, { id: 'after' }))
  await store.close()
})

test('a file that is no database, or was cut short, is refused before it can do harm', async () => {
  const file = join(folder, 'data.mdb')
  for (const bytes of ['x', 'this is no database '.repeat(1000)]) {
    await writeFile(file, bytes)
    await expect(openEmbedded(folder)).rejects.toMatchObject({
      code: 'unusable',
      message: expect.stringContaining('data.mdb is damaged') as string,
    })
  }
  await writeFile(file, '')
  const store = new Store(await openEmbedded(folder))
  for (let i = 0; i < 20; i++) await store.transact((tx) => tx.put(Network, { id: `n${i}` }))
  await store.close()
  await truncate(file, 8192)
  await expect(openEmbedded(folder)).rejects.toMatchObject({
    code: 'unusable',
    message: expect.stringContaining('cut short') as string,
  })
})

async function readIds(path: string): Promise<Set<string>> {
  const store = new Store(await openEmbedded(path))
  const { value } = await store.read((reader) => reader.list(Network))
  await store.close()
  return new Set(value.map(({ id }) => id))
}

test.each([
  ['/dev/null/store', 'ENOTDIR'],
  ['/proc/store', 'ENOENT'],
  [fileURLToPath(import.meta.url), 'not a folder'],
])('the folder %s is refused with the reason', async (path, reason) => {
  const opening = openEmbedded(path)
  await expect(opening).rejects.toMatchObject({ code: 'unusable' })
  await expect(opening).rejects.toThrow(`store folder ${path} cannot be used: `)
  await expect(opening).rejects.toThrow(reason)
})

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Store } from '../../store.ts'
import { Network } from '../../test-classes.suite.ts'
import { openEmbedded } from './embedded.ts'

const kills = 50
const fixture = fileURLToPath(new URL('./writer.fixture.ts', import.meta.url))
let folder = ''
const children = new Set<ChildProcess>()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlcp-store-'))
})

afterEach(async () => {
  // Only a test that has failed leaves any.
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

/** Starts a writing process; `shell` goes before it, for limits. */
function startWriter(args: readonly string[], shell = ''): { child: ChildProcess; lines: string[]; errors: string[] } {
  const node = [process.execPath, '--conditions=source', '--import', 'tsx', fixture, ...args]
  const child = spawn('/bin/sh', ['-c', `${shell} exec "$@"`, 'sh', ...node], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  child.once('exit', () => children.delete(child))
  const lines: string[] = []
  const errors: string[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  return { child, lines, errors }
}

test(`no acknowledged write is lost and no write is torn when the writer is killed ${kills} times`, async () => {
  // Starting a process takes longer than anything else here: two folders at a time.
  const lanes = ['one', 'two'].map((lane) => killRepeatedly(join(folder, lane), kills / 2))
  expect((await Promise.all(lanes)).every((acknowledged) => acknowledged > kills)).toBe(true)
}, 180_000)

/** Kills writer after writer; after each, everything that was acknowledged must be there, whole. */
async function killRepeatedly(path: string, rounds: number): Promise<number> {
  const acknowledged: string[] = []
  for (let round = 0; round < rounds; round++) {
    const { child, lines, errors } = startWriter([path, `r${round}`])
    // Some are killed at their first write or before, others in the middle.
    const enough = Math.floor(Math.random() * 40)
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', () => {
        if (lines.length >= enough) resolve()
      })
      child.once('exit', () => resolve())
    })
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(errors.join('')).toBe('')
    acknowledged.push(...lines.map((line) => `r${round}-${line}`))
    const ids = await readIds(path)
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([])
    expect([...ids].filter((id) => !ids.has(id.endsWith('-twin') ? id.slice(0, -5) : `${id}-twin`))).toEqual([])
  }
  return acknowledged.length
}

async function readIds(path: string): Promise<Set<string>> {
  const store = new Store(await openEmbedded(path))
  const { value } = await store.read((reader) => reader.list(Network))
  await store.close()
  return new Set(value.map(({ id }) => id))
}

test('a mirror sees every commit of other processes in order', async () => {
  // Without the poll: what arrives was reported by the operating system.
  const store = new Store(await openEmbedded(folder, { pollMs: 600_000 }))
  const mirror = await store.openMirror([Network])
  const revisions: number[] = []
  mirror.subscribe(({ revision, changes }) => {
    expect(changes).toHaveLength(2)
    revisions.push(revision)
  })
  const writers = ['x', 'y'].map((name) => startWriter([folder, name, '100']).child)
  await Promise.all([mirror.waitFor(200, { timeoutMs: 30_000 }), ...writers.map((child) => once(child, 'close'))])
  expect(revisions).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  await store.close()
})

test('a full disk fails the write with a clear error, and reads go on', async () => {
  // A limit on the size of files stands for the disk; the signal that would end the process is ignored.
  const { child, errors, lines } = startWriter([folder, 'full'], "trap '' XFSZ; ulimit -f 400;")
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
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

test.each([
  ['/dev/null/store', 'ENOTDIR'],
  ['/proc/store', 'ENOENT'],
  [fixture, 'not a folder'],
])('the folder %s is refused with the reason', async (path, reason) => {
  const opening = openEmbedded(path)
  await expect(opening).rejects.toMatchObject({ code: 'unusable' })
  await expect(opening).rejects.toThrow(`store folder ${path} cannot be used: `)
  await expect(opening).rejects.toThrow(reason)
})

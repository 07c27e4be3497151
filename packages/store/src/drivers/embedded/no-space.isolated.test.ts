import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Visit } from './visitor.fixture.ts'
import { Store } from '../../store.ts'
import { Network } from '../../test-classes.suite.ts'
import { openEmbedded } from './embedded.ts'
import { fixtureCommand, startProcess, type Fixture } from './start-fixture.suite.ts'

const run = promisify(execFile)
const isRoot = process.getuid?.() === 0
let folder = ''
const started: Fixture[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlcp-store-'))
})

afterEach(async () => {
  await Promise.all(started.splice(0).map((process) => process.kill()))
  await rm(folder, { recursive: true })
})

/** Runs shell lines where only they see a small disk of their own at the folder; their standard output by line. */
async function onSmallDisk(lines: readonly string[]): Promise<string[]> {
  const script = [`mount -t tmpfs -o size=1m none "${folder}"`, ...lines].join('\n')
  const shell = startProcess('unshare', ['--mount', '/bin/sh', '-c', script])
  started.push(shell)
  await shell.ended()
  return [...shell.lines, ...shell.errors.flatMap((text) => text.trimEnd().split('\n'))]
}

const quote = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ')
const writer = (name: string): string => quote(fixtureCommand('writer.fixture.ts', [folder, name]))
const visitor = (name: string, length = 0): string =>
  quote(fixtureCommand('visitor.fixture.ts', [folder, name, String(length)]))
const visitsIn = (lines: readonly string[]): Visit[] =>
  lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Visit)

describe.skipIf(!isRoot)('on a disk of its own (needs root, to mount it)', () => {
  test('a full disk fails writes with a clear error, reads go on, and so does all when there is room again', async () => {
    const lines = await onSmallDisk([
      `head -c 200k /dev/zero > "${folder}/ballast"`,
      writer('full'),
      'echo "writer ended with $?"',
      // What is left, if a write went in part.
      `cat /dev/zero > "${folder}/rest" 2> /dev/null`,
      // Something small may find room in pages that are free inside of the file.
      visitor('full', 300_000),
      `rm "${folder}/ballast" "${folder}/rest"`,
      visitor('free'),
    ])
    expect(lines).toContain('writer ended with 1')
    const told = lines.filter((line) => !line.startsWith('{')).join('\n')
    expect(told).toContain('the store has no space left, nothing was written')
    const written = lines.filter((line) => /^\d+$/.test(line)).map((line) => `test.network.full-${line}`)
    expect(written.length).toBeGreaterThan(10)
    const [full, free] = visitsIn(lines)
    for (const visit of [full, free]) {
      const keys = new Set(visit?.keys)
      expect(written.filter((key) => !keys.has(key) || !keys.has(`${key}-twin`))).toHaveLength(0)
    }
    expect([full?.health, full?.write]).toEqual(['failed', expect.stringMatching(/^full: .*no space/i)])
    expect([free?.health, free?.write, free?.keys.includes('visit.free')]).toEqual(['ok', 'ok', true])
  })

  test('a folder that is mounted read-only is read, and refuses writes', async () => {
    const lines = await onSmallDisk([
      visitor('before'),
      `mount -o remount,ro "${folder}"`,
      visitor('read-only'),
      `mount -o remount,rw "${folder}"`,
      visitor('after'),
    ])
    const [, readOnly, after] = visitsIn(lines)
    expect(readOnly).toMatchObject({ keys: ['visit.before'], health: 'failed' })
    expect(readOnly?.write).toBe('unusable: the store is open for reading only: its folder cannot be written')
    expect(after).toMatchObject({ keys: ['visit.after', 'visit.before'], health: 'ok', write: 'ok' })
  })

  test('an empty folder that is mounted read-only is refused with the reason', async () => {
    const lines = await onSmallDisk([`mount -o remount,ro "${folder}"`, visitor('x')])
    expect(lines.join('\n')).toContain(`store folder ${folder} cannot be used: EROFS`)
  })
})

/** A file that nobody may write, not even root, and who has it open neither: where the file system can. */
async function setImmutable(immutable: boolean): Promise<boolean> {
  const change = run('chattr', [immutable ? '+i' : '-i', join(folder, 'data.mdb')])
  return change.then(
    () => true,
    () => false,
  )
}

test('a file that becomes read-only fails writes with a clear error, and reads go on', async (context) => {
  const store = new Store(await openEmbedded(folder))
  const put = (id: string): Promise<unknown> => store.transact((tx) => tx.put(Network, { id }))
  const list = async (): Promise<string[]> =>
    (await store.read((reader) => reader.list(Network))).value.map(({ id }) => id)
  await put('before')
  if (!isRoot || !(await setImmutable(true))) {
    await store.close()
    return context.skip('needs root and a file system that knows immutable files')
  }
  try {
    const failing = put('during')
    await expect(failing).rejects.toMatchObject({ code: 'unusable' })
    await expect(failing).rejects.toThrow('the store may not be written, nothing was written')
    expect(await list()).toEqual(['before'])
    expect(await store.health()).toMatchObject({ state: 'failed' })
    // In a process of its own: one process must not have the same file open in two ways.
    const visiting = startProcess(process.execPath, fixtureCommand('visitor.fixture.ts', [folder, 'x']).slice(1))
    started.push(visiting)
    await visiting.ended()
    expect(visitsIn(visiting.lines)).toEqual([
      {
        keys: ['test.network.before'],
        write: 'unusable: the store is open for reading only: its folder cannot be written',
        health: 'failed',
      },
    ])
  } finally {
    await setImmutable(false)
  }
  await put('after')
  expect(await list()).toEqual(['after', 'before'])
  expect(await store.health()).toMatchObject({ state: 'ok' })
  await store.close()
})

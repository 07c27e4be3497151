/** The examples of docs/store.md run here: every block of it is in a docs.test.ts of this package, word for word. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Type from 'typebox'
import { expect, it } from 'vitest'
import { conformanceCases, type TestStorage } from './conformance/index.ts'
import { MemorySpace, objectClass, openEmbedded, openMemory, Store } from './index.ts'

it('the examples work', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vlcp-store-'))
  const Host = objectClass({
    name: 'Host',
    prefix: 'shop.host',
    keys: ['id'],
    schema: Type.Object({ id: Type.String(), address: Type.String(), ports: Type.Integer() }),
    unique: { address: ['address'] },
  })

  const store = new Store(await openEmbedded(folder))
  const { revision } = await store.transact(async (tx) => {
    const old = await tx.get(Host, 'h1')
    tx.put(Host, { id: 'h1', address: '10.0.0.1', ports: (old?.ports ?? 0) + 1 })
  })

  const doubled = store.transact((tx) => tx.put(Host, { id: 'h2', address: '10.0.0.1', ports: 0 }))
  await expect(doubled).rejects.toThrow('shop.host.h2: Host address (10.0.0.1) is taken by shop.host.h1')

  const strict = new Store(openMemory(), { checkDeterminism: true })
  const random = strict.transact((tx) =>
    tx.put(Host, { id: 'h', address: 'a', ports: Math.floor(Math.random() * 1e9) }),
  )
  await expect(random).rejects.toThrow('shop.host.h: the transaction is not deterministic')

  const lease = await store.lease({ ttlMs: 10_000 })
  await store.transact((tx) => tx.put(Host, { id: 'h3', address: '10.0.0.3', ports: 0 }, { lease }))
  await lease.close()
  const { value: gone } = await store.read((tx) => tx.get(Host, 'h3'))
  expect([await lease.ended, gone]).toEqual(['revoked', undefined])

  const mirror = await store.openMirror([Host])
  await mirror.waitFor(revision)
  expect(mirror.get(Host, 'h1')?.ports).toBe(1)

  const changes: string[] = []
  mirror.subscribe((set) => {
    for (const { key, old, new: now } of set.changes)
      changes.push(`${key} ${old ? 'was' : 'new'} ${now ? 'is' : 'gone'}`)
  })
  await store.transact((tx) => {
    tx.put(Host, { id: 'h4', address: '10.0.0.4', ports: 0 })
    tx.delete(Host, 'h1')
  })
  await mirror.waitFor((current) => current.all(Host).has('shop.host.h4'))
  expect(changes.sort()).toEqual(['shop.host.h1 was gone', 'shop.host.h4 new is'])
  await store.close()
  await rm(folder, { recursive: true })
})

it('the suite runs on a driver', async () => {
  for (const { needs, run } of conformanceCases) {
    const space = new MemorySpace()
    const storage: TestStorage = {
      open: async () => openMemory(space),
      forget: async () => space.forget(),
    }
    // A storage that cannot be stopped leaves out the cases for it.
    if (needs !== 'pause') await run(storage)
  }
})

it('are those of the page', async () => {
  const squeeze = (text: string): string => text.replaceAll(/[\s,]+/g, '')
  const here = fileURLToPath(new URL('.', import.meta.url))
  const files = (await readdir(here, { recursive: true })).filter((file) => file.endsWith('docs.test.ts'))
  const source = squeeze((await Promise.all(files.map((file) => readFile(join(here, file), 'utf8')))).join('\n'))
  const page = await readFile(new URL('../../../docs/store.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => squeeze(block ?? ''))
  expect(blocks.length).toBeGreaterThanOrEqual(7)
  for (const block of blocks) expect(source).toContain(block)
})

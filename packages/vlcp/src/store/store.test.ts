import { LogicalPort } from '@vlcp/network'
import { type Driver, MemorySpace, openMemory } from '@vlcp/store'
import { describeDifference, ExportParser, exportLines, type ParsedExport } from '@vlcp/store/transfer'
import { describe, expect, it } from 'vitest'
import { storeClasses } from './classes.ts'
import { nounOfKey, unknownPrefixes } from './class-of-key.ts'
import { importStore, type ImportOptions } from './import-store.ts'
import { formatBar } from './progress.ts'
import { parseShortForm } from './short-form.ts'
import { watchStore, type WatchEvent, type WatchOptions } from './watch-store.ts'

type Texts = Readonly<Record<string, string | null>>

const put = (space: MemorySpace, texts: Texts): number => space.apply(new Map(Object.entries(texts)))

function fileOf(texts: Readonly<Record<string, string>>): ParsedExport {
  const parser = new ExportParser()
  const entries = new Map(Object.entries(texts).map(([key, text]) => [key, { text, revision: 1 }]))
  for (const line of exportLines({ driver: 'memory', revision: 1, clock: 1 }, entries)) parser.push(line.trimEnd())
  return parser.finish()
}

const textsOf = (space: MemorySpace): Texts =>
  Object.fromEntries([...space.entries].map(([key, { text }]) => [key, text]))

describe('an import', () => {
  const options: ImportOptions = { mode: 'empty', live: false, silent: true }
  const file = fileOf({ a: '1', b: '2' })

  it('fills an empty store', async () => {
    const space = new MemorySpace()
    expect(await importStore(openMemory(space), file, options)).toEqual({
      written: 2,
      deleted: 0,
      unchanged: 0,
      resumed: false,
    })
    expect(textsOf(space)).toEqual({ a: '1', b: '2' })
  })

  it.each<[mode: ImportOptions['mode'], after: Texts, counts: object]>([
    ['merge', { a: '1', b: '2', c: '3' }, { written: 1, deleted: 0, unchanged: 1 }],
    ['replace', { a: '1', b: '2' }, { written: 1, deleted: 1, unchanged: 1 }],
  ])('changes a store that is not empty with --%s', async (mode, after, counts) => {
    const space = new MemorySpace()
    put(space, { a: '1', c: '3' })
    const before = textsOf(space)
    const driver = openMemory(space)
    await expect(importStore(driver, file, options)).rejects.toThrow('the store holds 2 keys: --merge keeps')
    expect(textsOf(space)).toEqual(before)
    expect(await importStore(driver, file, { ...options, mode })).toMatchObject(counts)
    expect(textsOf(space)).toEqual(after)
  })

  it('leaves a store alone that servers use, unless it is told to', async () => {
    const space = new MemorySpace()
    const server = { 'vlcp.server.1': '{"_lease":"1","host":"host-a","process":7}' }
    put(space, { ...server, a: '0' })
    const driver = openMemory(space)
    await expect(importStore(driver, file, { ...options, mode: 'replace' })).rejects.toThrow(
      '1 running server uses the store (process 7 on host-a): stop them, or --live',
    )
    await importStore(driver, file, { ...options, mode: 'replace', live: true })
    expect(textsOf(space)).toEqual({ ...server, a: '1', b: '2' })
  })

  it('finishes what was interrupted, and takes no other file before', async () => {
    const space = new MemorySpace()
    put(space, { 'vlcp.import': JSON.stringify({ sha256: file.trailer.sha256 }), a: '1' })
    const driver = openMemory(space)
    const other = fileOf({ z: '1' })
    await expect(importStore(driver, other, { ...options, mode: 'merge' })).rejects.toThrow(
      'the import of another file',
    )
    expect(await importStore(driver, file, options)).toEqual({ written: 1, deleted: 0, unchanged: 1, resumed: true })
    expect(textsOf(space)).toEqual({ a: '1', b: '2' })
  })

  it('does not begin with what the store cannot take', async () => {
    const space = new MemorySpace()
    const large = fileOf({ a: '1', b: 'x'.repeat(openMemory(space).limits.valueBytes + 1) })
    await expect(importStore(openMemory(space), large, options)).rejects.toThrow('line 3: b is larger')
    expect(space.revision).toBe(0)
  })

  it('stops when somebody else fills the store, and never writes over what others wrote', async () => {
    const space = new MemorySpace()
    const many = fileOf(
      Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`key${String(i).padStart(3, '0')}`, 'x'])),
    )
    const driver = meddling(openMemory(space), 2, () => put(space, { key150: 'mine' }))
    await expect(importStore(driver, many, options)).rejects.toThrow('somebody else writes to this store')
    expect(textsOf(space)).toMatchObject({ key000: 'x', key150: 'mine' })
    const first = meddling(openMemory(new MemorySpace()), -1, () => 0)
    await importStore(first, many, options)
    const empty = new MemorySpace()
    const early = meddling(openMemory(empty), 0, () => put(empty, { other: '1' }))
    await expect(importStore(early, many, options)).rejects.toThrow('nothing was imported')
    expect(textsOf(empty)).toEqual({ other: '1' })
  })
})

/** A driver before whose commit of this number somebody else writes. */
function meddling(driver: Driver, number: number, write: () => unknown): Driver {
  let commits = 0
  return { ...driver, commit: (request, how) => (commits++ === number && write(), driver.commit(request, how)) }
}

async function take(
  driver: Driver,
  options: Omit<WatchOptions, 'signal'>,
  count: number,
  act: (event: WatchEvent) => void,
): Promise<WatchEvent[]> {
  const controller = new AbortController()
  const events: WatchEvent[] = []
  for await (const event of watchStore(driver, { ...options, signal: controller.signal })) {
    events.push(event)
    act(event)
    if (events.length === count) controller.abort()
  }
  return events
}

describe('a watch', () => {
  const port = 'viperflow.logicalport.p'

  it('tells commits with what they changed', async () => {
    const space = new MemorySpace()
    put(space, { [port]: '{"a":1}' })
    const events = await take(openMemory(space), {}, 3, ({ kind }) => {
      if (kind !== 'start') return
      put(space, { [port]: '{"a":2}', x: '1' })
      put(space, { [port]: null })
    })
    expect(events).toEqual([
      { kind: 'start', revision: 1 },
      {
        kind: 'commit',
        revision: 2,
        changes: [
          { key: port, before: '{"a":1}', after: '{"a":2}' },
          { key: 'x', before: null, after: '1' },
        ],
      },
      { kind: 'commit', revision: 3, changes: [{ key: port, before: '{"a":2}', after: null }] },
    ])
  })

  it('begins in the past, where nobody knows what was before', async () => {
    const space = new MemorySpace()
    for (const text of ['1', '2', null]) put(space, { [port]: text })
    const events = await take(openMemory(space), { since: 1, cls: LogicalPort }, 3, () => undefined)
    expect(events.slice(1)).toEqual([
      { kind: 'commit', revision: 2, changes: [{ key: port, before: undefined, after: '2' }] },
      { kind: 'commit', revision: 3, changes: [{ key: port, before: '2', after: null }] },
    ])
  })

  it('shows one class with its index entries', async () => {
    const space = new MemorySpace()
    const events = await take(openMemory(space), { cls: LogicalPort }, 2, ({ kind }) => {
      if (kind !== 'start') return
      put(space, { 'viperflow.logicnetwork.n': '{}' })
      put(space, { [port]: '{}', 'indices.viperflow++logicalport.mac_address.n.m': '{}', x: '1' })
    })
    expect(events[1]).toMatchObject({
      revision: 2,
      changes: [{ key: port }, { key: /^indices/ }].map(({ key }) => ({
        key: key === port ? port : expect.stringMatching(/^indices/),
      })),
    })
  })

  it('bridges a gap with exactly the differences', async () => {
    const space = new MemorySpace({ retainCommits: 2 })
    put(space, { a: '1', b: '1', c: '1' })
    const events = await take(openMemory(space), {}, 4, ({ kind }) => {
      // The feed has not been asked for yet when this is told.
      if (kind === 'start') for (const text of ['2', '3', '4', '5']) put(space, { a: text, b: null, d: text })
      if (kind === 'resync') put(space, { c: '9' })
    })
    expect(events.slice(1)).toEqual([
      { kind: 'gap', after: 1 },
      {
        kind: 'resync',
        revision: 5,
        changes: [
          { key: 'a', before: '1', after: '5' },
          { key: 'b', before: '1', after: null },
          { key: 'd', before: null, after: '5' },
        ],
      },
      { kind: 'commit', revision: 6, changes: [{ key: 'c', before: '1', after: '9' }] },
    ])
  })
})

it.each<[before: string | null | undefined, after: string | null, words: string]>([
  [null, '{"a":1}', 'created {"a":1}'],
  ['{"a":1}', null, 'deleted {"a":1}'],
  [undefined, null, 'deleted'],
  [undefined, '{"a":1}', 'now {"a":1}'],
  ['{"a":1,"b":2,"d":[1]}', '{"a":1,"b":3,"c":"x"}', 'b 2 → 3, c "x", d gone (was [1])'],
  ['{"a":1}', '{"a":1}', 'written again as it was'],
  ['{', '{"a":1}', '{ → {"a":1}'],
  [null, `"${'x'.repeat(100)}"`, `created "${'x'.repeat(78)}…`],
])('the difference between %s and %s is "%s"', (before, after, words) => {
  expect(describeDifference(before, after)).toBe(words)
})

it('names what a key is', () => {
  const names = [
    'viperflow.logicalport.p',
    'viperflow.physicalport..%.%.eth0',
    'viperflow.logicalport.p.q',
    'indices.viperflow++logicalport.mac_address.x',
    'vlcp.server.1',
    'vlcp.import',
  ]
  expect(names.map((key) => nounOfKey(storeClasses, key))).toEqual([
    'LogicalPort',
    'PhysicalPort',
    'unknown',
    'index of LogicalPort',
    'RunningServer',
    'import under way',
  ])
  expect([...unknownPrefixes(storeClasses, [...names, 'a.b.c.1', 'a.b.d.2', 'lonely', 'x.1'])]).toEqual([
    ['a.b.', 2],
    ['lonely', 1],
    ['viperflow.logicalport.', 1],
    ['x.', 1],
  ])
})

it.each([
  ['file:/a b', { driver: 'embedded', folder: '/a b' }],
  ['redis://h:1/2', { driver: 'redis', url: 'redis://h:1/2' }],
  ['rediss://user@h', { driver: 'redis', url: 'rediss://user@h' }],
  ['etcd://a:1,[::1]:2', { driver: 'etcd', hosts: ['http://a:1', 'http://[::1]:2'] }],
  ['etcds://a:1', { driver: 'etcd', hosts: ['https://a:1'] }],
  ['memory:', { driver: 'memory' }],
  ['redis://u:p@h', undefined],
  ['redis://', undefined],
  ['etcd://a:b:c', undefined],
  ['http://h', undefined],
  ['/var/lib', undefined],
])('%s is short for %j', (text, place) => expect(parseShortForm(text)).toEqual(place))

it('draws how far it is', () => {
  expect(formatBar('import', 0.5, 5, 10)).toBe(`import [${'#'.repeat(15)}${'-'.repeat(15)}]  50 %  5 of 10`)
})

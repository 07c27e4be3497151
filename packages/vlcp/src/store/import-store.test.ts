import { type Driver, MemorySpace, openMemory } from '@vlcp/store'
import { exportLines, ExportParser, type ParsedExport } from '@vlcp/store/transfer'
import { describe, expect, it } from 'vitest'
import { importStore, type ImportOptions } from './import-store.ts'

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

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTables, type Tables } from './database.ts'
import { endLease, grantLease, msToSweep, renewLease, sweepLeases } from './lease-table.ts'
import { writeCommit } from './write-commit.ts'

const retention = { commits: 100, bytes: 1 << 20 }
let folder = ''
let tables: Tables
/** A clock of its own, because neither the time nor the boot of a machine can be set in a test. */
let clock: { boot: string; ms: number; nowMs(): number }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlcp-store-'))
  tables = await openTables(folder)
  clock = { boot: 'first', ms: 1000, nowMs: () => clock.ms }
})

afterEach(async () => {
  await tables.root.close()
  await rm(folder, { recursive: true })
})

const write = <R>(work: () => R): R => tables.root.transactionSync(work)
const grant = (ttlMs: number): string => write(() => grantLease(tables, ttlMs, clock))
const sweep = (): void => write(() => sweepLeases(tables, clock, retention))
const left = (): string[] => [...tables.leases.getKeys()].sort()
const put = (key: string, lease: string): number =>
  write(() => writeCommit(tables, new Map([[key, '']]), new Map([[key, lease]]), retention))
const keys = (): string[] => [...tables.data.getKeys()].map(String)

test('a lease ends at its deadline, not before, unless it was renewed', () => {
  const [short, long] = [grant(1000), grant(5000)]
  put('a', short)
  put('b', long)
  expect(msToSweep(tables, clock)).toBe(1000)
  clock.ms += 900
  expect(write(() => renewLease(tables, short, clock))).toBe(true)
  clock.ms += 999
  sweep()
  expect([left(), keys(), msToSweep(tables, clock)]).toEqual([[short, long], ['a', 'b'], 1])
  clock.ms += 1
  sweep()
  expect([left(), keys(), msToSweep(tables, clock)]).toEqual([[long], ['b'], 3100])
  expect(write(() => renewLease(tables, short, clock))).toBe(false)
})

test('after a restart of the machine every lease has its whole time once more', () => {
  const id = grant(1000)
  put('a', id)
  clock.boot = 'second'
  // The clock of the new boot has begun anew.
  clock.ms = 5
  expect(msToSweep(tables, clock)).toBe(0)
  sweep()
  expect([left(), msToSweep(tables, clock)]).toEqual([[id], 1000])
  clock.ms += 1000
  sweep()
  expect([left(), keys(), msToSweep(tables, clock)]).toEqual([[], [], undefined])
})

test('ids are not used again, and no key of a lease is taken for one of another', () => {
  const first = grant(1000)
  write(() => endLease(tables, first, retention))
  const others = Array.from({ length: 12 }, () => grant(1000))
  expect(new Set([first, ...others]).size).toBe(13)
  const [one, twelve] = [others[0] ?? '', others[10] ?? '']
  expect(twelve.startsWith('1')).toBe(true)
  put('1:x', one)
  put('x', twelve)
  write(() => endLease(tables, one, retention))
  expect(keys()).toEqual(['x'])
  write(() => endLease(tables, twelve, retention))
  expect([keys(), [...tables.keysOfLease.getKeys()], [...tables.leaseOfKey.getKeys()]]).toEqual([[], [], []])
})

test('a folder of the format without leases is taken over, one of a later format refused', async () => {
  const setFormat = (format: number): void => {
    tables.meta.putSync('format', format)
  }
  setFormat(1)
  await tables.root.close()
  tables = await openTables(folder)
  expect(tables.meta.get('format')).toBe(2)
  setFormat(3)
  await tables.root.close()
  await expect(openTables(folder)).rejects.toThrow('its format is 3, this version reads 2')
  tables = await openTables(await mkdtemp(join(folder, 'other-')))
})

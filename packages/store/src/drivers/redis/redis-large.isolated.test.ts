import { RedisServer } from '@vlcp/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { mustWrite, textsUnder } from '../../conformance/storage.ts'
import type { Driver } from '../../driver.ts'
import { openRedis } from './redis.ts'

let server: RedisServer
let reader: Driver
let writer: Driver
let spaces = 0

beforeAll(async () => {
  server = await RedisServer.start()
})

beforeEach(async () => {
  const space = `large${++spaces}`
  reader = await openRedis({ port: server.port, space })
  writer = await openRedis({ port: server.port, space })
})

afterEach(() => Promise.all([reader.close(), writer.close()]))
afterAll(() => server.close())

const name = (i: number): string => String(i).padStart(5, '0')

/** Writes the same text to two far keys, or deletes both. */
async function writePair(i: number, text: string | null): Promise<void> {
  await mustWrite(writer, { [`p.a.${name(i)}`]: text, [`p.z.${name(i)}`]: text })
}

async function fill(pairs: number, text = '0'): Promise<void> {
  const keys = ['a', 'z'].flatMap((half) => Array.from({ length: pairs }, (_, i) => `p.${half}.${name(i)}`))
  await mustWrite(writer, Object.fromEntries(keys.map((key) => [key, text])))
}

test('a read of many pages is as of one revision, whatever is written meanwhile', async () => {
  const pairs = 4000
  await fill(pairs)
  let isReading = true
  const writing = (async () => {
    for (let i = 0; isReading; i++) {
      // Also new keys, before and behind the place the reader has come to, and keys that come and go.
      const number = (i * 7919) % (pairs + 500)
      await writePair(number, i % 3 === 0 ? null : String(i))
    }
  })()
  let corrections = 0
  try {
    for (let round = 0; round < 5; round++) {
      const explicit = [`p.a.${name(round)}`, 'p.none', `p.z.${name(round)}`]
      const { entries, revision } = await reader.read({ keys: explicit, prefixes: ['p.'] })
      const keys = [...entries.keys()].filter((key) => key.startsWith('p.a.'))
      for (const key of keys) {
        const twin = entries.get(key.replace('.a.', '.z.'))
        expect(twin, key).toEqual(entries.get(key))
        if ((twin?.revision ?? 0) > revision - 5) corrections++
      }
      expect(entries.size).toBe(keys.length * 2)
      expect(keys.length).toBeGreaterThan(pairs / 2)
      expect(keys).toEqual(keys.toSorted())
    }
  } finally {
    isReading = false
    await writing
  }
  // What was written during the last page has to be there.
  expect(corrections).toBeGreaterThan(0)
})

test('large values come in pages too, by key and by prefix', async () => {
  const keys = Array.from({ length: 40 }, (_, i) => `k.${name(i)}`)
  const texts = new Map(keys.map((key, i) => [key, String(i % 10).repeat(300_000)]))
  for (const key of keys) await mustWrite(writer, { [key]: texts.get(key) ?? '' })
  const result = await reader.read({ keys, prefixes: ['k.0000'] })
  expect([...result.entries.keys()]).toEqual(keys)
  for (const [key, { text }] of result.entries) expect(text === texts.get(key), key).toBe(true)
  expect(Object.keys(await textsUnder(reader, 'k.'))).toEqual(keys)
})

test('a commit may have more parts than Lua can put on its stack', async () => {
  await fill(9000)
  const { entries, revision } = await writer.read({ prefixes: ['p.a.'] })
  const keys = new Map([...entries].map(([key, entry]) => [key, entry.revision]))
  const writes = new Map([...keys.keys()].map((key) => [key, null]))
  const request = { keys, prefixes: ['p.a.'], since: revision, writes }
  expect((await writer.commit(request)).committed).toBe(true)
  expect(await textsUnder(reader, 'p.a.')).toEqual({})
  expect((await reader.read({ keys: ['q'], since: revision })).changed).toHaveLength(9000)
  const lease = await writer.grant(600_000)
  await mustWrite(writer, Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`l.${i}`, ''])), lease)
  await lease.revoke()
  expect(await textsUnder(reader, 'l.')).toEqual({})
})

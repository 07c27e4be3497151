import { decodeReference, readRdb, type ReferenceValue, ReferenceValueError } from '@vlcp/store/transfer'
import { readFileSync } from 'node:fs'
import { Failure, reasonOf } from '../../failure.ts'

/** What a database of the reference holds, and the keys whose values cannot be read. */
export interface ReferenceDatabase {
  readonly values: ReadonlyMap<string, ReferenceValue>
  readonly unreadable: readonly { readonly what: string; readonly reason: string }[]
}

export interface SourceOptions {
  /** Number of the database in a dump; a URL has its own at its end. */
  readonly database: number
  /** Where the URL has none. */
  readonly password: string | undefined
}

type RawEntries = AsyncIterable<readonly [key: Buffer, value: Buffer | undefined]>

/** Reads a Redis server (`redis://HOST:PORT/DATABASE`) or a dump of one, in whatever codec it was written. @throws Failure */
export async function readReferenceDatabase(source: string, options: SourceOptions): Promise<ReferenceDatabase> {
  const isServer = /^rediss?:\/\//.test(source)
  const values = new Map<string, ReferenceValue>()
  const unreadable: { what: string; reason: string }[] = []
  try {
    for await (const [bytes, value] of isServer ? fromServer(source, options) : fromDump(source, options)) {
      const key = bytes.toString()
      try {
        if (value === undefined) throw new ReferenceValueError('not a string')
        values.set(key, decodeReference(value))
      } catch (error) {
        if (!(error instanceof ReferenceValueError)) throw error
        unreadable.push({ what: key, reason: error.message })
      }
    }
  } catch (error) {
    throw new Failure(`${withoutPassword(source)} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
  return { values, unreadable }
}

async function* fromDump(file: string, { database }: SourceOptions): RawEntries {
  for (const { key, value } of readRdb(readFileSync(file), database)) yield [key, value]
}

/** Keys asked for in one request. */
const pageSize = 500

async function* fromServer(url: string, { password }: SourceOptions): RawEntries {
  const { Redis } = await import('ioredis')
  const own = new URL(url).password === '' && password !== undefined ? { password } : {}
  const client = new Redis(url, { ...own, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 1 })
  // The failed request says it, too.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const seen = new Set<string>()
    let cursor = '0'
    do {
      const [next, keys] = await client.scanBuffer(cursor, 'COUNT', pageSize)
      cursor = next.toString()
      // A scan may tell a key twice.
      const fresh = keys.filter((key) => !seen.has(key.toString('latin1')))
      for (const key of fresh) seen.add(key.toString('latin1'))
      const values = fresh.length === 0 ? [] : await client.mgetBuffer(fresh)
      for (const [index, key] of fresh.entries()) yield [key, values[index] ?? undefined]
    } while (cursor !== '0')
  } finally {
    client.disconnect()
  }
}

function withoutPassword(source: string): string {
  return source.replace(/^(rediss?:\/\/)[^@/]*@/, '$1')
}

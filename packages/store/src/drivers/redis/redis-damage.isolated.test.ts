import { RedisServer, waitFor } from '@vlcp/testkit'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describeItem, mustWrite, revisionOf, takeFeed, textsUnder } from '../../conformance/storage.ts'
import { openRedis, type RedisDriver } from './redis.ts'

let server: RedisServer
let driver: RedisDriver
let spaces = 0

/** The name of a key in Redis. */
const keyOf = (part: string): string => `{vlcp:damage${spaces}}:${part}`

beforeAll(async () => {
  server = await RedisServer.start({ config: { save: '3600 1000000', dbfilename: 'blocked' } })
})

beforeEach(async () => {
  driver = await openRedis({ port: server.port, space: `damage${++spaces}` })
})

afterEach(() => driver.close())
afterAll(() => server.close())

test.each(['meta', 'data', 'keys', 'changed', 'past', 'log', 'leases', 'leased', 'held'])(
  'a foreign value in place of %s is named, nothing is written, and other stores work',
  async (part) => {
    const lease = await driver.grant(600_000)
    await mustWrite(driver, { a: '1' }, lease)
    const key = keyOf(part)
    await server.ask(['RENAME', key, `${key}.away`])
    await server.ask(['SET', key, 'foreign'])
    const digest = await server.ask(['DEBUG', 'DIGEST'])
    await expect(mustWrite(driver, { a: '2' }, lease)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(key) as string,
      key,
    })
    expect(await server.ask(['DEBUG', 'DIGEST'])).toBe(digest)
    const other = await openRedis({ port: server.port, space: `${part}.${spaces}` })
    await mustWrite(other, { a: '1' })
    await other.close()
    await server.ask(['RENAME', `${key}.away`, key])
    expect(await mustWrite(driver, { a: '2' })).toBe(2)
  },
)

test('a log that is no stream, or a store without its beginning, is named when it is followed or opened', async () => {
  await mustWrite(driver, { a: '1' })
  await server.ask(['SET', keyOf('log'), 'foreign'])
  await expect(takeFeed(driver, 1, 1)).rejects.toMatchObject({ code: 'corrupt', key: keyOf('log') })
  await server.ask(['DEL', keyOf('meta')])
  const opening = openRedis({ port: server.port, space: `damage${spaces}` })
  await expect(opening).rejects.toMatchObject({ code: 'corrupt', key: keyOf('meta') })
  await server.ask(['HSET', keyOf('meta'), 'format', '9'])
  const newer = openRedis({ port: server.port, space: `damage${spaces}` })
  await expect(newer).rejects.toThrow(`${keyOf('meta')} says format 9, this version reads 1`)
})

test('a damaged value is named, the others can be read, and writing it again repairs it', async () => {
  await mustWrite(driver, { 'p.a': '1', 'q.a': '1' })
  await server.ask(['HSET', keyOf('data'), 'p.a', 'foreign'])
  await expect(textsUnder(driver, 'p.')).rejects.toMatchObject({ code: 'corrupt', key: 'p.a' })
  await expect(driver.read({ keys: ['p.a'] })).rejects.toMatchObject({ code: 'corrupt', key: 'p.a' })
  expect(await textsUnder(driver, 'q.')).toEqual({ 'q.a': '1' })
  await mustWrite(driver, { 'p.a': '2' })
  expect(await textsUnder(driver, 'p.')).toEqual({ 'p.a': '2' })
})

test('a damaged entry of the log is named once; who asks again gets a gap and goes on behind it', async () => {
  await mustWrite(driver, { a: '1' })
  await server.ask(['XDEL', keyOf('log'), '1-0'])
  await mustWrite(driver, { a: '2' })
  await expect(takeFeed(driver, 0, 1)).rejects.toMatchObject({ code: 'corrupt', key: `${keyOf('log')} 1-0` })
  expect((await takeFeed(driver, 0, 9)).map(describeItem)).toEqual(['gap'])
  expect((await takeFeed(driver, 1, 1)).map(describeItem)).toEqual(['2 a=2'])
  await server.ask(['XADD', keyOf('log'), '3-0', 'what', 'is this'])
  await expect(takeFeed(driver, 2, 1)).rejects.toMatchObject({ code: 'corrupt', key: `${keyOf('log')} 3-0` })
  const before = await revisionOf(driver)
  await expect(mustWrite(driver, { a: '3' })).rejects.toMatchObject({
    message: expect.stringContaining('XADD') as string,
  })
  expect(await revisionOf(driver)).toBe(before)
})

describe('a server that takes no writes says why, and reads go on', () => {
  test('for want of memory', async () => {
    await mustWrite(driver, { a: '1' })
    await server.ask(['CONFIG', 'SET', 'maxmemory', '1'])
    await expect(mustWrite(driver, { a: '2' })).rejects.toMatchObject({
      code: 'full',
      message: expect.stringContaining('OOM') as string,
    })
    expect(await textsUnder(driver, '')).toEqual({ a: '1' })
    expect(await driver.health()).toEqual({ state: 'ok', revision: 1 })
    await server.ask(['CONFIG', 'SET', 'maxmemory', '0'])
    expect(await mustWrite(driver, { a: '2' })).toBe(2)
  })

  test('because it cannot save', async () => {
    await mustWrite(driver, { a: '1' })
    // A folder where the dump would be written.
    await mkdir(join(server.folder, 'blocked', 'full'), { recursive: true })
    await server.ask(['BGSAVE'])
    await waitFor(async () => (await server.ask(['INFO', 'persistence'])).includes('last_bgsave_status:err'), {
      what: 'the saving to fail',
    })
    await expect(mustWrite(driver, { a: '2' })).rejects.toMatchObject({
      code: 'full',
      message: expect.stringContaining('MISCONF') as string,
    })
    expect(await textsUnder(driver, '')).toEqual({ a: '1' })
    await server.ask(['CONFIG', 'SET', 'stop-writes-on-bgsave-error', 'no'])
    expect(await mustWrite(driver, { a: '2' })).toBe(2)
  })
})

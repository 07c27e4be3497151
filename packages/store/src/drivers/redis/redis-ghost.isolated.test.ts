import { RedisServer, TcpProxy, waitFor } from '@vlcp/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { mustWrite, revisionOf, textsUnder } from '../../conformance/storage.ts'
import type { CommitResult, Driver } from '../../driver.ts'
import { openRedis } from './redis.ts'

let server: RedisServer
let proxy: TcpProxy
/** Behind the proxy. */
let driver: Driver
let other: Driver
let spaces = 0

beforeAll(async () => {
  server = await RedisServer.start()
})

beforeEach(async () => {
  const space = `ghost${++spaces}`
  proxy = await TcpProxy.open(server.port)
  driver = await openRedis({ port: proxy.port, space })
  other = await openRedis({ port: server.port, space })
})

afterEach(async () => {
  await Promise.all([driver.close(), other.close()])
  await proxy.close()
})

afterAll(() => server.close())

/** Creates a key that must not be there yet. */
function create(timeoutMs?: number): Promise<CommitResult> {
  const request = { keys: new Map([['a', 0]]), prefixes: [], since: 0, writes: new Map([['a', 'created']]) }
  return driver.commit(request, timeoutMs === undefined ? {} : { timeoutMs })
}

/** Sends a commit whose bytes hang on their way; the connection then breaks, and the driver takes another one. */
async function createTwice(): Promise<CommitResult> {
  await revisionOf(driver)
  proxy.hold()
  const committing = create()
  await waitFor(() => proxy.heldBytes > 0, { what: 'the commit to hang' })
  proxy.passNew()
  proxy.cutClients()
  return committing
}

/** Lets the first copy reach the server; returns when the server has read it to its end. */
async function deliverGhost(): Promise<void> {
  expect(proxy.heldBytes).toBeGreaterThan(0)
  proxy.release()
  await waitFor(() => proxy.abandoned === 0, { what: 'the server to read the first copy' })
}

test('a first copy that arrives after its retry was refused is refused as well', async () => {
  await mustWrite(other, { a: 'in the way' })
  expect(await createTwice()).toEqual({ committed: false, reason: 'conflict' })
  const revision = await mustWrite(other, { a: null })
  await deliverGhost()
  expect(await textsUnder(other, '')).toEqual({})
  expect(await revisionOf(other)).toBe(revision)
})

test('a first copy that arrives after its retry was done does nothing', async () => {
  expect((await createTwice()).committed).toBe(true)
  const revision = await mustWrite(other, { a: null })
  await deliverGhost()
  expect(await textsUnder(other, '')).toEqual({})
  expect(await revisionOf(other)).toBe(revision)
})

test.each(['has long gone on', 'is closed'])(
  'a first copy that arrives when the driver %s does nothing',
  async (when) => {
    expect((await createTwice()).committed).toBe(true)
    // More than the server remembers of answers that were received.
    for (let i = 0; i < 40; i++) await mustWrite(driver, { a: null })
    const kept = await server.ask(['--raw', 'KEYS', `{vlcp:ghost${spaces}}:session:*`])
    const sizes = await Promise.all(kept.split('\n').map(async (key) => Number(await server.ask(['HLEN', key]))))
    expect(Math.max(...sizes)).toBeLessThan(30)
    if (when === 'is closed') await driver.close()
    const revision = await revisionOf(other)
    await deliverGhost()
    expect(await textsUnder(other, '')).toEqual({})
    expect(await revisionOf(other)).toBe(revision)
  },
)

test('a commit that never arrives is unknown when its time is over, and stays undone afterwards', async () => {
  await revisionOf(driver)
  proxy.hold()
  await expect(create(200)).rejects.toMatchObject({ code: 'unavailable' })
  proxy.passNew()
  proxy.cutClients()
  const revision = await mustWrite(driver, { b: '1' })
  await deliverGhost()
  expect(await textsUnder(other, '')).toEqual({ b: '1' })
  expect(await revisionOf(other)).toBe(revision)
})

import { RedisServer, TcpProxy } from '@vlcp/testkit'
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mustWrite, takeFeed } from '../../conformance/storage.ts'
import type { Driver, ReadResult } from '../../driver.ts'
import { openRedis } from './redis.ts'

const accounts = Array.from({ length: 10 }, (_, i) => `account.${i}`)
const start = 100
const total = accounts.length * start
const rounds = Number(process.env['FAULT_ROUNDS'] ?? 60)
const patient = { timeoutMs: 60_000 }

let server: RedisServer
let proxy: TcpProxy
let drivers: Driver[]

beforeAll(async () => {
  server = await RedisServer.start({ config: { appendonly: 'yes', appendfsync: 'always' } })
  proxy = await TcpProxy.open(server.port)
  drivers = await Promise.all(
    Array.from({ length: 8 }, () => openRedis({ port: proxy.port, retainCommits: 1_000_000 })),
  )
})

afterAll(async () => {
  server.resume()
  await Promise.all(drivers.map((driver) => driver.close()))
  await proxy.close()
  await server.close()
})

const balance = ({ entries }: ReadResult, account: string): number => Number(entries.get(account)?.text)

/** One transfer, guarded by the whole bank now and then; the key that it creates tells whether it was done. */
async function transfer(driver: Driver, id: string): Promise<{ id: string; revision: number } | undefined> {
  const [from, to] = [accounts[randomInt(5)] ?? '', accounts[5 + randomInt(5)] ?? '']
  const prefixes = randomInt(7) === 0 ? ['account.'] : []
  const read = await driver.read({ keys: [from, to], prefixes }, patient)
  if (prefixes.length > 0) expect(accounts.reduce((sum, account) => sum + balance(read, account), 0)).toBe(total)
  const amount = randomInt(1, 6)
  const writes = new Map([
    [from, String(balance(read, from) - amount)],
    [to, String(balance(read, to) + amount)],
    [`done.${id}`, ''],
  ])
  const keys = new Map([...read.entries].map(([key, entry]) => [key, entry.revision]))
  const result = await driver.commit({ keys, prefixes, since: read.revision, writes }, patient)
  return result.committed ? { id, revision: result.revision } : undefined
}

/** Bytes on their way get stuck, their connections break, and they arrive when the drivers have gone on. */
async function haunt(): Promise<void> {
  proxy.hold()
  await sleep(randomInt(100))
  proxy.passNew()
  proxy.cutClients()
  await sleep(randomInt(1000))
  proxy.release()
}

async function kill(): Promise<void> {
  await server.kill()
  await server.restart()
}

/** Sometimes longer than a driver has patience with one connection. */
async function pause(): Promise<void> {
  server.pause()
  await sleep(randomInt(10) === 0 ? 4000 : randomInt(500))
  server.resume()
}

const faults: readonly (() => Promise<unknown>)[] = [
  kill,
  pause,
  haunt,
  async () => proxy.cut(),
  () => server.ask(['SCRIPT', 'FLUSH']),
]

test(`transfers of eight drivers are serial and done once, through ${rounds} faults`, async () => {
  await mustWrite(drivers[0] as Driver, Object.fromEntries(accounts.map((account) => [account, String(start)])))
  let isFaulty = true
  const workers = drivers.map(async (driver, worker) => {
    const done: { id: string; revision: number }[] = []
    for (let i = 0; isFaulty; i++) {
      const made = await transfer(driver, `${worker}.${i}`)
      if (made !== undefined) done.push(made)
    }
    return done
  })
  const working = Promise.all(workers)
  try {
    for (let round = 0; round < rounds; round++) {
      await Promise.race([sleep(randomInt(300)), working])
      await faults[randomInt(faults.length)]?.()
    }
  } finally {
    isFaulty = false
  }
  const done = (await working).flat()
  expect(done.length).toBeGreaterThan(rounds)
  const feeds = await Promise.all([0, 7].map((i) => takeFeed(drivers[i] as Driver, 0, done.length + 1)))
  expect(feeds[1]).toEqual(feeds[0])
  checkSerial(feeds[0] ?? [], new Map(done.map(({ id, revision }) => [`done.${id}`, revision])))
}, 600_000)

/** Replays the log: every commit is one acknowledged transfer, and no money is made or lost on the way. */
function checkSerial(items: readonly Awaited<ReturnType<typeof takeFeed>>[number][], done: Map<string, number>): void {
  const balances = new Map<string, number>()
  for (const [i, item] of items.entries()) {
    if (item.kind === 'gap') expect.unreachable('gap')
    expect(item.revision).toBe(i + 1)
    for (const { key, text } of item.changes) {
      if (key.startsWith('account.')) balances.set(key, Number(text))
      else expect(done.get(key), key).toBe(item.revision)
    }
    expect([...balances.values()].reduce((sum, value) => sum + value, 0)).toBe(total)
  }
  expect(items.length - 1).toBe(done.size)
}

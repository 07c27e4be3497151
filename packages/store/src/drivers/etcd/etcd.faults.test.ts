import { EtcdServer, waitFor } from '@vlcp/testkit'
import { afterEach, expect, test } from 'vitest'
import type { Driver } from '../../driver.ts'
import { revisionOf } from '../../conformance/storage.ts'
import { checkCounted, countUp, type Counting } from './count-up.suite.ts'
import { openEtcd } from './index.ts'
import { takeCommits } from './take-commits.suite.ts'
import { TcpProxy } from './tcp-proxy.suite.ts'

const rounds = 30
const members: EtcdServer[] = []
const proxies: TcpProxy[] = []
const drivers: Driver[] = []

afterEach(async () => {
  for (const member of members) member.resume()
  await Promise.all(drivers.splice(0).map((driver) => driver.close()))
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()))
  await Promise.all(members.splice(0).map((member) => member.close()))
})

/** Something bad, chosen at random, that is over when this resolves. */
type Trouble = () => Promise<void>

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T

/** Waits until some commits have come through. */
async function goOn(writers: readonly Counting[]): Promise<void> {
  const count = (): number => writers.reduce((sum, { revisions }) => sum + revisions.length, 0)
  const before = count()
  await waitFor(() => count() > before + 3, { what: 'further commits', timeoutMs: 60_000 })
}

function troublesOf(writers: readonly Counting[]): Trouble[] {
  return [
    async () => {
      const member = pick(members)
      await member.kill()
      // A cluster goes on without it; a single server has to come back first.
      if (members.length > 1) await goOn(writers)
      await member.start()
    },
    async () => {
      const member = pick(members)
      await member.pause()
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4_000))
      member.resume()
    },
    async () => {
      for (let i = 0; i < 20; i++) {
        pick(proxies).cutOne()
        await goOn(writers)
      }
    },
    async () => {
      const proxy = pick(proxies)
      proxy.loseAnswers()
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 500))
      proxy.pass()
      proxy.cutClients()
    },
  ]
}

test.each([1, 3])(
  'whatever happens to %s servers, nothing is lost or doubled, and every feed tells it',
  async (size) => {
    members.push(...(await EtcdServer.startCluster(size, { fsync: true })))
    await members[0]?.waitUntilHealthy()
    for (const { host } of members) proxies.push(await TcpProxy.open(host))
    const open = async (): Promise<Driver> => {
      const driver = await openEtcd({ hosts: proxies.map(({ host }) => host) })
      drivers.push(driver)
      return driver
    }
    const reader = await open()
    const after = await revisionOf(reader)
    const writers = await Promise.all([1, 2, 3, 4].map(async (i) => countUp(await open(), `w${i}`)))
    const troubles = troublesOf(writers)
    for (let round = 0; round < rounds; round++) {
      await pick(troubles)()
      await goOn(writers)
    }
    writers.forEach((writer) => writer.stop())
    await Promise.all(writers.map(({ end }) => end))
    const revisions = writers.flatMap((writer) => writer.revisions)
    expect(revisions.length).toBeGreaterThan(rounds)
    await checkCounted(await open(), after, revisions)
    const [one, two] = await Promise.all(
      [reader, await open()].map((each) => takeCommits(each, after, revisions.length)),
    )
    expect(one).toEqual(two)
  },
)

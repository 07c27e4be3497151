import { EtcdServer } from '@vlcp/testkit'
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest'
import type { Driver } from '../../driver.ts'
import { conformanceCases } from '../../conformance/index.ts'
import { mirrorLaws } from '../../mirror/mirror-laws.suite.ts'
import { storeLaws, type WithDrivers } from '../../store-properties.suite.ts'
import { openEtcd } from './index.ts'

let server: EtcdServer
let spaces = 0

beforeAll(async () => {
  server = await EtcdServer.start()
})

afterAll(() => server.close())

/** Drivers on a space of their own. */
function newSpace(): { open: () => Promise<Driver>; close: () => Promise<void> } {
  const space = `test${++spaces}`
  const drivers: Driver[] = []
  return {
    async open() {
      const driver = await openEtcd({ hosts: server.host, space })
      drivers.push(driver)
      return driver
    },
    async close() {
      await Promise.all(drivers.map((driver) => driver.close()))
    },
  }
}

/** Drops the history of the whole server. */
async function forget(): Promise<void> {
  const newest = JSON.parse(await server.etcdctl('endpoint', 'status', '-w', 'json')) as [
    { Status: { header: { revision: number } } },
  ]
  await server.etcdctl('compact', String(newest[0].Status.header.revision))
}

/** Keeps no history: what was committed is all that is left. */
function forgetful(driver: Driver): Driver {
  return {
    name: driver.name,
    limits: driver.limits,
    read: (...args) => driver.read(...args),
    async commit(...args) {
      const result = await driver.commit(...args)
      await forget().catch(() => {})
      return result
    },
    feed: (...args) => driver.feed(...args),
    grant: (...args) => driver.grant(...args),
    clock: (...args) => driver.clock(...args),
    health: () => driver.health(),
    close: () => driver.close(),
  }
}

describe('the etcd driver', () => {
  const { close, open } = { close: [] as (() => Promise<void>)[], open: newSpace }

  afterEach(async () => {
    server.resume()
    await Promise.all(close.splice(0).map((end) => end()))
  })

  test.each(conformanceCases)('$name', async ({ run }) => {
    const space = open()
    close.push(space.close)
    await run({
      open: space.open,
      forget,
      async pause() {
        await server.pause()
        return async () => server.resume()
      },
    })
  })
})

describe('a store on etcd', () => {
  const inSpace =
    (adapt: (driver: Driver) => Driver): WithDrivers =>
    async (run) => {
      const space = newSpace()
      try {
        await run(async () => adapt(await space.open()))
      } finally {
        await space.close()
      }
    }

  storeLaws(
    inSpace((driver) => driver),
    10,
  )
  mirrorLaws(inSpace(forgetful), 4)
})

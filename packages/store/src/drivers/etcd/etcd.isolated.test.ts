import { EtcdServer } from '@vlcp/testkit'
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest'
import type { Driver } from '../../driver.ts'
import { conformanceCases } from '../../conformance/index.ts'
import { storeLaws } from '../../store-properties.suite.ts'
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
      async forget() {
        const newest = JSON.parse(await server.etcdctl('endpoint', 'status', '-w', 'json')) as [
          { Status: { header: { revision: number } } },
        ]
        await server.etcdctl('compact', String(newest[0].Status.header.revision))
      },
      async pause() {
        await server.pause()
        return async () => server.resume()
      },
    })
  })
})

describe('a store on etcd', () => {
  storeLaws(async (run) => {
    const space = newSpace()
    try {
      await run(space.open)
    } finally {
      await space.close()
    }
  }, 10)
})

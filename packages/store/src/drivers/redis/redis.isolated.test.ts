import { RedisServer } from '@vlcp/testkit'
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest'
import { conformanceCases, type TestStorage } from '../../conformance/index.ts'
import type { Driver } from '../../driver.ts'
import { openRedis } from './redis.ts'

let server: RedisServer
let spaces = 0
const drivers: Driver[] = []

beforeAll(async () => {
  server = await RedisServer.start()
})

afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.close()))
})

afterAll(async () => {
  await server.close()
})

function newStorage(): TestStorage {
  const space = `case${++spaces}`
  const open = async (retainCommits = 10_000): Promise<Driver> => {
    const driver = await openRedis({ port: server.port, space, retainCommits })
    drivers.push(driver)
    return driver
  }
  return {
    open: () => open(),
    forget: async () => {
      const driver = await open(1)
      await driver.commit({ keys: new Map(), prefixes: [], since: 0, writes: new Map([['forget.', '']]) })
    },
    pause: async () => {
      server.pause()
      return async () => server.resume()
    },
  }
}

describe('the Redis driver', () => {
  test.each(conformanceCases)('$name', ({ run }) => run(newStorage()))
})

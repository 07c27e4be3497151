import { RedisServer } from '@vlcp/testkit'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Driver } from '../../driver.ts'
import { storeLaws } from '../../store-properties.suite.ts'
import { openRedis } from './redis.ts'

let server: RedisServer
let spaces = 0

beforeAll(async () => {
  server = await RedisServer.start()
})

afterAll(async () => {
  await server.close()
})

describe('a store in Redis', () => {
  storeLaws(async (run) => {
    const space = `law${++spaces}`
    const drivers: Driver[] = []
    try {
      await run(async () => {
        const driver = await openRedis({ port: server.port, space })
        drivers.push(driver)
        return driver
      })
    } finally {
      await Promise.all(drivers.map((driver) => driver.close()))
    }
  }, 40)
})

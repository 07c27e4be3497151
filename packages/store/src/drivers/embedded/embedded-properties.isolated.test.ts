import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import type { Driver } from '../../driver.ts'
import { storeLaws } from '../../store-properties.suite.ts'
import { openEmbedded } from './embedded.ts'

describe('a store in a folder', () => {
  storeLaws(async (run) => {
    const folder = await mkdtemp(join(tmpdir(), 'vlcp-store-'))
    const drivers: Driver[] = []
    try {
      await run(async () => {
        const driver = await openEmbedded(folder)
        drivers.push(driver)
        return driver
      })
    } finally {
      await Promise.all(drivers.map((driver) => driver.close()))
      await rm(folder, { recursive: true })
    }
  }, 25)
})

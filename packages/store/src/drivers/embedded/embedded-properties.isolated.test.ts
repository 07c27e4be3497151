import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import type { Driver } from '../../driver.ts'
import { mirrorLaws } from '../../mirror/mirror-laws.suite.ts'
import { storeLaws, type WithDrivers } from '../../store-properties.suite.ts'
import { openEmbedded, type EmbeddedOptions } from './embedded.ts'

function inFolder(options: EmbeddedOptions): WithDrivers {
  return async (run) => {
    const folder = await mkdtemp(join(tmpdir(), 'vlcp-store-'))
    const drivers: Driver[] = []
    try {
      await run(async () => {
        const driver = await openEmbedded(folder, options)
        drivers.push(driver)
        return driver
      })
    } finally {
      await Promise.all(drivers.map((driver) => driver.close()))
      await rm(folder, { recursive: true })
    }
  }
}

describe('a store in a folder', () => {
  storeLaws(inFolder({}), 25)
  mirrorLaws(inFolder({ retainCommits: 2 }), 10)
})

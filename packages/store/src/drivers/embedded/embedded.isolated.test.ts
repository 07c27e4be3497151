import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'vitest'
import type { Driver } from '../../driver.ts'
import { conformanceCases } from '../../conformance/index.ts'
import { openEmbedded } from './embedded.ts'

describe('the embedded driver', () => {
  let folder = ''
  const drivers: Driver[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vlcp-store-'))
  })

  afterEach(async () => {
    await Promise.all(drivers.splice(0).map((driver) => driver.close()))
    await rm(folder, { recursive: true })
  })

  test.each(conformanceCases)('$name', async ({ run, retainCommits }) => {
    const open = async (): Promise<Driver> => {
      const driver = await openEmbedded(folder, retainCommits === undefined ? {} : { retainCommits })
      drivers.push(driver)
      return driver
    }
    await run({ open })
  })
})

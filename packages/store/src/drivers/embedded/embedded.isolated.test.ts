import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'vitest'
import type { Driver } from '../../driver.ts'
import { conformanceCases, type TestStorage } from '../../conformance/index.ts'
import { openEmbedded } from './embedded.ts'
import { startFixture, type Fixture } from './start-fixture.suite.ts'

/** Records that one commit drops at most. */
const trimmedPerCommit = 8

describe('the embedded driver', () => {
  let folder = ''
  const drivers: Driver[] = []
  const holders: Fixture[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vlcp-store-'))
  })

  afterEach(async () => {
    await Promise.all(holders.splice(0).map((holder) => holder.kill()))
    await Promise.all(drivers.splice(0).map((driver) => driver.close()))
    await rm(folder, { recursive: true })
  })

  const storage: TestStorage = {
    open: async () => {
      const driver = await openEmbedded(folder)
      drivers.push(driver)
      return driver
    },
    forget: async () => {
      const { revision } = await (drivers[0] as Driver).read({})
      const retainCommits = Math.ceil(revision / trimmedPerCommit)
      const driver = await openEmbedded(folder, { retainCommits })
      for (let i = 0; i < retainCommits; i++) {
        await driver.commit({ keys: new Map(), prefixes: [], since: 0, writes: new Map([['forget.', String(i)]]) })
      }
      await driver.close()
    },
    // Reads need no lock and go on.
    pause: async () => {
      const holder = startFixture('lock-holder.fixture.ts', [folder])
      holders.push(holder)
      await holder.printed(1)
      return () => holder.kill()
    },
  }

  test.each(conformanceCases)('$name', ({ run }) => run(storage))
})

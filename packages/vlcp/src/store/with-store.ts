import { ConfigurationError } from '@vlcp/server'
import { type Driver, openMemory } from '@vlcp/store'
import { type ConfigFlags, openConfiguration } from '../configuration.ts'
import { existsSync } from 'node:fs'
import { Failure } from '../failure.ts'
import { printable } from '../terminal/printable.ts'
import { openDriver } from './open-driver.ts'
import { formatPlace, storePlace } from './store-place.ts'
import { storeProblem } from './store-problem.ts'

/** Flags of every `vlcp store` command. */
export interface StoreFlags extends ConfigFlags {
  readonly store?: string
  readonly json?: boolean
}

/** A store that a command works on. */
export interface OpenStore {
  readonly driver: Driver
  /** The folder or the address of the server, for people. */
  readonly place: string
}

/** What an embedded store that is not there is for a command. */
export type WhenMissing = 'is a mistake' | 'is made' | 'counts as empty'

/**
 * Opens the store of the configuration, as `vlcp start` would, for as long as the work takes. Only what concerns the
 * store has to be right: the modules that own the other keys are not loaded here.
 *
 * @throws ConfigurationError, Failure, StoreError
 */
export async function withStore<R>(
  flags: StoreFlags,
  work: (store: OpenStore) => Promise<R>,
  missing: WhenMissing = 'is a mistake',
): Promise<R> {
  const { own, sources } = openConfiguration(flags)
  const problem = storeProblem(own)
  const problems = problem === undefined ? sources.problems : [...sources.problems, problem]
  if (problems.length > 0) throw new ConfigurationError(problems)
  const place = storePlace(own.values)
  if (place.driver === 'memory')
    throw new Failure('a store in memory ends with its server; there is nothing to work on')
  const isMissing = place.driver === 'embedded' && !existsSync(place.folder)
  if (isMissing && missing === 'is a mistake') throw new Failure(`there is no store in ${place.folder}`)
  const driver =
    isMissing && missing === 'counts as empty'
      ? openMemory()
      : await openDriver(own.values, (warning) => process.stderr.write(`warning: ${printable(warning)}\n`))
  try {
    return await work({ driver, place: formatPlace(place) })
  } finally {
    await driver.close()
  }
}

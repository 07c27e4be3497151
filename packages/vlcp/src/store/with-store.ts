import { ConfigurationError } from '@vlcp/server'
import type { Driver } from '@vlcp/store'
import { type ConfigFlags, openConfiguration } from '../configuration.ts'
import { Failure } from '../failure.ts'
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

/**
 * Opens the store of the configuration, as `vlcp start` would, for as long as the work takes. Only what concerns the
 * store has to be right: the modules that own the other keys are not loaded here.
 *
 * @throws ConfigurationError, Failure, StoreError
 */
export async function withStore<R>(flags: StoreFlags, work: (store: OpenStore) => Promise<R>): Promise<R> {
  const { own, sources } = openConfiguration(flags)
  const problem = storeProblem(own)
  const problems = problem === undefined ? sources.problems : [...sources.problems, problem]
  if (problems.length > 0) throw new ConfigurationError(problems)
  const place = storePlace(own.values)
  if (place.driver === 'memory')
    throw new Failure('a store in memory ends with its server; there is nothing to work on')
  const driver = await openDriver(own.values)
  try {
    return await work({ driver, place: formatPlace(place) })
  } finally {
    await driver.close()
  }
}

import type { Logger } from '@vlcp/server'
import { objectClass, type ObjectOf, type Store, StoreError, type StoreLease } from '@vlcp/store'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import Type from 'typebox'

/** A process that has the store open, for as long as it lives: what a command that rewrites a store asks about. */
export const RunningServer = objectClass({
  name: 'RunningServer',
  prefix: 'vlcp.server',
  keys: ['id'],
  schema: Type.Object({
    id: Type.String(),
    host: Type.String(),
    /** Its process id on that host. */
    process: Type.Integer(),
  }),
})
export interface RunningServer extends ObjectOf<typeof RunningServer> {}

/** A server that was killed is believed to run for as long as this. */
const ttlMs = 15_000
const closeTimeoutMs = 2000

/** Tells everybody who opens the store that this process uses it. */
export class Announcement {
  readonly #store: Store
  readonly #logger: Pick<Logger, 'debug'>
  readonly #server = { id: randomUUID(), host: hostname(), process: process.pid }
  #lease: StoreLease | undefined
  #closed = false

  /** Begins at once and never fails: a store that cannot be written to still serves reads. */
  constructor(store: Store, logger: Pick<Logger, 'debug'>) {
    this.#store = store
    this.#logger = logger
    void this.#announce()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#lease?.close({ timeoutMs: closeTimeoutMs }).catch(() => undefined)
  }

  async #announce(): Promise<void> {
    try {
      const lease = await this.#store.lease({ ttlMs })
      if (this.#closed) return await lease.close({ timeoutMs: closeTimeoutMs })
      this.#lease = lease
      await this.#store.transact((tx) => tx.put(RunningServer, this.#server, { lease }))
      if ((await lease.ended) === 'expired') await this.#announce()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#logger.debug({ reason: error.message }, 'others are not told that this server uses the store')
      if (!this.#closed && error.code !== 'closed') setTimeout(() => void this.#announce(), ttlMs).unref()
    }
  }
}

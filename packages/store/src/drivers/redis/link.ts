import { Redis } from 'ioredis'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Layout } from './layout.ts'
import type { Script } from './scripts/script.ts'
import type { ClientOptions, Target } from './options.ts'
import { StoreError } from '../../errors.ts'
import { nameWrongType } from './wrong-type.ts'

const firstPauseMs = 20
const longestPauseMs = 500
const connectTimeoutMs = 3000
/** A server that owes an answer for so long is given up, and looked for again: it may have moved. */
const silenceMs = 3000

/** Every connection lives once: what to do about a lost answer is decided above, not in the client library. */
const onceOnly: ClientOptions = {
  lazyConnect: true,
  retryStrategy: null,
  sentinelRetryStrategy: () => null,
  enableReadyCheck: false,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: null,
  disableClientInfo: true,
  protocol: 2,
  keepAlive: 10_000,
  connectTimeout: connectTimeoutMs,
  connectionName: 'vlcp',
}

/** A connection to the server, made anew when it is needed and broken. */
export class Link {
  readonly server: string
  readonly #options: ClientOptions
  readonly #end = new AbortController()
  #redis: Redis | undefined
  #connecting: Promise<Redis> | undefined
  #failures = 0
  #retryAt = 0
  #corked = false
  /** Why connections broke; the library tells those who wait only that they did. */
  readonly #reasons = new WeakMap<Redis, Error>()
  #moved: { readonly host: string; readonly port: number } | undefined

  /** @param blockMs How long a request may wait at the server before it is answered. */
  constructor({ client, server }: Target, blockMs = 0) {
    this.server = server
    this.#options = { ...client, ...onceOnly, socketTimeout: silenceMs + blockMs }
  }

  get closed(): boolean {
    return this.#end.signal.aborted
  }

  /** The connection. Tries once, not sooner than the pause after the last failure allows. */
  async connect(): Promise<Redis> {
    this.#check()
    if (this.#redis?.status === 'ready') return this.#redis
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = undefined
    })
    return this.#connecting
  }

  /** Runs a script, in one write with everything else that is sent in this turn. */
  async run(redis: Redis, script: Script, layout: Layout, args: readonly string[]): Promise<unknown> {
    const { names } = layout
    this.#cork(redis)
    try {
      return await redis.call('evalsha', script.sha, names.length, ...names, ...args)
    } catch (error) {
      // A restart, a failover and SCRIPT FLUSH make the server forget its scripts.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) {
        throw await nameWrongType(redis, layout, error)
      }
      return redis.call('eval', script.source, names.length, ...names, ...args)
    }
  }

  /** Why the connection broke; undefined when nobody knows, or it did not. */
  reasonOf(redis: Redis | undefined): Error | undefined {
    return redis && this.#reasons.get(redis)
  }

  /** Gives up this connection, if it is still the one in use; the next one goes where the reason points to. */
  drop(redis: Redis, reason: string): void {
    if (this.#redis === redis) this.#redis = undefined
    hangUp(redis)
    // A node of a Cluster says so: MOVED SLOT HOST:PORT. All keys of a store are in one slot.
    const moved = /^MOVED \d+ (\S+):(\d+)$/.exec(reason)
    if (moved !== null) this.#moved = { host: moved[1] ?? '', port: Number(moved[2]) }
  }

  close(): void {
    this.#end.abort()
    if (this.#redis !== undefined) hangUp(this.#redis)
    this.#redis = undefined
  }

  async #open(): Promise<Redis> {
    const pauseMs = this.#retryAt - performance.now()
    if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: this.#end.signal }).catch(() => {})
    this.#check()
    const redis = new Redis({ ...this.#options, ...this.#moved })
    redis.on('error', (error: Error) => {
      if (!this.#reasons.has(redis)) this.#reasons.set(redis, error)
    })
    const abort = (): void => hangUp(redis)
    this.#end.signal.addEventListener('abort', abort)
    redis.once('end', () => {
      this.#end.signal.removeEventListener('abort', abort)
      if (this.#redis === redis) this.#redis = undefined
    })
    try {
      await redis.connect()
      // Without a login Redis takes only short requests, and calls longer ones a protocol error.
      await redis.ping()
    } catch (error) {
      hangUp(redis)
      this.#moved = undefined
      const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.#failures++, 10))
      this.#retryAt = performance.now() + longest * (0.5 + Math.random() / 2)
      throw this.reasonOf(redis) ?? error
    }
    this.#check()
    this.#failures = 0
    this.#redis = redis
    return redis
  }

  #cork({ stream }: Redis): void {
    if (this.#corked) return
    this.#corked = true
    stream.cork()
    process.nextTick(() => {
      this.#corked = false
      stream.uncork()
    })
  }

  #check(): void {
    if (this.closed) throw new StoreError('closed', 'the store is closed')
  }
}

/** The library alone would say goodbye and wait for the server's answer, of which there may be none. */
function hangUp(redis: Redis): void {
  redis.disconnect()
  redis.stream?.destroy()
}

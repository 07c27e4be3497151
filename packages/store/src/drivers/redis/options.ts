import type { RedisOptions as LibraryOptions } from 'ioredis'
import { StoreError } from '../../errors.ts'

/** What the client library is told; answers in the form of RESP 2. */
export type ClientOptions = Omit<LibraryOptions, 'replyMapping'>

export interface RedisTls {
  /** Certificate of the authority in PEM; the authorities of the system when absent. */
  readonly ca?: string | Buffer
  /** Our own certificate and key in PEM, for servers that ask for one. */
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  /** The name the server's certificate has to bear; the host when absent. */
  readonly servername?: string
}

export interface RedisAddress {
  readonly host: string
  readonly port: number
}

export interface RedisOptions {
  /** `redis://user:password@host:port/db`, `rediss://…` with TLS. Options below go before what it says. */
  readonly url?: string
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** Default 6379. */
  readonly port?: number
  /** A UNIX socket instead of host and port. */
  readonly path?: string
  /** Default 0. */
  readonly db?: number
  /** A user of the server's access list. */
  readonly username?: string
  readonly password?: string
  readonly tls?: boolean | RedisTls
  /** Ask these for the server named `master`, again after each disconnect, instead of host and port. */
  readonly sentinels?: readonly RedisAddress[]
  readonly master?: string
  /** TLS to the sentinels. */
  readonly sentinelTls?: boolean | RedisTls
  readonly sentinelUsername?: string
  readonly sentinelPassword?: string
  /** The name of the store: one server may hold many. Default `default`. */
  readonly space?: string
  /** How many commits the feed can go back. Default 10 000. With several drivers the lowest counts. */
  readonly retainCommits?: number
  /** How many bytes of changes the feed can go back. Default 64 MiB. With several drivers the lowest counts. */
  readonly retainBytes?: number
  /** How long to try to reach the server when opening. Default 10 000 ms. */
  readonly timeoutMs?: number
}

/** How much of the past the log keeps, as the scripts expect it. @throws StoreError `invalid` */
export function retentionOf({ retainCommits = 10_000, retainBytes = 64 << 20 }: RedisOptions): readonly string[] {
  for (const [name, value] of Object.entries({ retainCommits, retainBytes })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new StoreError('invalid', `Redis: ${name} is a whole number from 1, not ${value}`)
    }
  }
  return [String(retainCommits), String(retainBytes)]
}

/** How to reach the server, and how messages call it: never with a password. */
export interface Target {
  readonly client: ClientOptions
  readonly server: string
}

/** @throws StoreError `invalid` */
export function targetOf(options: RedisOptions): Target {
  const merged = { ...parseUrl(options.url), ...dropUndefined(options) }
  const { db = 0, username, password, tls, sentinels, master, path } = merged
  const secure = tls === undefined || tls === false ? {} : { tls: tlsOptions(tls) }
  const login = { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) }
  const suffix = db === 0 ? '' : ` db ${db}`
  if (sentinels !== undefined) {
    if (master === undefined) throw new StoreError('invalid', 'Redis: sentinels need the name of the master')
    const list = sentinels.map(({ host, port }) => `${host}:${port}`).join(', ')
    const client = { ...login, ...secure, ...sentinelOptions(merged, sentinels, master), db }
    return { client, server: `Redis master ${master} of sentinels ${list}${suffix}` }
  }
  if (path !== undefined) return { client: { ...login, path, db }, server: `Redis at ${path}${suffix}` }
  const { host = '127.0.0.1', port = 6379 } = merged
  return { client: { ...login, ...secure, host, port, db }, server: `Redis at ${host}:${port}${suffix}` }
}

function sentinelOptions(options: RedisOptions, sentinels: readonly RedisAddress[], name: string): ClientOptions {
  const { sentinelUsername, sentinelPassword, sentinelTls = false, tls = false } = options
  return {
    sentinels: sentinels.map(({ host, port }) => ({ host, port })),
    name,
    ...(sentinelUsername === undefined ? {} : { sentinelUsername }),
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(sentinelTls === false ? {} : { sentinelTLS: tlsOptions(sentinelTls) }),
    ...(tls === false ? {} : { enableTLSForSentinelMode: true }),
  }
}

function tlsOptions(tls: true | RedisTls): RedisTls {
  return tls === true ? {} : { ...tls }
}

function parseUrl(text: string | undefined): RedisOptions {
  if (text === undefined) return {}
  const url = URL.canParse(text) ? new URL(text) : undefined
  const db = url?.pathname.slice(1) ?? ''
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol) || !/^\d{0,5}$/.test(db)) {
    // The text may hold a password, so it is not repeated.
    throw new StoreError('invalid', 'Redis: the URL is not like redis://user:password@host:port/db')
  }
  return {
    ...(url.hostname === '' ? {} : { host: url.hostname.replace(/^\[(.*)\]$/, '$1') }),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(db === '' ? {} : { db: Number(db) }),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(url.protocol === 'rediss:' ? { tls: true } : {}),
  }
}

function dropUndefined(options: RedisOptions): RedisOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

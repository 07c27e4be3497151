import type { Driver } from '@vlcp/store'
import { readFileSync } from 'node:fs'
import { Failure, reasonOf } from '../failure.ts'
import type { StoreValues } from '../modules/store-settings.ts'
import { storePlace } from './store-place.ts'

/**
 * Opens the store that the configuration names. Each driver is imported when it is chosen: the client of etcd alone
 * takes longer to load than everything else.
 *
 * @param onWarning Told what in the settings of a server endangers the store
 * @throws StoreError, Failure
 */
export async function openDriver(values: StoreValues, onWarning: (text: string) => void): Promise<Driver> {
  const place = storePlace(values)
  switch (place.driver) {
    case 'embedded': {
      const { openEmbedded } = await import('@vlcp/store')
      return openEmbedded(place.folder)
    }
    case 'memory': {
      const { openMemory } = await import('@vlcp/store')
      return openMemory()
    }
    case 'redis':
      return openRedisAt(place.url, values, onWarning)
    case 'etcd':
      return openEtcdAt(place.hosts, values, onWarning)
  }
}

async function openEtcdAt(
  hosts: readonly string[],
  values: StoreValues,
  onWarning: (text: string) => void,
): Promise<Driver> {
  const { openEtcd } = await import('@vlcp/store/etcd')
  const [tls, user, password] = [tlsOf(values), values['store.user'], passwordOf(values)]
  return openEtcd({
    hosts,
    ...(tls === undefined ? {} : { tls }),
    ...(user === null || password === undefined ? {} : { user, password }),
    space: values['store.space'],
    onProblem: ({ message }) => onWarning(message),
  })
}

async function openRedisAt(url: string, values: StoreValues, onWarning: (text: string) => void): Promise<Driver> {
  const { openRedis } = await import('@vlcp/store/redis')
  const [, socket] = /^unix:(.*)$/.exec(url) ?? []
  const sentinels = values['store.redis.sentinels'].map(parseAddress)
  const [tls, user, password] = [tlsOf(values), values['store.user'], passwordOf(values)]
  const driver = await openRedis({
    ...(socket === undefined ? { url } : { path: socket }),
    ...(sentinels.length === 0 ? {} : { sentinels, master: values['store.redis.sentinelName'] }),
    ...(tls === undefined ? {} : { tls }),
    ...(user === null ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    space: values['store.space'],
  })
  for (const warning of await driver.warnings().catch(() => [])) onWarning(warning)
  return driver
}

/** `HOST:PORT`, an IPv6 address in brackets. */
function parseAddress(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':')
  return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(colon + 1)) }
}

/** The texts of the PEM files; undefined when none is named. */
export function tlsOf(values: StoreValues): { ca?: string; cert?: string; key?: string } | undefined {
  const [ca, cert, key] = [values['store.tls.ca'], values['store.tls.certificate'], values['store.tls.key']]
  if (ca === null && cert === null && key === null) return undefined
  return {
    ...(ca === null ? {} : { ca: readText('store.tls.ca', ca) }),
    ...(cert === null ? {} : { cert: readText('store.tls.certificate', cert) }),
    ...(key === null ? {} : { key: readText('store.tls.key', key) }),
  }
}

export function passwordOf(values: StoreValues): string | undefined {
  const file = values['store.passwordFile']
  if (file === null) return values['store.password'] ?? undefined
  const [line = ''] = readText('store.passwordFile', file).split(/\r?\n/, 1)
  if (line === '') throw new Failure(`store.passwordFile: ${file} is empty`)
  return line
}

function readText(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Failure(`${key}: ${path} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

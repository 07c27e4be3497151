import type { ClaimedSettings } from '@vlcp/server'
import type { VlcpSettings } from '../settings.ts'
import { storePlace } from './store-place.ts'

const replaced = ['store.driver', 'store.folder', 'store.redis.url', 'store.etcd.hosts'] as const

/** What is wrong with the settings of the store together; undefined when nothing is. */
export function storeProblem({ values, origins }: ClaimedSettings<VlcpSettings>): string | undefined {
  const { driver } = storePlace(values)
  const other = replaced.find((key) => origins[key].kind !== 'default')
  // The command line may name another store for once; elsewhere nobody could say which of the two counts.
  if (values.store !== null && other !== undefined && origins.store.kind !== 'flag') {
    return `store is the short form of ${other}, and both are given`
  }
  if (driver === 'memory' && values['server.workers'] > 1) {
    return 'a store in memory belongs to one process, and server.workers is more than 1'
  }
  if (values['store.password'] !== null && values['store.passwordFile'] !== null) {
    return 'store.password and store.passwordFile both give the password of the store'
  }
  if ((values['store.tls.certificate'] === null) !== (values['store.tls.key'] === null)) {
    return 'store.tls.certificate and store.tls.key need each other'
  }
  if (driver === 'etcd' && (values['store.user'] === null) !== passwordless(values)) {
    return 'etcd needs store.user together with store.password or store.passwordFile'
  }
  return undefined
}

function passwordless(
  values: Pick<ClaimedSettings<VlcpSettings>['values'], 'store.password' | 'store.passwordFile'>,
): boolean {
  return values['store.password'] === null && values['store.passwordFile'] === null
}

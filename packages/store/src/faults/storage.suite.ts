import type { Driver } from '../driver.ts'
import { openEmbedded } from '../drivers/embedded/embedded.ts'

/** Where a node finds the storage; travels to it as JSON. Servers are reached through a proxy. */
export type StorageAddress =
  | { readonly kind: 'embedded'; readonly folder: string }
  | { readonly kind: 'redis'; readonly port: number }
  | { readonly kind: 'etcd'; readonly host: string }

/** Enough for every commit of a test: a feed without a gap is part of what is tested. */
const retainCommits = 1_000_000
const retainBytes = 1 << 30

export async function openStorage(address: StorageAddress): Promise<Driver> {
  switch (address.kind) {
    case 'embedded':
      return openEmbedded(address.folder, { retainCommits, retainBytes })
    case 'redis':
      return (await import('../drivers/redis/index.ts')).openRedis({ port: address.port, retainCommits, retainBytes })
    case 'etcd':
      return (await import('../drivers/etcd/index.ts')).openEtcd({ hosts: address.host })
  }
}

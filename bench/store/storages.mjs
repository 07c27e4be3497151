// The storages, and how ours and bare clients open them. A place is plain data, so that it can be told to another process.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbedded, openMemory } from '@vlcp/store'
import { openEtcd } from '@vlcp/store/etcd'
import { openRedis } from '@vlcp/store/redis'
import { EtcdServer, RedisServer } from '@vlcp/testkit'
import { openBareEmbedded } from './bare/embedded.mjs'
import { openBareEtcd } from './bare/etcd.mjs'
import { openBareRedis } from './bare/redis.mjs'

const ours = {
  embedded: ({ folder, space }) => openEmbedded(join(folder, space)),
  redis: ({ port, space }) => openRedis({ port, space }),
  etcd: ({ host, space }) => openEtcd({ hosts: host, space }),
  memory: async () => openMemory(),
}

const bare = { embedded: openBareEmbedded, redis: openBareRedis, etcd: openBareEtcd }

export const openDriver = (place) => ours[place.storage](place)
export const openBare = (place) => bare[place.storage](place)

/**
 * Durability is what the storage does by itself: fsync before the answer in the embedded database and etcd, once a
 * second in Redis.
 */
const redisConfig = { appendonly: 'yes', appendfsync: 'everysec', 'auto-aof-rewrite-percentage': '0' }

/** Starts the servers; `close` ends them. */
export async function startStorages() {
  const folder = mkdtempSync(join(tmpdir(), 'vlcp-bench-store-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeFolder)
  const closers = [async () => removeFolder()]
  const close = async () => {
    for (const closer of closers.toReversed()) await closer()
  }
  try {
    const redis = await RedisServer.start({ config: redisConfig })
    closers.push(() => redis.close())
    const etcd = await EtcdServer.start({ fsync: true, args: ['--snapshot-count=1000000'] })
    closers.push(() => etcd.close())
    return {
      places: [
        { storage: 'embedded', folder },
        { storage: 'redis', port: redis.port },
        { storage: 'etcd', host: etcd.host },
        { storage: 'memory' },
      ],
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

import type { ReferenceKey, Translation } from '@vlcp/server'
import { parseReferenceUrl } from './endpoint.ts'
import { always, noMeaning } from './no-meaning.ts'

type Given = (key: string) => unknown

const url = 'module.redisdb.url'
const database = 'module.redisdb.db'
const redisDb = 'vlcp.service.kvdb.redisdb.RedisDB'
const refuse = (refused: string): Translation => ({ refused })

/** Server and database stand in two keys there and in one here; each of the two gives the whole. */
function translateRedis(given: Given): Translation {
  const address = given(url) ?? 'tcp://localhost/'
  const number = given(database) ?? null
  const parsed = parseReferenceUrl(address)
  if (parsed === undefined) return refuse('expected a URL such as "tcp://localhost/"')
  const { scheme, host, port = 6379 } = parsed
  if (scheme !== 'tcp' && scheme !== 'ssl') return refuse(`Redis is reached by tcp:// or ssl://, not by "${scheme}"`)
  if (host === '') return refuse('the URL names no host to connect to')
  if (number !== null && !(typeof number === 'number' && Number.isSafeInteger(number) && number >= 0)) {
    return refuse(`${database} is the number of a database`)
  }
  const path = number === null ? '' : `/${number}`
  const server = host.includes(':') ? `[${host}]` : host
  return { value: `${scheme === 'ssl' ? 'rediss' : 'redis'}://${server}:${port}${path}` }
}

function translateStorage(value: unknown, given: Given): Translation {
  if (value === redisDb || value === null) return translateRedis(given)
  const name = typeof value === 'string' ? value : 'it'
  return refuse(`there is no driver that does what ${name} did; store.driver names those there are`)
}

const codec = 'values are JSON here; "vlcp store migrate --from-reference" reads both forms'
const zooKeeper = 'there is no driver for ZooKeeper yet'

/** What says where and how the reference stored (vlcp-core 8.6). */
export const storageKeys: readonly ReferenceKey[] = [
  { key: 'proxy.kvstorage', target: 'store', translate: translateStorage },
  { key: url, target: 'store', translate: (_, given) => translateRedis(given) },
  { key: database, target: 'store', translate: (_, given) => translateRedis(given) },
  { key: 'module.redisdb.key', target: 'store.tls.key' },
  { key: 'module.redisdb.certificate', target: 'store.tls.certificate' },
  { key: 'module.redisdb.ca_certs', target: 'store.tls.ca' },
  ...noMeaning('module.redisdb.', 'serialize deflate pickleversion cpickle', codec),
  ...noMeaning('module.redisdb.', 'enterseq enterlock maxretry', 'a transaction is one script in Redis'),
  ...noMeaning('module.redisdb.', '**', 'there is one store, and store.driver names it'),
  ...noMeaning('module.', 'redisnotifier.**', 'changes come with the commits, not by messages beside them'),
  ...noMeaning('module.', 'redisclient.** knowledge.**', 'no module of that kind is there'),
  ...noMeaning('module.', 'zookeeperdb.** zookeeperclient.**', zooKeeper),
  ...noMeaning('module.objectdb.', 'objectupdatepriority', 'the queue it orders does not exist'),
  always('module.objectdb.debuggingupdater', [false], 'no transaction runs twice to find mistakes in it'),
  ...noMeaning('migratedb.', 'knownmodules knownmodules.**', 'use "vlcp store migrate"'),
  ...noMeaning('proxy.', 'updatenotifier memorystorage', 'changes come with the commits, and nothing else is kept'),
]

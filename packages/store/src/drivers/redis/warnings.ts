import type { Redis } from 'ioredis'
import { asList, asText } from './reply.ts'

/** What in the server's settings endangers a store, in words; empty when nothing does. */
export async function readWarnings(redis: Redis): Promise<string[]> {
  const [appendOnly, save, eviction] = await Promise.all(
    ['appendonly', 'save', 'maxmemory-policy'].map((name) => readSetting(redis, name)),
  )
  if (appendOnly === undefined)
    return ['the server does not tell its settings (CONFIG GET): whether it keeps data on a disk is unknown']
  const warnings: string[] = []
  if (appendOnly === 'no' && save === '') {
    warnings.push('the server keeps nothing on a disk (appendonly no, save ""): a restart loses everything')
  } else if (appendOnly === 'no') {
    warnings.push('the server saves now and then only (appendonly no): a restart loses the latest commits')
  }
  if (eviction !== undefined && eviction.startsWith('allkeys')) {
    warnings.push(`the server may drop the store when memory is short (maxmemory-policy ${eviction}): set noeviction`)
  }
  return warnings
}

async function readSetting(redis: Redis, name: string): Promise<string | undefined> {
  try {
    return asText(asList(await redis.call('config', 'GET', name))[1])
  } catch {
    // Not allowed for this user, or unknown to a server that only resembles Redis.
    return undefined
  }
}

import { ReplyError, type Redis } from 'ioredis'
import type { Layout } from './layout.ts'

/**
 * Redis says WRONGTYPE and not where. This looks for the key that somebody has replaced, and returns an error that names
 * it; any other error comes back as it is.
 */
export async function nameWrongType(redis: Redis, layout: Layout, error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !error.message.includes('WRONGTYPE')) return error
  for (const key of layout.names) {
    const found = String(await redis.call('type', key))
    if (found === 'none' || found === layout.typeOf(key)) continue
    return new ReplyError(`VLCPDAMAGED ${key} is a ${found}, a ${layout.typeOf(key)} belongs there`)
  }
  return error
}

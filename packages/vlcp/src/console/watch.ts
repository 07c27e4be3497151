import type { StreamItem } from '@vlcp/server'
import type { Attached } from './command.ts'
import { formatEvent } from './event-line.ts'

/** Writes events that match until it is cancelled, or there were so many. */
export async function watch(attached: Attached, match: string, limit?: number): Promise<void> {
  const { client, output, json, signal, write, remark } = attached
  const onItem = async (item: StreamItem): Promise<void> => {
    if ('watching' in item) {
      if (item.note !== undefined) remark(`${item.note}; waiting`)
    } else if ('dropped' in item) {
      if (json) await write([JSON.stringify({ dropped: item.dropped })])
      else remark(`${item.dropped} events were left out: they come faster than they are read`)
    } else await write([json ? JSON.stringify(item.event) : formatEvent(item.event, output)])
  }
  await client.request('events', { match, ...(limit === undefined ? {} : { limit }) }, { signal, onItem })
}

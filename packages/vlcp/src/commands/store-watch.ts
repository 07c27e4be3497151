import { describeDifference } from '@vlcp/store/transfer'
import { Failure } from '../failure.ts'
import { storeClasses } from '../store/classes.ts'
import { nounOfKey } from '../store/class-of-key.ts'
import { watchStore, type WatchEvent } from '../store/watch-store.ts'
import { type StoreFlags, withStore } from '../store/with-store.ts'
import { LineOutput } from '../terminal/line-output.ts'
import { printable } from '../terminal/printable.ts'

export interface WatchFlags extends StoreFlags {
  readonly class?: string
  readonly since?: string
}

/** `vlcp store watch`: commits on standard output until Ctrl-C, what else happens on standard error. */
export async function storeWatch(flags: WatchFlags): Promise<void> {
  const since = flags.since === undefined ? undefined : Number(flags.since)
  if (since !== undefined && !(Number.isSafeInteger(since) && since >= 0)) {
    throw new Failure(`--since: expected a revision, received "${flags.since}"`)
  }
  const cls = storeClasses.find(({ name }) => name === flags.class)
  if (flags.class !== undefined && cls === undefined) {
    throw new Failure(`--class: there are ${storeClasses.map(({ name }) => name).join(', ')}, and no "${flags.class}"`)
  }
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
  // The drivers keep no process alive that waits for the commits of others.
  const alive = setInterval(() => undefined, 60_000)
  try {
    await withStore(flags, ({ driver }) => show(watchStore(driver, { since, cls, signal: controller.signal }), flags))
  } finally {
    clearInterval(alive)
  }
}

async function show(events: AsyncIterable<WatchEvent>, { json = false }: WatchFlags): Promise<void> {
  const output = new LineOutput()
  for await (const event of events) {
    const lines = json ? [formatJson(event)] : formatEvent(event)
    if (!json && !('changes' in event)) process.stderr.write(`${lines.join('\n')}\n`)
    else for (const line of lines) await output.add(line)
    await output.flush()
  }
}

/** A revision, and below it each key with what it is and how it has changed. */
function formatEvent(event: WatchEvent): string[] {
  if (event.kind === 'gap') return [`gap: the commits after revision ${event.after} are no longer kept`]
  if (event.kind === 'start') return [`from revision ${event.revision} on`]
  if (!('changes' in event)) return [printable(event.reason)]
  const head = event.kind === 'commit' ? `revision ${event.revision}` : `revision ${event.revision}, read afresh`
  const changes = event.changes.map(({ key, before, after }) => {
    const noun = nounOfKey(storeClasses, key)
    return printable(`  ${key} (${noun}): ${describeDifference(before, after)}`)
  })
  return [head, ...changes]
}

/** Texts stand there as they are stored; one that is not known is left out. */
function formatJson(event: WatchEvent): string {
  if (!('changes' in event)) return JSON.stringify(event)
  const changes = event.changes.map((change) => ({ class: nounOfKey(storeClasses, change.key), ...change }))
  return JSON.stringify({ ...event, changes })
}

import type { Snapshot } from './snapshot.ts'
import type { StagedWrite } from './transaction.ts'
import { StoreError } from './errors.ts'
import { ConflictSignal } from './snapshot.ts'

/** What one run of a transaction function did. */
export interface Run {
  readonly asked: ReadonlySet<string>
  readonly staged: ReadonlyMap<string, StagedWrite>
}

/**
 * Runs a transaction function once more on what it has read, and compares. Whoever decides by the time of day, by chance
 * or by what it remembers from an earlier attempt would do something else in the next attempt than it has told in this one.
 *
 * @param again Starts the second run, which ends by returning or throwing
 * @throws StoreError `invalid` naming the first key that was read or written differently
 */
export async function checkRepeat(
  snapshot: Snapshot,
  first: Run,
  again: () => { readonly staged: Run['staged']; readonly done: Promise<unknown> },
): Promise<void> {
  const asked = snapshot.recordAsked()
  const { staged, done } = again()
  const thrown = await done.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  const second = { asked, staged }
  const fault = readFault(first, second) ?? writeFault(first, second)
  if (fault !== undefined) throw notDeterministic(fault.key, fault.why)
  if (thrown === undefined || thrown.error instanceof ConflictSignal) return
  throw notDeterministic(undefined, 'it throws in its second run', thrown.error)
}

interface Fault {
  readonly key: string
  readonly why: string
}

function readFault(first: Run, second: Run): Fault | undefined {
  for (const key of first.asked) if (!second.asked.has(key)) return { key, why: 'read in its first run only' }
  for (const key of second.asked) if (!first.asked.has(key)) return { key, why: 'read in its second run only' }
  return undefined
}

function writeFault(first: Run, second: Run): Fault | undefined {
  for (const key of new Set([...first.staged.keys(), ...second.staged.keys()])) {
    const [one, two] = [describe(first.staged.get(key)), describe(second.staged.get(key))]
    if (one !== two) return { key, why: `${one} in its first run, ${two} in its second` }
  }
  return undefined
}

function describe(write: StagedWrite | undefined): string {
  if (write === undefined) return 'not written'
  if (write.next === undefined) return 'deleted'
  const lease = write.lease === undefined ? '' : ` under ${write.lease?.id ?? 'no lease'}`
  return `${write.next.text}${lease}`
}

function notDeterministic(key: string | undefined, why: string, cause?: unknown): StoreError {
  const where = key === undefined ? '' : `${key}: `
  return new StoreError('invalid', `${where}the transaction is not deterministic: ${why}`, { key, cause })
}

import type { Store } from '../store.ts'
import { StoreError, type StoreErrorCode } from '../errors.ts'
import { type Attempt, attemptOf } from '../transaction.ts'

/** How far a walk over the objects of a class has come. */
export interface ObjectsProgress {
  readonly className: string
  /** `check`: the class has been read and compared, all at once. */
  readonly phase: 'check' | 'migrate' | 'repair'
  readonly done: number
  readonly total: number
}

export interface ObjectsOptions {
  /** Called when a class has been looked at, and after every transaction. */
  readonly onProgress?: (progress: ObjectsProgress) => void
  /** Ends the work between two transactions; what is done stays done, and a second run goes on from there. */
  readonly signal?: AbortSignal
  /** Objects per transaction. Default 100. */
  readonly batchSize?: number
}

const defaultBatchSize = 100
/** A batch that others keep disturbing is cut in two after this time. */
const patienceMs = 5000

/** What smaller batches may mend, or pin down to one object. */
const divisible: readonly StoreErrorCode[] = [
  'too_large',
  'contention',
  'duplicate',
  'dangling',
  'referenced',
  'corrupt',
  'newer',
  'invalid',
]

/**
 * Works on the items in transactions of bounded size, so that others get their turn. A batch that fails is cut in two
 * until the item at fault stands alone.
 *
 * @param onFailure Told of the items that fail on their own
 * @throws StoreError when the storage fails or the signal is aborted
 */
export async function inBatches<I>(
  store: Store,
  items: readonly I[],
  work: (tx: Attempt, batch: readonly I[]) => Promise<void>,
  onFailure: (item: I, error: StoreError) => void,
  {
    signal,
    batchSize = defaultBatchSize,
    onDone,
  }: Omit<ObjectsOptions, 'onProgress'> & { onDone: (done: number) => void },
): Promise<void> {
  const run = async (batch: readonly I[]): Promise<void> => {
    const options = { timeoutMs: patienceMs, ...(signal === undefined ? {} : { signal }) }
    try {
      await store.transact((tx) => work(attemptOf(tx), batch), options)
    } catch (error) {
      if (!(error instanceof StoreError) || !divisible.includes(error.code)) throw error
      const [only] = batch
      if (batch.length > 1 || only === undefined) {
        const half = Math.ceil(batch.length / 2)
        await run(batch.slice(0, half))
        await run(batch.slice(half))
      } else if (error.code === 'contention') throw error
      else onFailure(only, error)
    }
  }
  for (let done = 0; done < items.length; done += batchSize) {
    await run(items.slice(done, done + batchSize))
    onDone(Math.min(done + batchSize, items.length))
  }
}

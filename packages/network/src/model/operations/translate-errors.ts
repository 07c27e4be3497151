import { OperationError, type OperationErrorCode } from '@vlcp/server'
import { ReferencedError, StoreError, type StoreErrorCode, UniqueError } from '@vlcp/store'
import type { Item } from '../attributes.ts'
import { type Batch, idOf } from '../batch.ts'

const codes: Partial<Record<StoreErrorCode, OperationErrorCode>> = {
  unavailable: 'unavailable',
  unusable: 'unavailable',
  full: 'unavailable',
  contention: 'unavailable',
  aborted: 'unavailable',
  closed: 'unavailable',
  too_large: 'too_large',
  corrupt: 'internal',
  newer: 'internal',
  dangling: 'not_found',
}

/**
 * Runs work on the store and gives its errors the form of the API.
 *
 * @param identify The storage key of the object an element stands for
 * @throws OperationError
 */
export async function translateErrors<R>(
  work: () => Promise<R>,
  batch?: Batch,
  identify: (item: Item) => string = () => '',
): Promise<R> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UniqueError) {
      const index = batch?.items.findIndex((item) => identify(item) === error.key) ?? -1
      // The indexes are named after the parameter whose value is doubled.
      const field = index < 0 ? error.index : batch?.field(index, error.index)
      const value = error.values.at(-1) ?? ''
      const message = `${error.index} ${value} is used by ${error.holder} in the same network`
      throw new OperationError('conflict', message, field, { cause: error })
    }
    if (error instanceof ReferencedError) throw inUse(error, batch, identify)
    const code = error instanceof StoreError ? codes[error.code] : undefined
    if (code === undefined || !(error instanceof StoreError)) throw error
    throw new OperationError(code, error.message, undefined, { cause: error })
  }
}

/** An element was to be deleted, and others refer to it. */
function inUse(error: ReferencedError, batch: Batch | undefined, identify: (item: Item) => string): OperationError {
  const index = batch?.items.findIndex((item) => identify(item) === error.key) ?? -1
  const item = batch?.items[index]
  const target = item === undefined ? error.key : `${wordsOf(error.targetClass)} ${idOf(item)}`
  const shown = error.referrers.slice(0, 3).join(', ')
  const more = error.referrers.length > 3 ? ` and ${error.referrers.length - 3} more` : ''
  const message = `${target} is in use by ${wordsOf(error.className)}s: ${shown}${more}`
  return new OperationError('conflict', message, item && batch?.field(index, 'id'), { cause: error })
}

/** The name of a class in words: `logical port`. */
function wordsOf(className: string): string {
  return className.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}

import { OperationError, type OperationErrorCode } from '@vlcp/server'
import { StoreError, type StoreErrorCode, UniqueError } from '@vlcp/store'
import type { Item } from '../attributes.ts'
import type { Batch } from '../batch.ts'

const codes: Partial<Record<StoreErrorCode, OperationErrorCode>> = {
  unavailable: 'unavailable',
  unusable: 'unavailable',
  full: 'unavailable',
  contention: 'unavailable',
  aborted: 'unavailable',
  closed: 'unavailable',
  too_large: 'too_large',
  corrupt: 'internal',
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
    const code = error instanceof StoreError ? codes[error.code] : undefined
    if (code === undefined || !(error instanceof StoreError)) throw error
    throw new OperationError(code, error.message, undefined, { cause: error })
  }
}

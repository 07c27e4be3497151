import type { Limits } from './driver.ts'
import { isWellFormed } from './driver.ts'
import { StoreError } from './errors.ts'

/**
 * Refuses a commit that the driver would not take, before anything is sent.
 *
 * @param plan Key to text, null for a deletion: objects and index entries
 * @throws StoreError `too_large` with the key of the value, or of the largest one when it is the sum; `invalid` when a
 * key is not valid Unicode
 */
export function checkSizes(plan: ReadonlyMap<string, string | null>, limits: Limits): void {
  let total = 0
  let largest = { key: '', bytes: 0 }
  for (const [key, text] of plan) {
    const keyBytes = checkKey(key, limits)
    const valueBytes = text === null ? 0 : Buffer.byteLength(text)
    if (valueBytes > limits.valueBytes) {
      throw new StoreError('too_large', `${key}: value of ${valueBytes} bytes, the limit is ${limits.valueBytes}`, {
        key,
      })
    }
    total += keyBytes + valueBytes
    if (keyBytes + valueBytes > largest.bytes) largest = { key, bytes: keyBytes + valueBytes }
  }
  if (total > limits.commitBytes) {
    const what = `transaction of ${total} bytes in ${plan.size} keys, the limit is ${limits.commitBytes}`
    const message = `${what}; the largest is ${largest.key} with ${largest.bytes}`
    throw new StoreError('too_large', message, { key: largest.key })
  }
}

function checkKey(key: string, limits: Limits): number {
  if (!isWellFormed(key))
    throw new StoreError('invalid', `${JSON.stringify(key)}: the key is not valid Unicode`, { key })
  const bytes = Buffer.byteLength(key)
  if (bytes > limits.keyBytes) {
    throw new StoreError('too_large', `${key}: key of ${bytes} bytes, the limit is ${limits.keyBytes}`, { key })
  }
  return bytes
}

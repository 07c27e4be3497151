import { accessSync, constants } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from '../../errors.ts'

const spacePattern = /no space left|quota exceeded|file too large|MDB_MAP_FULL/i
const accessPattern = /read-only|not permitted|permission denied/i
/** Less room than this is a full disk: a group of commits may need as much. */
const leastRoomBytes = 1 << 20

/** Says why a group could not be written; nothing of it was. */
export async function describeFailure(error: unknown, dataFile: string): Promise<StoreError> {
  const cause = await rootCause(error)
  const reason = cause instanceof Error ? cause.message : String(cause)
  const denial = denialOf(dataFile) ?? (accessPattern.test(reason) ? reason : undefined)
  if (denial !== undefined) {
    return new StoreError('unusable', `the store may not be written, nothing was written: ${denial}`, { cause })
  }
  // The last write before the disk is full goes in part, and the database takes that for a fault of the disk.
  if (spacePattern.test(reason) || (await hasNoRoom(dataFile))) {
    return new StoreError('full', `the store has no space left, nothing was written: ${reason}`, { cause })
  }
  return new StoreError('unavailable', `the store could not be written: ${reason}`, { cause })
}

/** After this time the database library has forgotten to say why: it does for EPERM, which has the number 1. */
const causeMs = 200

/** The database library rejects with "Commit failed" and hands out the reason as a promise beside it. */
async function rootCause(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error
  try {
    await Promise.race([error.commitError, sleep(causeMs)])
    return error
  } catch (reason) {
    return reason
  }
}

/** Why the file may not be written; undefined when it may. */
function denialOf(file: string): string | undefined {
  try {
    accessSync(file, constants.W_OK)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function hasNoRoom(file: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(dirname(file))
    return bavail * bsize < leastRoomBytes
  } catch {
    return false
  }
}

import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StoreError } from '../../errors.ts'

export const dataFileName = 'data.mdb'
export const lockFileName = 'lock.mdb'

/**
 * Creates the folder when it is missing and finds out whether it and the database in it can be written, or read at least.
 *
 * A file system that is mounted read-only has no place for locks either: nobody may write there by another mount.
 *
 * @throws StoreError `unusable` naming the path and what stands in the way
 */
export function prepareFolder(folder: string): 'writable' | 'read-only' {
  try {
    createFolder(folder)
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder')
    for (const file of [dataFileName, lockFileName]) {
      const stat = statSync(join(folder, file), { throwIfNoEntry: false })
      if (stat !== undefined && !stat.isFile()) throw new Error(`${file} is not a file`)
    }
    return accessOf(folder)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError('unusable', `store folder ${folder} cannot be used: ${reason}`, { cause })
  }
}

function accessOf(folder: string): 'writable' | 'read-only' {
  const [data, lock] = [join(folder, dataFileName), join(folder, lockFileName)]
  accessSync(folder, constants.R_OK | constants.X_OK)
  if (!existsSync(data)) {
    accessSync(folder, constants.W_OK)
    return 'writable'
  }
  accessSync(data, constants.R_OK)
  try {
    accessSync(data, constants.W_OK)
  } catch (error) {
    // Readers have to write themselves into the lock file; only where nobody at all can write is there no need.
    if (!isReadOnlySystem(error)) accessSync(lock, constants.W_OK)
    return 'read-only'
  }
  accessSync(folder, constants.W_OK)
  if (existsSync(lock)) accessSync(lock, constants.R_OK | constants.W_OK)
  return 'writable'
}

function isReadOnlySystem(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EROFS'
}

/** Like mkdir with `recursive`, which in Node 20 never returns for a path under /proc. */
function createFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return
  const parent = dirname(folder)
  if (parent !== folder) createFolder(parent)
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may have been faster.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

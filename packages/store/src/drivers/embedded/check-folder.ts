import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StoreError } from '../../errors.ts'

export const dataFileName = 'data.mdb'
export const lockFileName = 'lock.mdb'

/**
 * Creates the folder when it is missing and makes sure that it and the database files in it can be written.
 *
 * @throws StoreError `unusable` naming the path and what stands in the way
 */
export function prepareFolder(folder: string): void {
  try {
    createFolder(folder)
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder')
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    for (const file of [dataFileName, lockFileName]) {
      const stat = statSync(join(folder, file), { throwIfNoEntry: false })
      if (stat === undefined) continue
      if (!stat.isFile()) throw new Error(`${file} is not a file`)
      accessSync(join(folder, file), constants.R_OK | constants.W_OK)
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError('unusable', `store folder ${folder} cannot be used: ${reason}`, { cause })
  }
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

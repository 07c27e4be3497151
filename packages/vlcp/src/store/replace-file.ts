import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure, reasonOf } from '../failure.ts'

/** How much is handed to the file system at once. */
const pieceLength = 1 << 20

/**
 * Writes a file that is there as a whole or not at all: under another name first, on the disk before it gets its own.
 *
 * @throws Failure
 */
export async function replaceFile(path: string, pieces: Iterable<string>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeDurably(temporary, pieces)
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true })
    throw new Failure(`${path} cannot be written: ${reasonOf(error)}`, { cause: error })
  }
}

async function writeDurably(path: string, pieces: Iterable<string>): Promise<void> {
  // Nobody else is to read what may hold secrets of tenants.
  const file = await open(path, 'wx', 0o600)
  try {
    let text = ''
    for (const piece of pieces) {
      text += piece
      if (text.length < pieceLength) continue
      await file.write(text)
      text = ''
    }
    await file.write(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The new name, too, has to survive a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

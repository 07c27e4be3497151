import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { StoreError } from '../../errors.ts'

/**
 * The database library trusts its file: it reads pages through a memory map, and a file that is no database or has
 * been cut short ends the whole process with a signal. So the header is checked before the library sees the file.
 *
 * The first two pages hold the two newest headers (LMDB, `MDB_meta`, little endian, behind a page header of 24 bytes):
 *
 *      24  magic       u32    0xBEEFC0DE
 *      28  version     u32
 *      48  free        48 bytes: page size u32, …, root page u64 at 40
 *      96  main        48 bytes: …, root page u64 at 40
 *     152  transaction u64    the greater one is the newer header
 */
const magic = 0xbeefc0de
const headerBytes = 160
const magicAt = 24
const pageSizeAt = 48
const rootsAt = [48 + 40, 96 + 40]
const transactionAt = 152
/** The root page number of an empty tree. */
const noPage = 0xffff_ffff_ffff_ffffn
const pageSizes = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]

/**
 * Reads the headers of a database file. A missing or empty file is a new database.
 *
 * @throws StoreError `unusable` when the file is no database, or its newest trees begin beyond its end
 */
export function checkDataFile(path: string): void {
  const file = openExisting(path)
  if (file === undefined) return
  try {
    if (fstatSync(file).size === 0) return
    const first = readHeader(file, 0)
    if (first === undefined) throw damaged(path, 'it is not a database')
    const second = readHeader(file, first.pageSize)
    const newest = second !== undefined && second.transaction > first.transaction ? second : first
    // After the headers: the file may be growing, and each page is there before a header names it.
    const { size } = fstatSync(file)
    const pages = BigInt(Math.floor(size / first.pageSize))
    if (newest.roots.some((root) => root !== noPage && root >= pages)) {
      throw damaged(path, `it has been cut short: ${size} bytes are left`)
    }
  } finally {
    closeSync(file)
  }
}

interface Header {
  readonly pageSize: number
  readonly roots: readonly bigint[]
  readonly transaction: bigint
}

function readHeader(file: number, position: number): Header | undefined {
  const bytes = Buffer.alloc(headerBytes)
  if (readSync(file, bytes, 0, headerBytes, position) < headerBytes) return undefined
  const pageSize = bytes.readUInt32LE(pageSizeAt)
  if (bytes.readUInt32LE(magicAt) !== magic || !pageSizes.includes(pageSize)) return undefined
  const roots = rootsAt.map((offset) => bytes.readBigUInt64LE(offset))
  return { pageSize, roots, transaction: bytes.readBigUInt64LE(transactionAt) }
}

function openExisting(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new StoreError('unusable', `${path} cannot be read`, { cause: error })
  }
}

function damaged(path: string, why: string): StoreError {
  return new StoreError('unusable', `${path} is damaged: ${why}; restore a copy or choose another folder`)
}

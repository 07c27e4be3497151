import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { formatCanonical } from '../canonical-json.ts'
import {
  contentsLine,
  type ExportedEntry,
  exportFormat,
  type ExportHeader,
  type ExportTrailer,
  exportVersion,
  splitSum,
} from './export-line.ts'
import { compareKeys } from './export-lines.ts'

/** A file that is no export, or a damaged one. */
export class ExportError extends Error {
  override readonly name = 'ExportError'
  /** Number of the line, from 1. */
  readonly line: number

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`)
    this.line = line
  }
}

/** A whole file, found good. */
export interface ParsedExport {
  readonly header: ExportHeader
  readonly trailer: ExportTrailer
  readonly entries: readonly ExportedEntry[]
}

type Members = Readonly<Record<string, unknown>>

/**
 * Reads the lines of an export one after the other and believes none of them: sums, order, counts and hashes must be
 * right. {@link finish} gives what was read only if the whole file is good.
 */
export class ExportParser {
  readonly #hash = createHash('sha256')
  readonly #contents = createHash('sha256')
  readonly #entries: ExportedEntry[] = []
  #sum = 0
  #line = 0
  #header: ExportHeader | undefined
  #trailer: ExportTrailer | undefined

  /** Takes the next line without its line end. @throws ExportError */
  push(line: string): void {
    this.#line++
    if (this.#trailer !== undefined) throw this.#error('there is something after the end')
    const trailer = this.#header === undefined || splitSum(line) !== undefined ? undefined : trailerOf(line)
    if (trailer !== undefined) this.#end(trailer)
    else this.#take(this.#checked(line))
  }

  /** @throws ExportError when lines are missing */
  finish(): ParsedExport {
    this.#line++
    if (this.#header === undefined) throw new ExportError(1, 'the file is empty')
    if (this.#trailer === undefined) {
      const { count } = this.#header
      throw this.#error(`the file is cut off: ${this.#entries.length} of ${count} keys, and no trailer`)
    }
    return { header: this.#header, trailer: this.#trailer, entries: this.#entries }
  }

  #take(members: Members): void {
    if (this.#header === undefined) {
      this.#header = headerOf(members)
      return
    }
    const entry = this.#entry(members)
    if (entry === undefined) throw this.#error('neither a key with its value nor the trailer')
    const previous = this.#entries.at(-1)
    if (previous !== undefined && compareKeys(previous.key, entry.key) >= 0) {
      throw this.#error(`the key ${entry.key} does not come after ${previous.key}`)
    }
    this.#contents.update(contentsLine(entry))
    this.#entries.push(entry)
  }

  #entry(members: Members): ExportedEntry | undefined {
    try {
      return entryOf(members)
    } catch (error) {
      if (error instanceof TypeError) throw this.#error(`the value is ${error.message}`)
      throw error
    }
  }

  /** The members of a line whose sum is right. */
  #checked(text: string): Members {
    const split = splitSum(text)
    // Before the sum, because the form of the sum may be what is new.
    const members = parseMembers(split?.line ?? text)
    if (this.#header === undefined) this.#checkForm(members)
    if (split === undefined || members === undefined) throw this.#error('damaged or cut off: not a line of an export')
    this.#sum = crc32(split.line, this.#sum)
    if (this.#sum !== split.sum)
      throw this.#error('damaged: the sum is wrong, here or because a line before is missing')
    this.#hash.update(`${text}\n`)
    return members
  }

  #checkForm(members: Members | undefined): void {
    if (members?.['format'] !== exportFormat) throw this.#error('not an export of a store')
    const { version } = members
    if (typeof version === 'number' && version > exportVersion) {
      throw this.#error(`written by a newer VLCP: form ${version}, this one reads up to ${exportVersion}`)
    }
  }

  #end(trailer: ExportTrailer): void {
    const keys = this.#entries.length
    if (trailer.count !== keys || this.#header?.count !== keys) {
      throw this.#error(`there are ${keys} keys, the header says ${this.#header?.count}, the trailer ${trailer.count}`)
    }
    if (trailer.sha256 !== this.#hash.digest('hex')) throw this.#error('damaged: the SHA-256 of the file is wrong')
    if (trailer.contents !== this.#contents.digest('hex'))
      throw this.#error('damaged: the SHA-256 of the contents is wrong')
    this.#trailer = trailer
  }

  #error(message: string): ExportError {
    return new ExportError(this.#line, message)
  }
}

function parseMembers(line: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined
  } catch {
    return undefined
  }
}

function headerOf({ driver, revision, clock, count }: Members): ExportHeader {
  if (typeof driver !== 'string' || !isCount(revision) || !isCount(clock) || !isCount(count)) {
    throw new ExportError(1, 'the header lacks driver, revision, clock or count')
  }
  return { driver, revision, clock, count }
}

function entryOf(members: Members): ExportedEntry | undefined {
  const { key, revision, text } = members
  if (typeof key !== 'string' || !isCount(revision)) return undefined
  if (typeof text === 'string') return { key, revision, text }
  return Object.hasOwn(members, 'value') ? { key, revision, text: formatCanonical(members['value']) } : undefined
}

function trailerOf(line: string): ExportTrailer | undefined {
  const { count, contents, sha256 } = parseMembers(line) ?? {}
  if (!isCount(count) || typeof contents !== 'string' || typeof sha256 !== 'string') return undefined
  return { count, contents, sha256 }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

import type { Entry, ReadRequest, ReadResult } from '../../driver.ts'
import type { History } from './history.ts'
import { TryAgain } from './failure.ts'
import { asList, asRevision, asText, parseEntry } from './reply.ts'

/** What one script call reads at most: some milliseconds of the server's time, in which nobody else is served. */
const pageValues = 1000
const pageBytes = 1 << 20

/** Runs the read script. */
export type ReadPage = (args: readonly string[]) => Promise<unknown>

interface Cursor {
  readonly prefix: string
  /** The last key that has been read. */
  after: string
}

/**
 * Reads any amount as of one revision, in pages, without stopping the server for long.
 *
 * Each page is read at the newest revision, and brings along what has changed since the page before. So after every
 * page everything read so far is true at the revision of that page. A request that fits into a page is one call.
 */
export class PagedRead {
  readonly #data: string
  readonly #history: History
  readonly #request: ReadRequest
  readonly #wanted: ReadonlySet<string>
  readonly #cursors: Cursor[]
  readonly #entries = new Map<string, Entry>()
  readonly #changed = new Set<string>()
  #keys: string[]
  #knowsChanged = true
  #corrected = false
  #revision: number | undefined
  #tag = ''

  /** @param data Name of the hash with the values, for messages. */
  constructor(data: string, history: History, request: ReadRequest) {
    this.#data = data
    this.#history = history
    this.#request = request
    this.#wanted = new Set(request.keys ?? [])
    this.#keys = [...this.#wanted]
    this.#cursors = [...new Set(request.prefixes ?? [])].map((prefix) => ({ prefix, after: '' }))
  }

  /** @throws TryAgain when the changes between two pages are not known, so that the whole read has to start again */
  async run(page: ReadPage): Promise<ReadResult> {
    do {
      const keys = this.#keys.splice(0, pageValues)
      const cursors = keys.length < pageValues ? [...this.#cursors] : []
      const reply = asList(await page(this.#arguments(keys, cursors)))
      this.#correct(reply)
      this.#takeKeys(keys, asList(reply[4]))
      this.#takePages(cursors, asList(reply[5]))
    } while (this.#keys.length > 0 || this.#cursors.length > 0)
    return {
      revision: this.#revision ?? 0,
      entries: this.#corrected ? this.#sorted() : this.#entries,
      changed: this.#knowsChanged ? [...this.#changed] : 'unknown',
    }
  }

  #arguments(keys: readonly string[], cursors: readonly Cursor[]): string[] {
    const { since } = this.#request
    const [from, tag] =
      this.#revision === undefined
        ? [since === undefined ? '' : String(since), since === undefined ? '' : this.#history.tagOf(since)]
        : [String(this.#revision), this.#tag]
    const correct = this.#revision === undefined ? '0' : '1'
    const places = cursors.flatMap(({ prefix, after }) => [prefix, after])
    return [from, tag, correct, String(pageValues), String(pageBytes), String(keys.length), ...keys, ...places]
  }

  /** Takes over where the store stands, and what has changed since the page before. */
  #correct(reply: readonly unknown[]): void {
    const isFirst = this.#revision === undefined
    this.#revision = asRevision(reply[0])
    this.#tag = asText(reply[1])
    this.#history.tell(this.#revision, this.#tag)
    if (reply[2] === null) {
      if (!isFirst) throw new TryAgain('more has changed between two pages of a read than the server remembers')
      this.#knowsChanged = false
      return
    }
    const changed = asList(reply[2]).map(asText)
    for (const key of changed) this.#changed.add(key)
    if (isFirst) return
    const values = reply[3] === null ? undefined : asList(reply[3])
    for (const [i, key] of changed.entries()) {
      if (!this.#isWanted(key)) continue
      // Also when its page has not been read yet: it will only be read again.
      this.#corrected = true
      if (values === undefined) this.#keys.push(key)
      else this.#take(key, values[i])
    }
  }

  #isWanted(key: string): boolean {
    return this.#wanted.has(key) || (this.#request.prefixes ?? []).some((prefix) => key.startsWith(prefix))
  }

  #takeKeys(keys: readonly string[], values: readonly unknown[]): void {
    for (const [i, value] of values.entries()) this.#take(keys[i] ?? '', value)
    this.#keys.unshift(...keys.slice(values.length))
  }

  #takePages(cursors: readonly Cursor[], pages: readonly unknown[]): void {
    for (const [i, page] of pages.entries()) {
      const cursor = cursors[i]
      if (cursor === undefined) break
      const [isAll, ...fields] = asList(page)
      for (let j = 0; j < fields.length; j += 2) {
        cursor.after = asText(fields[j])
        this.#take(cursor.after, fields[j + 1])
      }
      if (isAll === 1) this.#cursors.splice(this.#cursors.indexOf(cursor), 1)
    }
  }

  #take(key: string, value: unknown): void {
    if (value === null) this.#entries.delete(key)
    else this.#entries.set(key, parseEntry(this.#data, key, value))
  }

  /** Corrections came in the order of their commits. */
  #sorted(): Map<string, Entry> {
    const found = [...this.#entries].map(([key, entry]) => ({ key, entry, bytes: Buffer.from(key) }))
    found.sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    return new Map(found.map(({ key, entry }) => [key, entry]))
  }
}

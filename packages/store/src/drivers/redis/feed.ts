import type { Redis } from 'ioredis'
import type { FeedItem } from '../../driver.ts'
import type { History } from './history.ts'
import type { Layout } from './layout.ts'
import type { Target } from './options.ts'
import { StoreError } from '../../errors.ts'
import { judge } from './failure.ts'
import { Link } from './link.ts'
import { parseRecords, type LogRecord } from './record.ts'
import { asList, asRevision, asText, damaged } from './reply.ts'
import { headScript } from './scripts/session.ts'
import { nameWrongType } from './wrong-type.ts'

/** How long one question waits at the server; then the reader looks whether the storage is still the same one. */
const blockMs = 1000
/** How many commits come at once. Together they are never larger than the log. */
const pieceCommits = 64
/** A feed that cannot reach the server for so long says so. */
const patienceMs = 5000

/** Where a reader stands: a revision, and the history it belongs to; empty when that is not known. */
interface Position {
  revision: number
  tag: string
}

/** Follows the log over a connection of its own, because waiting for commits blocks it. */
export class FeedReader {
  readonly #link: Link
  readonly #layout: Layout
  readonly #history: History
  readonly #reported: Set<number>
  /** The connection on which the position has been checked. */
  #trusted: Redis | undefined
  #lastContact = performance.now()

  /** @param reported Positions at which damage has been reported, shared by the feeds of a driver. */
  constructor(target: Target, layout: Layout, history: History, reported: Set<number>) {
    this.#link = new Link(target, blockMs)
    this.#layout = layout
    this.#history = history
    this.#reported = reported
  }

  /** Ends the reading at once, also in the middle of a question. */
  close(): void {
    this.#link.close()
  }

  /** @throws StoreError `unavailable` when the server cannot be reached, `corrupt`, `unusable` */
  async *follow(after: number): AsyncGenerator<FeedItem, void, undefined> {
    const position = { revision: after, tag: this.#history.tagOf(after) }
    while (!this.#link.closed) {
      const records = await this.#attempt(position)
      if (records === 'gap') {
        yield { kind: 'gap' }
        return
      }
      for (const { kind, revision, changes, tag } of records) {
        if (this.#link.closed) return
        position.revision = revision
        position.tag = tag
        this.#history.tell(revision, tag)
        yield { kind, revision, changes }
      }
      // What the reader took for itself is no silence of the server.
      if (records.length > 0) this.#lastContact = performance.now()
    }
  }

  /** Asks once; empty when nothing came. */
  async #attempt(position: Position): Promise<readonly LogRecord[] | 'gap'> {
    let redis: Redis | undefined
    try {
      redis = await this.#link.connect()
      const records = await this.#ask(redis, position)
      this.#lastContact = performance.now()
      return records
    } catch (error) {
      if (this.#link.closed) return []
      const failure = judge(error, this.#link.server, this.#link.reasonOf(redis))
      if (failure.kind === 'refused') return this.#skipDamage(failure.error, position.revision)
      if (redis !== undefined) this.#link.drop(redis, failure.reason)
      if (performance.now() - this.#lastContact < patienceMs) return []
      throw new StoreError('unavailable', `${this.#link.server}: ${failure.reason}`)
    }
  }

  async #ask(redis: Redis, position: Position): Promise<readonly LogRecord[] | 'gap'> {
    // On a new connection, and now and then: is this still the storage, and the history, of the position?
    if (this.#trusted !== redis) {
      if (await this.#isElsewhere(redis, position)) return 'gap'
      this.#trusted = redis
    }
    const { log } = this.#layout
    const options = ['COUNT', String(pieceCommits), 'BLOCK', String(blockMs)]
    const reply = await redis
      .call('xread', ...options, 'STREAMS', log, `${position.revision}-0`)
      .catch(async (error: unknown) => Promise.reject(await nameWrongType(redis, this.#layout, error)))
    if (reply === null) {
      this.#trusted = undefined
      return []
    }
    const records = parseRecords(log, asList(asList(asList(reply)[0])[1]))
    if (!isChain(position, records)) return 'gap'
    if (records[0]?.revision === position.revision + 1) return records
    if (await this.#isElsewhere(redis, position)) return 'gap'
    const place = `${log} ${position.revision + 1}-0`
    throw damaged(`${place} is missing`, place)
  }

  /** True when the position lies in the future, before the log, or in another history. */
  async #isElsewhere(redis: Redis, position: Position): Promise<boolean> {
    const reply = asList(await this.#link.run(redis, headScript, this.#layout, []))
    const [revision, tag, oldest] = [asRevision(reply[0]), asText(reply[1]), asRevision(reply[2])]
    if (position.revision > revision || position.revision + 1 < oldest) return true
    if (position.revision < revision) return false
    if (position.tag === '') position.tag = tag
    return position.tag !== tag
  }

  /** A damaged entry is reported once. Who then asks again reads afresh and goes on behind it. */
  #skipDamage(error: StoreError, revision: number): 'gap' {
    if (error.key === undefined || this.#layout.names.includes(error.key)) throw error
    if (this.#reported.delete(revision)) return 'gap'
    this.#reported.add(revision)
    throw error
  }
}

/** Does each record continue the history of the one before? */
function isChain(position: Position, records: readonly LogRecord[]): boolean {
  let { revision, tag } = position
  for (const record of records) {
    if (record.revision === revision + 1 && tag !== '' && record.before !== tag) return false
    revision = record.revision
    tag = record.tag
  }
  return true
}

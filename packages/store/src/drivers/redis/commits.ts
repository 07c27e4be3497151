import { randomBytes } from 'node:crypto'
import type { CommitRequest, CommitResult, RequestOptions } from '../../driver.ts'
import type { History } from './history.ts'
import type { Link } from './link.ts'
import { StoreError } from '../../errors.ts'
import { TryAgain } from './failure.ts'
import { insist } from './insist.ts'
import { Layout } from './layout.ts'
import { asList, asRevision, asText, damaged } from './reply.ts'
import { commitScript } from './scripts/commit.ts'
import { beginScript } from './scripts/session.ts'

/** Layout of the data; another number needs a migration. */
const format = '1'
/** Longer than any request; a driver that has been silent for so long begins a new session. */
export const sessionMs = 3_600_000
const farewellMs = 500

/**
 * Sends commits so that each is applied once at most.
 *
 * The driver numbers its commits. The server remembers, in a session of this driver, what became of each number until
 * the driver has the answer; the first copy that arrives decides. So a commit can be sent again after its answer was
 * lost, and a copy that arrives late, even after the driver went on, changes nothing. Of the answers that a driver has
 * had, the server need not remember more than the lowest number still without one.
 */
export class Commits {
  readonly layout: Layout
  readonly #link: Link
  readonly #history: History
  readonly #retention: readonly string[]
  readonly #name = randomBytes(8).toString('hex')
  readonly #unanswered = new Set<number>()
  #session: Promise<string> | undefined
  #last = 0

  /** @param retention Commits and bytes the log keeps. */
  constructor(link: Link, space: string, history: History, retention: readonly string[]) {
    this.#link = link
    this.#history = history
    this.#retention = retention
    this.layout = new Layout(space, this.#name)
  }

  /** Begins the session, if there is none. @throws StoreError `unusable`, `corrupt`, `unavailable` */
  begin(options: RequestOptions): Promise<string> {
    this.#session ??= this.#begin(options).catch((error: unknown) => {
      this.#session = undefined
      throw error
    })
    return this.#session
  }

  async commit(request: CommitRequest, options: RequestOptions): Promise<CommitResult> {
    const number = ++this.#last
    this.#unanswered.add(number)
    try {
      return await this.#commit(number, request, options)
    } finally {
      this.#unanswered.delete(number)
    }
  }

  /** Leaves no trace of this driver; the server would forget it later by itself. */
  async end(): Promise<void> {
    if (this.#session === undefined) return
    await insist(this.#link, { timeoutMs: farewellMs }, (redis) => redis.call('del', this.layout.session)).catch(
      () => {},
    )
  }

  async #begin(options: RequestOptions): Promise<string> {
    const args = [format, String(sessionMs), String(this.#lowest(this.#last + 1))]
    const reply = asList(
      await insist(this.#link, options, (redis) => this.#link.run(redis, beginScript, this.layout, args)),
    )
    this.#history.tell(asRevision(reply[1]), asText(reply[2]))
    return asText(reply[0])
  }

  async #commit(number: number, request: CommitRequest, options: RequestOptions): Promise<CommitResult> {
    const body = this.#body(number, request)
    let nonce: string | undefined
    const outcome = await insist(this.#link, { ...options, writes: true }, async (redis, lost) => {
      // Of one session to the end: in another one the number would mean nothing. It is begun for all who wait for it,
      // so the time of this one does not end it.
      const session = (nonce ??= await this.begin({ timeoutMs: sessionMs }))
      const args = [...this.#retention, session, String(number), String(this.#lowest(number)), ...body]
      const answer = asText(await this.#link.run(redis, commitScript, this.layout, args))
      if (answer !== 'session') return answer
      await this.#forget(session)
      if (lost) throw this.#unknown('the server has forgotten this driver, or lost its data')
      nonce = undefined
      throw new TryAgain('the server has forgotten this driver')
    })
    return this.#read(outcome)
  }

  /** The lowest number without an answer; the numbers stand in the order in which they were given. */
  #lowest(otherwise: number): number {
    const [lowest = otherwise] = this.#unanswered
    return lowest
  }

  /** What stays the same in every attempt: from the id on, see the script. */
  #body(number: number, { keys, prefixes, since, writes, leases }: CommitRequest): string[] {
    const body = [`${this.#name}.${number}`, String(since), this.#history.tagOf(since)]
    body.push(String(keys.size), String(prefixes.length), String(writes.size))
    for (const [key, revision] of keys) body.push(key, String(revision))
    body.push(...prefixes)
    for (const [key, text] of writes) {
      if (text === null) body.push(key, '', '-')
      else body.push(key, text, `+${leases?.get(key) ?? ''}`)
    }
    return body
  }

  #read(outcome: string): CommitResult {
    if (outcome === 'conflict' || outcome === 'lease') return { committed: false, reason: outcome }
    const [kind, revision, tag] = outcome.split(' ')
    if (kind !== 'ok') throw damaged(`${outcome} is no answer to a commit`)
    this.#history.tell(asRevision(revision), asText(tag))
    return { committed: true, revision: asRevision(revision) }
  }

  async #forget(nonce: string): Promise<void> {
    if ((await this.#session) === nonce) this.#session = undefined
  }

  #unknown(reason: string): StoreError {
    return new StoreError('unavailable', `${this.#link.server}: what became of the commit is unknown: ${reason}`)
  }
}

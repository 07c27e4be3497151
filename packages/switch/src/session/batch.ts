import { messageAt } from './header.ts'

/** What a batch needs of the session it belongs to. */
export interface Confirmer {
  /** Asks the switch, at the end of this turn, whether it has done all that was sent. */
  ask(): void
  /** Tells of a refusal that nobody has waited for. */
  refusedUnseen(error: Error): void
}

/** What has become of a change: made, unless there is an error. */
export interface Outcome {
  readonly error?: Error
}

/** Somebody wants to know of one change. */
interface Watch {
  /** A refusal is not to be told to anybody else. */
  expected: boolean
  readonly waiting: ((outcome: Outcome) => void)[]
}

const MADE: Outcome = {}

/**
 * Changes that one barrier asks about, by their place in it. What becomes of them is kept here, in arrays of numbers, and not in
 * an object for each: nobody looks at most of them, and keeping an object alive until the switch has answered costs as much as
 * all the rest of sending a flow.
 */
export class Batch {
  readonly #confirmer: Confirmer
  readonly #xids: number[] = []
  /**
   * Where the messages lie as they were sent: not what they were made of, which would live on for as long. Each page has the
   * messages from its first place to that of the next page.
   */
  #pages: { readonly page: Uint8Array; readonly first: number }[] = []
  #lastPage: Uint8Array | undefined
  #starts: number[] = []
  /** Of all that were not refused. */
  #outcome: Outcome | undefined
  #refused: Map<number, Outcome> | undefined
  #watches: Map<number, Watch> | undefined

  constructor(confirmer: Confirmer) {
    this.#confirmer = confirmer
  }

  get size(): number {
    return this.#xids.length
  }

  /**
   * @param page the memory in which the message begins at `start`; a message has its length in its header
   * @returns its place
   */
  add(xid: number, page: Uint8Array, start: number): number {
    if (page !== this.#lastPage) {
      this.#pages.push({ page, first: this.size })
      this.#lastPage = page
    }
    this.#starts.push(start)
    return this.#xids.push(xid) - 1
  }

  xidAt(place: number): number {
    return this.#xids[place] ?? 0
  }

  /** The message as it was sent; nothing is left of it when it is known what became of it. */
  sentAt(place: number): Uint8Array | undefined {
    const page = this.#pages.findLast(({ first }) => first <= place)?.page
    const start = this.#starts[place]
    return page === undefined || start === undefined ? undefined : messageAt(page, start)
  }

  outcomeAt(place: number): Outcome | undefined {
    return this.#refused?.get(place) ?? this.#outcome
  }

  isExpected(place: number): boolean {
    return this.#watches?.get(place)?.expected === true
  }

  /** Somebody will look at the outcome. */
  expect(place: number): void {
    this.#watch(place).expected = true
  }

  /** Calls back when the outcome is known, at once if it is. */
  whenKnown(place: number, settle: (outcome: Outcome) => void): void {
    const known = this.outcomeAt(place)
    if (known === undefined) this.#watch(place).waiting.push(settle)
    else settle(known)
  }

  /** Asks the switch what has become of them. */
  ask(): void {
    this.#confirmer.ask()
  }

  /** The switch has refused one of them. */
  refuse(place: number, error: Error): void {
    if (this.outcomeAt(place) !== undefined) return
    this.#refused ??= new Map()
    this.#refused.set(place, { error })
    if (!this.isExpected(place)) this.#confirmer.refusedUnseen(error)
    for (const settle of this.#watches?.get(place)?.waiting ?? []) settle({ error })
  }

  /** The switch has made all that it has not refused. */
  confirm(): void {
    this.#settle(MADE)
  }

  /** What became of them will never be known, because the session is over: that is told once, not for every change. */
  abandon(error: Error): void {
    this.#settle({ error })
  }

  /** They could not be sent. Whoever made them has until the end of the turn to wait for them. */
  fail(error: Error): void {
    this.#settle({ error })
    setImmediate(() => {
      if (!this.isExpected(0)) this.#confirmer.refusedUnseen(error)
    })
  }

  #watch(place: number): Watch {
    this.#watches ??= new Map()
    let watch = this.#watches.get(place)
    if (watch === undefined) this.#watches.set(place, (watch = { expected: false, waiting: [] }))
    return watch
  }

  #settle(outcome: Outcome): void {
    if (this.#outcome !== undefined) return
    this.#outcome = outcome
    this.#pages = []
    this.#lastPage = undefined
    this.#starts = []
    for (const [place, { waiting }] of this.#watches ?? [])
      if (this.#refused?.has(place) !== true) for (const settle of waiting) settle(outcome)
  }
}

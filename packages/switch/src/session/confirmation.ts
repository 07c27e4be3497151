import { messageAt } from './header.ts'

/** What a confirmation needs of the session it belongs to. */
export interface Confirmer {
  /** Asks the switch, at the end of this turn, whether it has done all that was sent. */
  ask(): void
  /** Tells of a refusal that nobody has waited for. */
  refusedUnseen(error: Error): void
}

type Outcome = { readonly error?: Error }

/**
 * The promise that a switch has made a change, or why not. It can be awaited like any promise: then the switch is asked (by a
 * barrier that all changes of the turn share). If nobody awaits it, it costs next to nothing, and a refusal goes to the
 * `refusals` of the session instead, which a controller hands to its `onError`: it never ends the process.
 *
 * It rejects with an `OpenFlowError` (the switch refused it), an `UnsupportedError` (the negotiated version has no form for
 * it), a `RangeError` or `TextError` (a value that makes no sense, named), or a `SwitchError`: `disconnected`,
 * `too_many_requests`, `truncated_packet`.
 */
export class Confirmation implements PromiseLike<void> {
  readonly xid: number
  /** Where the message lies as it was sent. Not what it was made of, which would live on for as long. */
  readonly #page: Uint8Array
  readonly #start: number
  readonly #confirmer: Confirmer
  #outcome: Outcome | undefined
  #expected = false
  #waiting: ((outcome: Outcome) => void)[] | undefined

  /** @param page the memory in which the message begins at `start`; a message has its length in its header */
  constructor(confirmer: Confirmer, xid: number, page: Uint8Array, start: number) {
    this.#confirmer = confirmer
    this.xid = xid
    this.#page = page
    this.#start = start
  }

  /** The message as it was sent. */
  get sent(): Uint8Array {
    return messageAt(this.#page, this.#start)
  }

  /** Why the switch did not do it, as far as it is known. */
  get refusal(): Error | undefined {
    return this.#outcome?.error
  }

  /** Somebody will look at `refusal` after a barrier of their own: a refusal is not to be told to anybody else. */
  expect(): this {
    this.#expected = true
    return this
  }

  /** Calls back when it is known whether the switch has done it, which this alone does not ask. */
  onConfirmed(observer: () => void): this {
    this.#waiting ??= []
    this.#waiting.push(({ error }) => error ?? observer())
    return this
  }

  /** Rejects with an `OpenFlowError`, or when the session ends before the switch has answered. */
  // oxlint-disable-next-line unicorn/no-thenable -- being awaited is what asks the switch
  then<T = void, E = never>(
    onConfirmed?: ((value: void) => T | PromiseLike<T>) | null,
    onRefused?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<T | E> {
    return this.#promise().then(onConfirmed, onRefused)
  }

  catch<E = never>(onRefused: (reason: unknown) => E | PromiseLike<E>): Promise<void | E> {
    return this.#promise().catch(onRefused)
  }

  /** The switch has done it. */
  confirm(): void {
    this.#settle(CONFIRMED)
  }

  /** The switch has refused it. */
  refuse(error: Error): void {
    if (this.#outcome === undefined && !this.#expected) this.#confirmer.refusedUnseen(error)
    this.#settle({ error })
  }

  /** It could not be sent. Whoever made it has until the end of the turn to wait for it. */
  fail(error: Error): this {
    this.#settle({ error })
    setImmediate(() => {
      if (!this.#expected) this.#confirmer.refusedUnseen(error)
    })
    return this
  }

  /** It will never be known, because the session is over: that is told once, not for every change. */
  abandon(error: Error): void {
    this.#settle({ error })
  }

  #settle(outcome: Outcome): void {
    if (this.#outcome !== undefined) return
    this.#outcome = outcome
    if (this.#waiting !== undefined) for (const settle of this.#waiting) settle(outcome)
  }

  #promise(): Promise<void> {
    this.#expected = true
    return new Promise((resolve, reject) => {
      const settle = ({ error }: Outcome): void => (error === undefined ? resolve() : reject(error))
      if (this.#outcome !== undefined) {
        settle(this.#outcome)
        return
      }
      this.#waiting ??= []
      this.#waiting.push(settle)
      this.#confirmer.ask()
    })
  }
}

const CONFIRMED: Outcome = {}

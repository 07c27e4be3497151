import type { Batch, Outcome } from './batch.ts'

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
  readonly #batch: Batch
  readonly #place: number

  /** @param place which change of the batch it is about */
  constructor(batch: Batch, place: number) {
    this.#batch = batch
    this.#place = place
  }

  get xid(): number {
    return this.#batch.xidAt(this.#place)
  }

  /** The message as it was sent; undefined when it is known what became of it. */
  get sent(): Uint8Array | undefined {
    return this.#batch.sentAt(this.#place)
  }

  /** Why the switch did not do it, as far as it is known. */
  get refusal(): Error | undefined {
    return this.#batch.outcomeAt(this.#place)?.error
  }

  /** Somebody will look at `refusal` after a barrier of their own: a refusal is not to be told to anybody else. */
  expect(): this {
    this.#batch.expect(this.#place)
    return this
  }

  /** Calls back when it is known whether the switch has done it, which this alone does not ask. */
  onConfirmed(observer: () => void): this {
    this.#batch.whenKnown(this.#place, ({ error }) => error ?? observer())
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

  /** The switch has refused it. */
  refuse(error: Error): void {
    this.#batch.refuse(this.#place, error)
  }

  #promise(): Promise<void> {
    const batch = this.#batch
    batch.expect(this.#place)
    return new Promise((resolve, reject) => {
      const settle = ({ error }: Outcome): void => (error === undefined ? resolve() : reject(error))
      batch.whenKnown(this.#place, settle)
      if (batch.outcomeAt(this.#place) === undefined) batch.ask()
    })
  }
}

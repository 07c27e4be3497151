import type { Modification } from '@vlcp/openflow'

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
 * barrier that all changes of the turn share). If nobody awaits it, it costs next to nothing, and a refusal is reported to the
 * session instead.
 */
export class Confirmation implements PromiseLike<void> {
  readonly xid: number
  readonly modification: Modification | undefined
  readonly #confirmer: Confirmer
  #outcome: Outcome | undefined
  #waiting: ((outcome: Outcome) => void)[] | undefined

  constructor(confirmer: Confirmer, xid: number, modification: Modification | undefined) {
    this.#confirmer = confirmer
    this.xid = xid
    this.modification = modification
  }

  /** Why the switch did not do it, as far as it is known. */
  get refusal(): Error | undefined {
    return this.#outcome?.error
  }

  /** Rejects with an `OpenFlowError`, or when the session ends before the switch has answered. */
  // oxlint-disable-next-line unicorn/no-thenable -- being awaited is what asks the switch
  then<T = void, E = never>(
    onConfirmed?: (() => T | PromiseLike<T>) | null,
    onRefused?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<T | E> {
    return this.#promise().then(onConfirmed, onRefused)
  }

  catch<E = never>(onRefused: (reason: unknown) => E | PromiseLike<E>): Promise<void | E> {
    return this.#promise().catch(onRefused)
  }

  settle(error?: Error): void {
    if (this.#outcome !== undefined) return
    const outcome = error === undefined ? CONFIRMED : { error }
    this.#outcome = outcome
    if (this.#waiting !== undefined) for (const settle of this.#waiting) settle(outcome)
    else if (error !== undefined) this.#confirmer.refusedUnseen(error)
  }

  #promise(): Promise<void> {
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

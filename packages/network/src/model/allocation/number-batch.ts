import type { Transaction } from '@vlcp/store'
import { NumberPool, type NumberRange } from './number-pool.ts'

/** How a number is chosen: the lowest free one of the ranges, or the one after that chosen last, going round. */
export type NumberChoice = { readonly lowestOf: readonly NumberRange[] } | { readonly nextOf: NumberRange }

interface Claim {
  readonly pool: string
  readonly number: number
}
type Take = Claim & { readonly onTaken: () => Promise<Error> | Error }
interface Choose {
  readonly pool: string
  readonly choice: NumberChoice
  readonly use: (number: number) => void
  readonly onExhausted: () => Error
}

/**
 * The numbers that the elements of one batch give back, ask for and leave to us, in one transaction.
 *
 * The elements may say what they want in any order; {@link settle} does it in this one, so that the order of a batch
 * does not decide whether it succeeds:
 *
 * 1. Everything that is given back is free, so two objects can exchange their numbers.
 * 2. Numbers that are asked for are taken.
 * 3. Only then are numbers chosen for the others, in the order of the elements: none of them gets what another one
 *    asks for.
 *
 * All or nothing: an element that cannot have its number ends the transaction. The cost is one read of the 4096-number
 * chunks concerned, together, whatever the number of elements or owners.
 */
export class NumberBatch {
  readonly #tx: Transaction
  readonly #pools = new Map<string, NumberPool>()
  readonly #releases: Claim[] = []
  readonly #takes: Take[] = []
  readonly #choices: Choose[] = []

  constructor(tx: Transaction) {
    this.#tx = tx
  }

  /** Gives a number back. */
  release(pool: string, number: number): void {
    this.#releases.push({ pool, number })
  }

  /** Asks for a number. @param onTaken The error when another object, or another element of the batch, has it */
  take(pool: string, number: number, onTaken: () => Promise<Error> | Error): void {
    this.#takes.push({ pool, number, onTaken })
  }

  /** Asks for any number. @param use Told the number when it is chosen */
  choose(pool: string, choice: NumberChoice, use: (number: number) => void, onExhausted: () => Error): void {
    this.#choices.push({ pool, choice, use, onExhausted })
  }

  /** Does what was asked for and stages it in the transaction. @throws what `onTaken` and `onExhausted` return */
  async settle(): Promise<void> {
    await this.#prefetch()
    for (const { pool, number } of this.#releases.splice(0)) await this.#pool(pool).release(number)
    for (const { pool, number, onTaken } of this.#takes.splice(0)) {
      if (!(await this.#pool(pool).take(number))) throw await onTaken()
    }
    for (const { pool, choice, use, onExhausted } of this.#choices.splice(0)) {
      const numbers = this.#pool(pool)
      const number = await ('nextOf' in choice ? numbers.takeNext(choice.nextOf) : numbers.takeLowest(choice.lowestOf))
      if (number === undefined) throw onExhausted()
      use(number)
    }
    for (const pool of this.#pools.values()) pool.flush()
  }

  /** Reads together what would otherwise be read one after the other. */
  async #prefetch(): Promise<void> {
    const claims = [...this.#releases, ...this.#takes].map(({ pool, number }) => this.#pool(pool).prefetch(number))
    const choices = this.#choices.map(({ pool, choice }) =>
      'nextOf' in choice
        ? this.#pool(pool).prefetchNext(choice.nextOf)
        : this.#pool(pool).prefetch(choice.lowestOf[0]?.[0] ?? 0),
    )
    await Promise.all([...claims, ...choices])
  }

  #pool(name: string): NumberPool {
    const pool = this.#pools.get(name) ?? new NumberPool(this.#tx, name)
    this.#pools.set(name, pool)
    return pool
  }
}

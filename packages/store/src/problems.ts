/** Something stored is damaged; the rest works. */
export interface StoreProblem {
  readonly key: string
  readonly message: string
}

/** Beyond this number of damaged keys some are told again. */
const mostRemembered = 10_000

/** Tells of every damaged value once, however often it is met, and again only when it has been sound in between. */
export class Problems {
  readonly #tell: (problem: StoreProblem) => void
  readonly #told = new Map<string, string>()

  constructor(tell: (problem: StoreProblem) => void) {
    this.#tell = tell
  }

  report(key: string, message: string): void {
    if (this.#told.get(key) === message) return
    if (this.#told.size >= mostRemembered) this.#told.clear()
    this.#told.set(key, message)
    this.#tell({ key, message })
  }

  /** The key holds a sound value, or none. */
  mended(key: string): void {
    this.#told.delete(key)
  }
}

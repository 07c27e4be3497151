/** Functions that want to know of something, in the order in which they came. */
export class Observers<T> {
  readonly #all = new Set<(value: T) => void>()

  get size(): number {
    return this.#all.size
  }

  /** Returns the way to stop. */
  add(observer: (value: T) => void): () => void {
    this.#all.add(observer)
    return () => this.#all.delete(observer)
  }

  tell(value: T): void {
    for (const observer of this.#all) observer(value)
  }
}

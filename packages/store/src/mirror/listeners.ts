/**
 * Functions to call with every value. A listener that throws does not keep the others from being called: the error is
 * rethrown in a turn of its own, where the process sees it as uncaught.
 */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>()

  /** Returns the function that removes the listener. */
  add(listener: (value: T) => void): () => void {
    // Wrapped, so that the same function added twice is called and removed twice.
    const own = (value: T): void => listener(value)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  emit(value: T): void {
    // A listener added meanwhile waits for the next value.
    for (const listener of Array.from(this.#listeners)) {
      try {
        listener(value)
      } catch (error) {
        setImmediate(() => {
          throw error
        })
      }
    }
  }
}

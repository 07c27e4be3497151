/** Called with each value; several may be registered, in the order of their calls. */
export type Listener<T> = (value: T) => void

/**
 * The listeners of one kind of event. One that throws does not keep the others from hearing: its exception, a defect
 * of its owner, is given to `onError`.
 */
export class Listeners<T> {
  readonly #listeners = new Set<Listener<T>>()
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void = throwLater) {
    this.#onError = onError
  }

  /** @returns a function that removes the listener */
  add(listener: Listener<T>): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  emit(value: T): void {
    // One that is added meanwhile has seen the state behind this value already.
    const listeners = [...this.#listeners]
    for (const listener of listeners) {
      try {
        listener(value)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}

/** An uncaught exception, as it would be without us in between. */
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

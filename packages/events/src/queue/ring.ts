const SMALL = 16

/** An array of this size is kept when it is empty; a larger one is given back. */
const KEPT = 16_384

function empty<T>(length: number): (T | undefined)[] {
  const items: (T | undefined)[] = []
  // Several times faster than Array.from, and without holes.
  while (items.length < length) items.push(undefined)
  return items
}

/** A queue in an array that is used round about; it grows as needed and gives a large array back when it is empty. */
export class Ring<T> {
  #items: (T | undefined)[] = empty<T>(SMALL)
  #head = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  get first(): T | undefined {
    return this.#items[this.#head]
  }

  push(item: T): void {
    if (this.#length === this.#items.length) this.#grow()
    this.#items[(this.#head + this.#length) & (this.#items.length - 1)] = item
    this.#length += 1
  }

  shift(): T | undefined {
    if (this.#length === 0) return undefined
    const item = this.#items[this.#head]
    this.#items[this.#head] = undefined
    this.#head = (this.#head + 1) & (this.#items.length - 1)
    this.#length -= 1
    if (this.#length === 0 && this.#items.length > KEPT) this.clear()
    return item
  }

  clear(): void {
    this.#items = empty<T>(SMALL)
    this.#head = this.#length = 0
  }

  #grow(): void {
    const { length } = this.#items
    const items = empty<T>(length * 2)
    for (let at = 0; at < length; at++) items[at] = this.#items[(this.#head + at) & (length - 1)]
    this.#items = items
    this.#head = 0
  }
}

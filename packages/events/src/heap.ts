/** An item of a heap knows its place, so that it can leave from anywhere. */
export interface Heaped {
  /** Its place in the heap, −1 outside. */
  place: number
}

/** A binary heap with the smallest item first. `before` has to decide ties, or their order is open. */
export class Heap<T extends Heaped> {
  readonly #items: T[] = []
  readonly #before: (a: T, b: T) => boolean

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before
  }

  get size(): number {
    return this.#items.length
  }

  get first(): T | undefined {
    return this.#items[0]
  }

  push(item: T): void {
    this.#items.push(item)
    this.#rise(item, this.#items.length - 1)
  }

  shift(): T | undefined {
    const item = this.#items[0]
    if (item !== undefined) this.remove(item)
    return item
  }

  remove(item: T): boolean {
    if (this.#items[item.place] !== item) return false
    const last = this.#items.pop()
    if (last !== undefined && last !== item) {
      this.#sink(last, item.place)
      this.#rise(last, last.place)
    }
    item.place = -1
    return true
  }

  values(): readonly T[] {
    return this.#items
  }

  #rise(item: T, from: number): void {
    let at = from
    while (at > 0) {
      const up = (at - 1) >> 1
      const parent = this.#items[up]
      if (parent === undefined || !this.#before(item, parent)) break
      this.#put(parent, at)
      at = up
    }
    this.#put(item, at)
  }

  #sink(item: T, from: number): void {
    let at = from
    for (;;) {
      const left = this.#items[2 * at + 1]
      const right = this.#items[2 * at + 2]
      const child = right !== undefined && left !== undefined && this.#before(right, left) ? right : left
      if (child === undefined || !this.#before(child, item)) break
      const { place } = child
      this.#put(child, at)
      at = place
    }
    this.#put(item, at)
  }

  #put(item: T, at: number): void {
    this.#items[at] = item
    item.place = at
  }
}

/** An item of a `List`. The links belong to the list; an item is in one list at a time. */
export interface Linked<T> {
  previous: T | undefined
  next: T | undefined
  list: object | undefined
}

/** A doubly linked list whose items carry the links: anything can leave from the middle at once, and order stays. */
export class List<T extends Linked<T>> {
  first: T | undefined
  last: T | undefined
  size = 0

  push(item: T): void {
    item.list = this
    item.previous = this.last
    item.next = undefined
    if (this.last === undefined) this.first = item
    else this.last.next = item
    this.last = item
    this.size += 1
  }

  /** Puts an item behind the last one that does not have to come after it. */
  insert(item: T, comesAfter: (other: T) => boolean): void {
    let before = this.last
    while (before !== undefined && comesAfter(before)) before = before.previous
    if (before === undefined) this.unshift(item)
    else if (before === this.last) this.push(item)
    else {
      item.list = this
      item.previous = before
      item.next = before.next
      if (before.next !== undefined) before.next.previous = item
      before.next = item
      this.size += 1
    }
  }

  unshift(item: T): void {
    item.list = this
    item.next = this.first
    item.previous = undefined
    if (this.first === undefined) this.last = item
    else this.first.previous = item
    this.first = item
    this.size += 1
  }

  /** Takes an item out if it is in this list. Its own links are cleared, so that one kept item does not keep its successors. */
  remove(item: T): boolean {
    if (item.list !== this) return false
    const { previous, next } = item
    if (previous === undefined) this.first = next
    else previous.next = next
    if (next === undefined) this.last = previous
    else next.previous = previous
    item.previous = item.next = item.list = undefined
    this.size -= 1
    return true
  }

  shift(): T | undefined {
    const item = this.first
    if (item !== undefined) this.remove(item)
    return item
  }
}

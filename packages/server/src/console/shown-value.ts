import { types } from 'node:util'

/** What JSON has a form for. */
export type Shown = string | number | boolean | null | readonly Shown[] | { readonly [name: string]: Shown }

export interface ShowLimits {
  /** Levels of lists and objects. */
  readonly depth: number
  /** Items of one list, and members of one object. */
  readonly items: number
  /** Characters of one text, and twice the bytes of one buffer. */
  readonly text: number
  /** Values altogether. */
  readonly values: number
}

/** An event has to stay a line that somebody reads. */
export const eventLimits: ShowLimits = { depth: 6, items: 64, text: 512, values: 512 }
/** An answer may be long. */
export const answerLimits: ShowLimits = { depth: 64, items: 100_000, text: 1_000_000, values: 1_000_000 }

/**
 * A value as plain data, whatever it is: no code of it runs (no getter, `toString`, `toJSON` or proxy trap), cycles end, and
 * what is beyond the limits is left out visibly. A `bigint` becomes decimal text, bytes hexadecimal text, a Map an object,
 * a Set a list, an error its name and message.
 */
export function showValue(value: unknown, limits: ShowLimits = eventLimits): Shown {
  return new Shower(limits).show(value)
}

/** Beyond that, writing digits takes long. */
const largestShown = 1n << 512n

class Shower {
  readonly #limits: ShowLimits
  readonly #above = new Set<object>()
  #left: number

  constructor(limits: ShowLimits) {
    this.#limits = limits
    this.#left = limits.values
  }

  show(value: unknown): Shown {
    if (--this.#left < 0) return '…'
    switch (typeof value) {
      case 'string':
        return this.#text(value)
      case 'number':
        return Number.isFinite(value) ? value : String(value)
      case 'boolean':
        return value
      case 'bigint':
        return value < largestShown && value > -largestShown ? value.toString() : '[a number of more than 512 bits]'
      case 'symbol':
        return `[symbol ${this.#text(value.description ?? '')}]`
      case 'function':
        return types.isProxy(value) ? '[proxy]' : `[function ${this.#text(nameOf(value))}]`
      case 'object':
        return value === null ? null : this.#object(value)
      case 'undefined':
        return null
    }
  }

  #text(text: string): string {
    const { text: longest } = this.#limits
    return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text
  }

  #object(value: object): Shown {
    if (types.isProxy(value)) return '[proxy]'
    if (this.#above.has(value)) return '[cycle]'
    if (this.#above.size >= this.#limits.depth) return Array.isArray(value) ? '[…]' : '{…}'
    this.#above.add(value)
    try {
      return this.#inside(value)
    } catch {
      return '[unreadable]'
    } finally {
      this.#above.delete(value)
    }
  }

  #inside(value: object): Shown {
    if (Array.isArray(value)) return this.#list(value.length, (at) => read(value, at))
    if (ArrayBuffer.isView(value)) return this.#bytes(value)
    if (types.isMap(value)) return this.#map(value)
    if (types.isSet(value)) {
      const items = first(Set.prototype.values.call(value), this.#limits.items)
      return this.#list(value.size, (at) => items[at])
    }
    if (types.isDate(value)) return Number.isNaN(timeOf(value)) ? '[no date]' : new Date(timeOf(value)).toISOString()
    if (types.isNativeError(value)) return this.#error(value)
    const names = Object.keys(value)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (names.length > 0 || prototype === Object.prototype || prototype === null) return this.#members(value, names)
    return `[${this.#text(classOf(value))}]`
  }

  #list(length: number, itemAt: (index: number) => unknown): Shown {
    const shown = Math.min(length, this.#limits.items, Math.max(0, this.#left))
    const items = Array.from({ length: shown }, (_, at) => this.show(itemAt(at)))
    return shown < length ? [...items, `… (${length} items)`] : items
  }

  #bytes({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
    const shown = Math.min(byteLength, Math.floor(this.#limits.text / 2))
    const digits = Buffer.from(buffer as ArrayBuffer, byteOffset, shown).toString('hex')
    return shown < byteLength ? `${digits}… (${byteLength} bytes)` : digits
  }

  #map(value: ReadonlyMap<unknown, unknown>): Shown {
    const pairs = first(Map.prototype.entries.call(value), this.#limits.items)
    if (pairs.some(([key]) => typeof key === 'object' || typeof key === 'function'))
      return this.#list(value.size, (at) => pairs[at])
    const members = new Map(pairs.map(([key, member]) => [this.#keyOf(key), member]))
    return this.#record(members.keys(), (name) => members.get(name), value.size - members.size)
  }

  #keyOf(key: unknown): string {
    const shown = this.show(key)
    return typeof shown === 'string' ? shown : JSON.stringify(shown)
  }

  #error(error: Error): Shown {
    const message = read(error, 'message')
    const rest = ['code', 'cause'].filter((name) => Object.hasOwn(error, name))
    const ownName = read(error, 'name')
    const name = typeof ownName === 'string' ? ownName : classOf(error)
    const head = { error: this.#text(name), message: this.show(message ?? '') }
    return { ...head, ...(this.#members(error, rest) as object) }
  }

  #members(value: object, names: readonly string[]): Shown {
    const shown = names.slice(0, this.#limits.items).filter((name) => read(value, name) !== undefined)
    return this.#record(shown, (name) => read(value, name), Math.max(0, names.length - this.#limits.items))
  }

  #record(names: Iterable<string>, memberOf: (name: string) => unknown, missing: number): Shown {
    // Without prototype, so that a member called __proto__ is one like any other.
    const record = Object.create(null) as Record<string, Shown>
    for (const name of names) {
      if (this.#left <= 0) {
        record['…'] = 'more'
        return record
      }
      record[this.#text(name)] = this.show(memberOf(name))
    }
    if (missing > 0) record['…'] = `${missing} more`
    return record
  }
}

/** An own property, unless it is computed. */
export function read(value: object, name: PropertyKey): unknown {
  if (types.isProxy(value)) return undefined
  const property = Object.getOwnPropertyDescriptor(value, name)
  return property?.get === undefined ? property?.value : '[getter]'
}

function first<T>(items: Iterator<T>, most: number): T[] {
  const found: T[] = []
  for (let next = items.next(); next.done !== true && found.length < most; next = items.next()) found.push(next.value)
  return found
}

function classOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (typeof prototype !== 'object' || prototype === null || types.isProxy(prototype)) return 'object'
  const by = read(prototype, 'constructor')
  return typeof by === 'function' && !types.isProxy(by) ? nameOf(by) : 'object'
}

function nameOf(value: object): string {
  const name = read(value, 'name')
  return typeof name === 'string' ? name : ''
}

function timeOf(date: Date): number {
  return Date.prototype.getTime.call(date)
}

import { OperationError } from '@vlcp/server'
import { type Item, textOf } from './attributes.ts'

/** The elements of a batch, and where each stands in the call. */
export class Batch {
  readonly items: readonly Item[]
  readonly #path: (index: number) => string

  private constructor(items: readonly Item[], path: (index: number) => string) {
    this.items = items
    this.#path = path
  }

  /** The call itself as the only element. */
  static single(item: Item): Batch {
    return new Batch([item], () => '')
  }

  /** The list in a parameter; one element may stand there without a list around it, as in the reference. */
  static list(parameter: string, value: unknown): Batch {
    if (Array.isArray(value)) return new Batch(value as Item[], (index) => `${parameter}[${index}]`)
    return new Batch([value as Item], () => parameter)
  }

  /** The path of a parameter of one element: `ports[3].mac_address`. */
  field(index: number, name: string): string {
    const path = this.#path(index)
    return path === '' ? name : `${path}.${name}`
  }

  /**
   * The identity of every element.
   *
   * @throws OperationError `conflict` when one appears twice
   */
  identities<T>(noun: string, of: (item: Item) => T, name = 'id'): T[] {
    const first = new Map<string, number>()
    return this.items.map((item, index) => {
      const identity = of(item)
      const text = typeof identity === 'string' ? identity : JSON.stringify(identity)
      if (first.has(text)) {
        throw new OperationError('conflict', `${noun} ${text} appears twice in one batch`, this.field(index, name))
      }
      first.set(text, index)
      return identity
    })
  }
}

/** The id of an element that names an existing object. */
export function idOf(item: Item): string {
  return textOf(item, 'id') ?? ''
}

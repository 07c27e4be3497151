import { EventError } from '../errors.ts'
import { type LaidOut, layoutOf, stepsOf, valueAt } from './layout.ts'

/** Stands in a matcher's path for "any value". */
export const ANY: unique symbol = Symbol('any')

/** Chooses events by class, index values and perhaps a predicate. Made by `match` of an event class; compared by identity. */
export class Matcher<out E extends object> {
  /** @internal Values along the path of the class, without the wildcards at its end. */
  readonly path: readonly unknown[]
  /** @internal */
  readonly where: ((event: object) => boolean) | undefined
  /** The name of the class, for messages. */
  readonly of: string
  /** Only for the compiler: the events this matcher lets through. */
  declare readonly event: E

  constructor(of: LaidOut, pattern: object, where?: (event: E) => boolean) {
    for (const [name, value] of Object.entries(pattern)) {
      if (!of.indices.includes(name))
        throw new EventError(
          'matcher',
          `${of.name}.match: ${name} is no index (${of.indices.join(', ') || 'it has none'})`,
        )
      if (value === undefined || value === null)
        throw new EventError('matcher', `${of.name}.match: ${name} is ${value}; leave it out to match every value`)
    }
    const path = layoutOf(of).steps.map((step) => (typeof step === 'string' ? (valueAt(pattern, step) ?? ANY) : step))
    while (path.at(-1) === ANY) path.pop()
    this.path = path
    this.of = of.name
    this.where = where as ((event: object) => boolean) | undefined
  }

  /** Whether an event would be delivered by this matcher. A predicate that throws does so here. */
  matches(event: object): event is E {
    const steps = stepsOf(event)
    const { path } = this
    if (path.length > steps.length) return false
    for (const [at, value] of path.entries()) {
      const step = steps[at]
      if (value !== ANY && (step === undefined || valueAt(event, step) !== value)) return false
    }
    return this.where?.(event) ?? true
  }
}

/** One matcher or several of which any will do. */
export type Matchers<E extends object> = Matcher<E> | readonly Matcher<E>[]

export function listOf<E extends object>(matchers: Matchers<E>): readonly Matcher<E>[] {
  return matchers instanceof Matcher ? [matchers] : [...new Set(matchers)]
}

import { EventError } from '../errors.ts'
import { markDeclaration, setRoot } from './layout.ts'
import { Matcher } from './matcher.ts'

/** What an index may be: anything with an identity, but neither null nor undefined. Objects are compared by identity. */
export type IndexValue = NonNullable<unknown>

export type EventClass = (abstract new (...args: never[]) => Event) & { readonly indices: readonly string[] }

/** Values for some indices of an event class; an index that is left out matches every value. */
export type Pattern<C extends EventClass> = {
  readonly [I in IndicesOf<C> & keyof InstanceType<C>]?: InstanceType<C>[I]
}

/** The base of all events. `Event.match()` matches every one. */
export class Event {
  /** Names of the fields that matchers can fix, those of parents first. */
  static readonly indices: readonly string[] = []

  /** @internal Faster than to ask for the class. */
  get mustBeClaimed(): boolean {
    return false
  }

  /**
   * A matcher for events of this class and its subclasses with these index values.
   * @param where a pure predicate on top; it costs a call for each event that has these index values.
   * @throws EventError for a field that is no index and for one that is undefined or null.
   */
  static match<C extends EventClass>(
    this: C,
    pattern: Pattern<C> = {},
    where?: (event: InstanceType<C>) => boolean,
  ): Matcher<InstanceType<C>> {
    return new Matcher<InstanceType<C>>(this, pattern, where)
  }
}
setRoot(Event)

/**
 * An event that must not be lost: it stays at the head of its queue, and nothing behind it is delivered, until a receiver
 * claims it. Other queues go on.
 */
export class ClaimableEvent extends Event {
  #claimed = false
  #onClaim: (() => void) | undefined

  override get mustBeClaimed(): boolean {
    return true
  }

  get claimed(): boolean {
    return this.#claimed
  }

  /** True for the first who asks, and for nobody else. */
  claim(): boolean {
    if (this.#claimed) return false
    this.#claimed = true
    this.#onClaim?.()
    this.#onClaim = undefined
    return true
  }

  /** Asked when the event is at the head: true when nobody needs it any more, so that it is dropped without a claim. */
  isObsolete(): boolean {
    return false
  }

  /** @internal The queue that holds the event wants to know. */
  whenClaimed(listener: () => void): void {
    this.#onClaim = listener
  }
}

/** The base names no indices of its own, only that they are strings. */
type IndicesOf<P extends EventClass> = string extends P['indices'][number] ? never : P['indices'][number]
type FieldsOf<P extends EventClass> = P extends abstract new (fields: infer F) => Event ? F : unknown
type Arguments<F> = Record<never, never> extends F ? [fields?: F] : [fields: F]

/** A class to extend, with the type of its fields: `class Port extends event('dpid')<{ dpid: string; up: boolean }> {}` */
export type Declaration<P extends EventClass, I extends string> = Omit<typeof Event, 'indices' | 'prototype'> & {
  readonly indices: readonly (I | IndicesOf<P>)[]
} & (abstract new <F extends Readonly<Record<I, IndexValue>> = Readonly<Record<I, IndexValue>>>(
    ...args: Arguments<F & FieldsOf<P>>
  ) => InstanceType<P> & Readonly<F>)

/** Declares an event class with these indices; the rest of its fields is ordinary data. */
export function event<const I extends string = never>(...indices: I[]): Declaration<typeof Event, I> {
  return declare(Event, indices)
}

/** Declares a class of events that must not be lost. */
export function claimable<const I extends string = never>(...indices: I[]): Declaration<typeof ClaimableEvent, I> {
  return declare(ClaimableEvent, indices)
}

/** Declares a subclass with further indices. Matchers of the parent match its events too. */
export function extend<P extends EventClass, const I extends string = never>(
  parent: P,
  ...indices: I[]
): Declaration<P, I> {
  return declare(parent, indices)
}

type Constructor = new (fields?: object) => Event

function declare<P extends EventClass, I extends string>(parent: P, own: readonly I[]): Declaration<P, I> {
  const indices = [...parent.indices, ...own]
  const twice = indices.find((name, at) => indices.indexOf(name) !== at)
  if (twice !== undefined) throw new EventError('declaration', `index ${twice} is declared twice`)
  const Base: Constructor = Object.assign(parent)
  const declared: unknown = class extends Base {
    static readonly indices = indices

    constructor(fields: Readonly<Record<string, unknown>> = {}) {
      super(fields)
      Object.assign(this, fields)
      for (const name of own)
        if (fields[name] === undefined || fields[name] === null)
          throw new EventError('index', `${new.target.name}: index ${name} is ${String(fields[name])}`)
    }
  }
  markDeclaration(declared as EventClass)
  return declared as Declaration<P, I>
}

type ActionOf<S> = S extends { readonly action: infer A } ? A : never

/**
 * A list of actions inside an action. Actions are what the definition makes them, and a type cannot be made of itself; it can
 * have a property of its own type. So each version declares an interface `{ readonly action: OfpAction }` and passes that.
 */
export interface Nested<S> {
  readonly length: number
  readonly [index: number]: ActionOf<S>
  [Symbol.iterator](): ArrayIterator<ActionOf<S>>
  map<U>(use: (action: ActionOf<S>, index: number) => U): U[]
}

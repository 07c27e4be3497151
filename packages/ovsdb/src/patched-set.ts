// Below this size a copy is cheaper than anything clever.
const SMALL = 256

/**
 * A large immutable set that shares its elements with the set it was made from:
 *
 *     base   { a b c d e … }   shared by many versions, never changed
 *     gone   { b }             elements of base that this version does not have
 *     come   { x }             elements that it has and base has not
 *
 * A new version copies `gone` and `come` only. When they have reached the square root of the base a new base is made,
 * so that one of n changes costs about √n and not n. Adding a port to a bridge of ten thousand is such a change.
 */
class PatchedSet<T> implements ReadonlySet<T> {
  readonly base: ReadonlySet<T>
  readonly gone: ReadonlySet<T>
  readonly come: ReadonlySet<T>

  constructor(base: ReadonlySet<T>, gone: ReadonlySet<T>, come: ReadonlySet<T>) {
    this.base = base
    this.gone = gone
    this.come = come
  }

  get size(): number {
    return this.base.size - this.gone.size + this.come.size
  }

  has(element: T): boolean {
    return this.come.has(element) || (this.base.has(element) && !this.gone.has(element))
  }

  *[Symbol.iterator](): SetIterator<T> {
    for (const element of this.base) if (!this.gone.has(element)) yield element
    yield* this.come
  }

  keys(): SetIterator<T> {
    return this[Symbol.iterator]()
  }

  values(): SetIterator<T> {
    return this[Symbol.iterator]()
  }

  *entries(): SetIterator<[T, T]> {
    for (const element of this) yield [element, element]
  }

  forEach(callback: (value: T, key: T, set: ReadonlySet<T>) => void): void {
    for (const element of this) callback(element, element, this)
  }
}

/** The set with each of `elements` added if it was absent and removed if it was there. `old` stays as it is. */
export function toggle<T>(old: ReadonlySet<T>, elements: ReadonlySet<T>): ReadonlySet<T> {
  if (elements.size === 0) return old
  if (old.size < SMALL) return toggled(old, elements)
  const { base, gone, come } = old instanceof PatchedSet ? old : new PatchedSet(old, new Set<T>(), new Set<T>())
  const inBase = new Set<T>()
  const outside = new Set<T>()
  for (const element of elements) (base.has(element) ? inBase : outside).add(element)
  const patched = new PatchedSet(base, toggled(gone, inBase), toggled(come, outside))
  const patches = patched.gone.size + patched.come.size
  return patches * patches > base.size ? new Set(patched) : patched
}

/** What the second set lacks and what it has more than the first. Cheap for two versions close to each other. */
export function difference<T>(before: ReadonlySet<T>, after: ReadonlySet<T>): { gone: T[]; come: T[] } {
  const gone: T[] = []
  const come: T[] = []
  if (before === after) return { gone, come }
  const [low, high] = [patchesOf(before), patchesOf(after)]
  if (low.base === high.base) {
    for (const element of new Set([...low.gone, ...low.come, ...high.gone, ...high.come])) {
      const was = before.has(element)
      if (was !== after.has(element)) (was ? gone : come).push(element)
    }
    return { gone, come }
  }
  for (const element of before) if (!after.has(element)) gone.push(element)
  for (const element of after) if (!before.has(element)) come.push(element)
  return { gone, come }
}

const NOTHING: ReadonlySet<never> = new Set()

function patchesOf<T>(set: ReadonlySet<T>): Pick<PatchedSet<T>, 'base' | 'gone' | 'come'> {
  return set instanceof PatchedSet ? set : { base: set, gone: NOTHING, come: NOTHING }
}

function toggled<T>(old: ReadonlySet<T>, elements: ReadonlySet<T>): Set<T> {
  const result = new Set(old)
  for (const element of elements) if (!result.delete(element)) result.add(element)
  return result
}

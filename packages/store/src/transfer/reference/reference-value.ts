/**
 * What the reference stored under a key, as plain data (vlcp-core 5.3 and 5.6). Numbers beyond what a double holds are
 * bigints, byte strings are buffers.
 */
export type ReferenceValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly ReferenceValue[]
  | Reference
  | ReferenceObject
  | ReferenceMap

/** A dictionary with names for keys. */
export interface ReferenceMap {
  readonly [name: string]: ReferenceValue
}

/** A strong or weak reference: the storage key of another object. */
export class Reference {
  readonly key: string

  constructor(key: string) {
    this.key = key
  }
}

/** An object of a class of the reference; its identity stands in its key and not here. */
export class ReferenceObject {
  /** The Python class with its module: `vlcp.utils.networkmodel.LogicalPort`. */
  readonly className: string
  readonly attributes: ReferenceMap

  constructor(className: string, attributes: ReferenceMap) {
    this.className = className
    this.attributes = attributes
  }
}

/** Bytes that no version of the reference has written, or that we refuse to read. */
export class ReferenceValueError extends Error {
  override readonly name = 'ReferenceValueError'
}

/** Deepest nesting of a value: it bounds the recursion over it. */
export const maxDepth = 100

/** Most parts of one value: references inside a pickle can make a small text mean a huge one. */
export const maxParts = 1_000_000

/** Counts what one value is made of, so that hostile bytes cannot grow in memory. */
export class PartCount {
  #left = maxParts

  /** @throws ReferenceValueError */
  add(depth: number): void {
    if (depth > maxDepth) throw new ReferenceValueError(`nested deeper than ${maxDepth} levels`)
    if (--this.#left < 0) throw new ReferenceValueError(`more than ${maxParts} parts in one value`)
  }
}

const referenceClass = /\.(ReferenceObject|WeakReferenceObject)$/
const setClass = /\.DataObjectSet$/
const classForm = /^vlcp(\.[A-Za-z_][A-Za-z0-9_]*)+$/

/** Whether it is the name of a class that the reference, or a plug-in that lies in its package, could have stored. */
export function isReferenceClass(name: string): boolean {
  return classForm.test(name)
}

/** The value that an instance of a class with this state stands for. @throws ReferenceValueError */
export function instanceOf(className: string, state: ReferenceValue): ReferenceValue {
  if (referenceClass.test(className)) {
    if (typeof state !== 'string') throw new ReferenceValueError(`a ${className} without the text of a key`)
    return new Reference(state)
  }
  if (setClass.test(className)) {
    if (!Array.isArray(state)) throw new ReferenceValueError(`a ${className} without a list`)
    return state as readonly ReferenceValue[]
  }
  if (!isMap(state)) throw new ReferenceValueError(`a ${className} without attributes`)
  return new ReferenceObject(className, state)
}

export function isMap(value: ReferenceValue | undefined): value is ReferenceMap {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return !(value instanceof Uint8Array || value instanceof Reference || value instanceof ReferenceObject)
}

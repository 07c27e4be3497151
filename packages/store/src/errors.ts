/** What went wrong in the store. */
export type StoreErrorCode =
  | 'unavailable' // the storage does not answer; the outcome of a commit in flight is unknown
  | 'unusable' // the folder or server cannot be used at all: missing permission, not a database, locked out
  | 'full' // no space left; nothing was written, reads go on
  | 'corrupt' // a stored value is not what its class declares; `key` names it
  | 'invalid' // the caller's object, key or index does not fit its declaration
  | 'too_large' // a key, a value or a transaction exceeds the limits of the driver
  | 'duplicate' // a unique index holds this value for another object, see UniqueError
  | 'dangling' // a strong reference leads to an object that does not exist, see DanglingError
  | 'referenced' // strong references keep an object from being deleted, see ReferencedError
  | 'newer' // a later version of the class has written the value; `key` names it
  | 'contention' // the transaction met conflicting commits until its deadline or its last attempt
  | 'expired' // the lease an object was to depend on has ended; nothing was written
  | 'aborted' // the caller's signal was aborted
  | 'closed' // the store, mirror or transaction has been closed

export interface StoreErrorOptions extends ErrorOptions {
  /** The storage key concerned. */
  readonly key?: string | undefined
}

export class StoreError extends Error {
  override readonly name: string = 'StoreError'
  readonly code: StoreErrorCode
  /** The storage key concerned, when one is. */
  readonly key: string | undefined

  constructor(code: StoreErrorCode, message: string, options: StoreErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.key = options.key
  }
}

/** Two objects of one class would hold the same values in a unique index. Nothing was written. */
export class UniqueError extends StoreError {
  override readonly name = 'UniqueError'
  /** Name of the class of both objects. */
  readonly className: string
  /** Name of the unique index. */
  readonly index: string
  readonly values: readonly string[]
  /** Storage key of the object that holds the value. */
  readonly holder: string

  constructor(className: string, index: string, values: readonly string[], key: string, holder: string) {
    super('duplicate', `${key}: ${className} ${index} (${values.join(', ')}) is taken by ${holder}`, { key })
    this.className = className
    this.index = index
    this.values = values
    this.holder = holder
  }
}

/** An object with a strong reference was put, and what it refers to does not exist. Nothing was written. */
export class DanglingError extends StoreError {
  override readonly name = 'DanglingError'
  /** Name of the class that has the reference. */
  readonly className: string
  /** Name of the reference. */
  readonly reference: string
  /** Storage key of what is missing. */
  readonly target: string

  constructor(className: string, reference: string, key: string, target: string) {
    super('dangling', `${key}: ${className} ${reference} refers to ${target}, which does not exist`, { key })
    this.className = className
    this.reference = reference
    this.target = target
  }
}

/** Strong references keep an object from being deleted. Nothing was written. */
export class ReferencedError extends StoreError {
  override readonly name = 'ReferencedError'
  /** Name of the class of the object that was to be deleted. */
  readonly targetClass: string
  /** Name of the class that has the reference. */
  readonly className: string
  /** Name of the reference. */
  readonly reference: string
  /** Storage keys of the objects that refer to the one to be deleted; never empty. */
  readonly referrers: readonly string[]

  constructor(targetClass: string, className: string, reference: string, key: string, referrers: readonly string[]) {
    const shown = referrers.slice(0, 3).join(', ')
    const more = referrers.length > 3 ? ` and ${referrers.length - 3} more` : ''
    super('referenced', `${key}: ${className} ${reference} refers to it: ${shown}${more}`, { key })
    this.targetClass = targetClass
    this.className = className
    this.reference = reference
    this.referrers = referrers
  }
}

export type EventErrorCode =
  | 'declaration'
  | 'index'
  | 'matcher'
  | 'queue'
  | 'routine'
  | 'callback'
  | 'predicate'
  | 'stuck'
  | 'future'
  | 'worker'
  | 'limit'

/** Something this package refuses, or the failure of a named part of a program with its own error as `cause`. */
export class EventError extends Error {
  override readonly name: string = 'EventError'
  readonly code: EventErrorCode

  constructor(code: EventErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** `what` failed with `cause`. Its stack is that of the cause, which is where a reader has to look. */
export function failure(code: EventErrorCode, what: string, cause: unknown): EventError {
  const error = new EventError(code, `${what} failed: ${reasonOf(cause)}`, { cause })
  if (cause instanceof Error && typeof cause.stack === 'string')
    error.stack = `${error.name}: ${error.message}\n    caused by ${cause.stack}`
  return error
}

/** Anything can be thrown, also what has no text. */
function reasonOf(cause: unknown): string {
  try {
    return cause instanceof Error ? cause.message : String(cause)
  } catch {
    return 'something that cannot be shown was thrown'
  }
}

/** A wait that took longer than its caller wanted to wait. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'

  constructor(what: string, timeoutMs: number) {
    super(`${what} took longer than ${timeoutMs} ms`)
  }
}

/** Thrown into a routine that somebody ends, at the wait it stands in. */
export class TerminatedError extends Error {
  override readonly name = 'TerminatedError'

  constructor(routine: string, reason?: unknown) {
    super(`${routine} was terminated`, reason === undefined ? undefined : { cause: reason })
  }
}

import { printable } from './terminal/printable.ts'

/** Errors whose messages are written for the operator, so that a stack would only be in the way. */
const explained = new Set(['Failure', 'ConfigurationError', 'TransportError', 'StoreError', 'SocketFileError'])

/** A StoreError `invalid` is no matter of the operator: our own code has declared or used a class wrongly. */
export function isExplained(error: unknown): error is Error {
  return error instanceof Error && explained.has(error.name) && Reflect.get(error, 'code') !== 'invalid'
}

/** What is said of an error: one line for what the operator can act on, the stack for a defect. */
export function describeFailure(error: unknown): string {
  if (isExplained(error)) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Writes an error to standard error. */
export function reportFailure(error: unknown): void {
  if (isExplained(error)) {
    for (const line of error.message.split('\n')) process.stderr.write(`error: ${printable(line)}\n`)
  } else {
    process.stderr.write(`error: ${describeFailure(error)}\n`)
  }
}

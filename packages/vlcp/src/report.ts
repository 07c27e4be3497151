import { printable } from './terminal/printable.ts'

/** Errors whose messages are written for the operator, so that a stack would only be in the way. */
const explained = new Set(['Failure', 'ConfigurationError', 'TransportError', 'StoreError', 'SocketFileError'])

/** A StoreError `invalid` is no matter of the operator: our own code has declared or used a class wrongly. */
export function isExplained(error: unknown): error is Error {
  return error instanceof Error && explained.has(error.name) && Reflect.get(error, 'code') !== 'invalid'
}

/** Writes an error to standard error: one line for what the operator can act on, the stack for a defect. */
export function reportFailure(error: unknown): void {
  if (isExplained(error)) {
    for (const line of error.message.split('\n')) process.stderr.write(`error: ${printable(line)}\n`)
  } else {
    process.stderr.write(`error: ${error instanceof Error ? error.stack : String(error)}\n`)
  }
}

import type { Static, TObject } from 'typebox'

/** What an operation learns about the call besides its parameters. */
export interface CallContext {
  /** Aborted when the caller went away or the deadline passed. */
  readonly signal: AbortSignal
}

/**
 * One operation, declared once: HTTP route, validation, OpenAPI, command line and help all come from this object.
 *
 * `params` is a JSON Schema object (typebox). Values that reach `run` have been validated and coerced against it.
 */
export interface Operation<P extends TObject = TObject, R = unknown, N extends string = string> {
  /** Lower-case name, as it stands in the URL: `POST /<module>/<name>`. */
  readonly name: N
  /** One sentence for help and OpenAPI. */
  readonly summary: string
  readonly params: P
  /** False for operations that only read; those may also be called by GET. */
  readonly mutates: boolean
  /** Also answers under the target `public`, so that callers need not know whose it is; no two modules may share such a name. */
  readonly public?: boolean
  run(params: Static<P>, context: CallContext): R | Promise<R>
}

/** Declares an operation; exists so that `params` types `run` by inference. */
export function operation<P extends TObject, R, const N extends string>(
  definition: Operation<P, R, N>,
): Operation<P, R, N> {
  return definition
}

/** A named group of operations: the first path segment of the HTTP API and the first word of `vlcp call`. */
export interface OperationModule {
  readonly name: string
  readonly summary: string
  // Method parameters are compared bivariantly, so a list may hold operations of different parameter types.
  readonly operations: readonly Operation[]
}

/**
 * What the gateway needs from whoever runs the operations. `@vlcp/server`'s dispatcher has this shape; the gateway knows
 * only the shape, so both stay independent and a test needs four lines.
 */
export interface ApiDispatch {
  /** Where modules come and go, another list each time they do. */
  readonly modules: readonly ApiModule[]
  /** Runs an operation. Rejections with a `code` of {@link errorStatus} go to the client, all others are hidden. */
  readonly call: (module: string, operation: string, params: unknown, options: ApiCallOptions) => Promise<unknown>
}

/** A group of operations: the first segment of the path. */
export interface ApiModule {
  readonly name: string
  readonly summary: string
  readonly operations: readonly ApiOperation[]
}

/** One operation: the second segment of the path. */
export interface ApiOperation {
  readonly name: string
  readonly summary: string
  /** The parameters as JSON Schema of type object. */
  readonly params: object
  /** Operations that change something are not called by GET. */
  readonly mutates: boolean
}

export interface ApiCallOptions {
  /** Aborted when the client goes away before its answer. */
  readonly signal: AbortSignal
  /** The parameters are text from a form or a query string; numbers in writing are accepted where one is asked for. */
  readonly text: boolean
  /** The request may change nothing. Checked again here since a module may be on its way when it is asked for. */
  readonly readOnly?: boolean
}

/** The part of a logger the gateway uses; a `pino` logger has it. */
export interface ApiLogger {
  debug(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

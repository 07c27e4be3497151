/**
 * Why an operation was refused. The gateway turns it into `{"error": message, "code": code, "field": field}` with the
 * HTTP status of its code.
 */
export type OperationErrorCode =
  | 'invalid' // a parameter has the wrong type, form or range: 400
  | 'unknown_operation' // no such module or operation: 404
  | 'not_found' // a named object does not exist: 404
  | 'conflict' // the object exists already, or is in use, or a value is taken: 409
  | 'exhausted' // nothing left to allocate: 409
  | 'too_large' // the request body exceeds the limit: 413
  | 'unsupported' // a known thing this build or configuration cannot do: 422
  | 'forbidden' // the caller may not do this: 403
  | 'unavailable' // the store or a switch does not answer: 503
  | 'internal' // a defect of ours: 500

export class OperationError extends Error {
  override readonly name = 'OperationError'
  readonly code: OperationErrorCode
  /** The failing field as a path: `mac_address`, or `ports[3].mac_address` in a batch. */
  readonly field: string | undefined

  constructor(code: OperationErrorCode, message: string, field?: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.field = field
  }
}

/** Why an OVSDB request or session failed. */
export type OvsdbErrorCode =
  | 'protocol' // the server sent something that RFC 7047 or the declared columns do not allow
  | 'refused' // the server answered the request with an error
  | 'transaction_failed' // an operation of the transaction, or its commit, failed: see TransactionError
  | 'timeout' // no answer in time
  | 'closed' // there is no connection, or it ended before the answer
  | 'busy' // too many requests are outstanding

/** An error of an OVSDB session. The message names the method, table, row or column. */
export class OvsdbError extends Error {
  override readonly name: string = 'OvsdbError'
  readonly code: OvsdbErrorCode

  constructor(code: OvsdbErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A transaction that the server rolled back (RFC 7047, 4.1.3 and 5.2). */
export class TransactionError extends OvsdbError {
  override readonly name = 'TransactionError'
  /** Index of the operation that failed; undefined when the commit as a whole failed. */
  readonly operation: number | undefined
  /** The table of that operation. */
  readonly table: string | undefined
  /** The server's word for it, such as `constraint violation`. */
  readonly reason: string
  readonly details: string | undefined

  constructor(failure: { operation?: number; op?: string; table?: string; reason: string; details?: string }) {
    const { operation, op, table, reason, details } = failure
    const where = operation === undefined ? 'commit' : `operation ${operation} (${op}${table ? ` on ${table}` : ''})`
    super('transaction_failed', `${where}: ${reason}${details ? `: ${details}` : ''}`)
    this.operation = operation
    this.table = table
    this.reason = reason
    this.details = details
  }
}

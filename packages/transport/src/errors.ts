/** Why a connection or a listener could not be had, or why a connection ended. */
export type TransportErrorCode =
  | 'invalid_endpoint' // the text of an endpoint cannot be understood, or does not fit this use
  | 'connect_failed' // nobody answered there, or the name is unknown
  | 'connect_timeout' // no answer within the connect timeout
  | 'tls_failed' // the TLS handshake failed, or the certificate of the peer is not accepted
  | 'tls_files' // a private key, certificate or CA file cannot be used, or none is given for an ssl endpoint
  | 'aborted' // the caller's signal ended the attempt
  | 'listen_failed' // the address cannot be listened on
  | 'address_in_use' // somebody listens there already
  | 'connection_lost' // the operating system reported an error on an open connection
  | 'truncated' // the peer ended the connection within a message
  | 'send_buffer_full' // the peer does not take its bytes and the send buffer has reached its limit
  | 'closed' // the connection has ended, so what was waited for cannot happen

/** An error of a connection, a listener or an endpoint. `cause` holds the error of the operating system, if any. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly code: TransportErrorCode

  constructor(code: TransportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The bytes of a peer do not follow its protocol's framing: nothing after them can be read. Thrown by a `Framer`. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
}

/** Turns whatever was thrown into an Error, without losing it. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown })
}

import { constants } from 'node:crypto'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import { type Endpoint, formatEndpoint } from './endpoint.ts'
import { toError, TransportError } from './errors.ts'
import { readTlsFiles, stampTlsFiles, type TlsFiles, type TlsTexts } from './tls-files.ts'

export interface TlsOptions extends TlsFiles {
  /**
   * Names of acceptable peers: the certificate must bear one of them, as its common name or among its subject alternative
   * names. Empty, the default, accepts every certificate of the authorities, as Open vSwitch does.
   */
  readonly peerNames?: readonly string[]
  /**
   * Told when changed files have been read, and, with the error, when they cannot be used; the last good ones stay in
   * use then. A failure is told once, not for every connection. Must not throw.
   */
  readonly onReload?: (error: TransportError | undefined) => void
}

/** A secure context, and the options it was made of. */
export interface TlsContext {
  readonly options: SecureContextOptions
  readonly context: SecureContext
}

/** Key, certificate and authorities for any number of connections and listeners; changed files serve new connections. */
export class TlsCredentials {
  readonly peerNames: readonly string[]
  readonly #options: TlsOptions
  #stamp: string
  #current: TlsContext
  #reported = ''

  constructor(options: TlsOptions) {
    this.peerNames = options.peerNames ?? []
    this.#options = options
    // Taken before reading: a change in between is then seen as one.
    this.#stamp = stampTlsFiles(options)
    this.#current = createContext(options, readTlsFiles(options))
  }

  /** What a connection that begins now uses. */
  current(): TlsContext {
    try {
      const stamp = stampTlsFiles(this.#options)
      if (stamp !== this.#stamp) {
        this.#current = createContext(this.#options, readTlsFiles(this.#options))
        this.#stamp = stamp
        this.#reported = ''
        this.#options.onReload?.(undefined)
      }
    } catch (error) {
      this.#report(error)
    }
    return this.#current
  }

  #report(thrown: unknown): void {
    if (!(thrown instanceof TransportError)) throw thrown
    if (this.#reported === thrown.message) return
    this.#reported = thrown.message
    this.#options.onReload?.(thrown)
  }
}

/**
 * Reads the key, certificate and CA files for `listen`, `connect` and `connectForever`.
 * @throws {TransportError} `tls_files` with file and reason
 */
export function loadTls(options: TlsOptions): TlsCredentials {
  return new TlsCredentials(options)
}

/** @throws {TransportError} `tls_files` without credentials */
export function requireTls(endpoint: Endpoint, tls: TlsCredentials | undefined): TlsCredentials {
  if (tls !== undefined) return tls
  const needs = 'needs a private key, a certificate and a CA certificate'
  throw new TransportError('tls_files', `endpoint '${formatEndpoint(endpoint)}': TLS ${needs}`)
}

function createContext(files: TlsFiles, { key, certificate, ca }: TlsTexts): TlsContext {
  const options: SecureContextOptions = {
    key,
    cert: certificate,
    ca: [...ca],
    minVersion: 'TLSv1.2',
    // A resumed session skips the check of the peer's certificate, and these connections last too long to gain by it.
    secureOptions: constants.SSL_OP_NO_TICKET,
  }
  try {
    return { options, context: createSecureContext(options) }
  } catch (error) {
    // The parts are good by themselves; what is left is for instance a key that is too short for today's rules.
    const reason = toError(error).message
    throw new TransportError('tls_files', `the certificate ${files.certificate} cannot be used: ${reason}`, {
      cause: error,
    })
  }
}

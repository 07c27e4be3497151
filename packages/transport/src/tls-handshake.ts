import { isIP, type Socket } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { TransportError } from './errors.ts'
import { reasonOfCode, socketReason } from './socket-reason.ts'
import type { TlsCredentials } from './tls-credentials.ts'

/** One of them is called, at most once; none may be, when the caller has destroyed the socket below. */
export interface HandshakeHandlers {
  /** Called in the turn of the handshake's end, so that no event of the new socket can be missed. */
  onSecure(socket: TLSSocket): void
  /** Both sockets are destroyed. */
  onFailure(error: TransportError): void
}

/**
 * Begins TLS as the client of a connected socket. The host goes into the server name indication only: whether the server
 * is the right one is decided by the authorities and the `peerNames` of the credentials.
 */
export function beginTls(
  socket: Socket,
  host: string,
  peer: string,
  credentials: TlsCredentials,
  handlers: HandshakeHandlers,
): void {
  const secure = connect({
    socket,
    secureContext: credentials.current().context,
    rejectUnauthorized: true,
    checkServerIdentity: () => undefined,
    // RFC 6066, 3: addresses are not permitted.
    ...(isIP(host) === 0 && { servername: host }),
  })
  const onError = (cause: Error): void => {
    // What follows the first error adds nothing, but must find a listener.
    secure.on('error', () => {})
    secure.destroy()
    handlers.onFailure(tlsFailed(peer, socketReason(cause), cause))
  }
  secure.once('error', onError)
  secure.once('secureConnect', () => {
    secure.off('error', onError)
    admit(secure, peer, credentials, handlers)
  })
}

/** Waits for the handshake of a client on a socket just accepted; a client without a certificate is refused. */
export function acceptTls(
  socket: Socket,
  peer: string,
  credentials: TlsCredentials,
  timeoutMs: number,
  handlers: HandshakeHandlers,
): void {
  // A server that never listens does one handshake: only so is it known which accepted socket has become secure.
  const server = createServer({ ...credentials.current().options, requestCert: true, rejectUnauthorized: true })
  // Its own timeout starts again with every byte; this one ends a client that sends them one by one, too.
  const timer = setTimeout(() => fail(`no TLS handshake within ${timeoutMs} ms`), timeoutMs)
  const fail = (reason: string, cause?: Error): void => {
    settle()
    socket.destroy()
    handlers.onFailure(tlsFailed(peer, reason, cause))
  }
  const onSecure = (secure: TLSSocket): void => {
    settle()
    admit(secure, peer, credentials, handlers)
  }
  const onClientError = (error: Error, secure: TLSSocket): void => fail(refusal(error, secure), error)
  const settle = (): void => {
    clearTimeout(timer)
    server.off('secureConnection', onSecure)
    server.off('tlsClientError', onClientError)
  }
  // What goes wrong with it reaches us as `tlsClientError`, which may come after its `close`.
  socket.on('error', () => {})
  socket.once('close', () => clearTimeout(timer))
  server.on('secureConnection', onSecure)
  server.on('tlsClientError', onClientError)
  server.emit('connection', socket)
}

/** Accepts a peer whose certificate has been verified already, if it bears a name we expect. */
function admit(secure: TLSSocket, peer: string, { peerNames }: TlsCredentials, handlers: HandshakeHandlers): void {
  const certificate = secure.getPeerX509Certificate()
  const bears = (name: string): boolean =>
    certificate !== undefined &&
    (isIP(name) === 0 ? certificate.checkHost(name, { subject: 'always' }) : certificate.checkIP(name)) !== undefined
  if (peerNames.length === 0 || peerNames.some(bears)) {
    handlers.onSecure(secure)
    return
  }
  secure.on('error', () => {})
  secure.destroy()
  const subject = certificate?.subject.replaceAll('\n', ', ') ?? 'unknown'
  handlers.onFailure(tlsFailed(peer, `its certificate, of ${subject}, bears none of the expected names`))
}

/** Why a client was refused. For a bad certificate Node.js only leaves a code behind, on the socket. */
function refusal(error: Error, secure: TLSSocket): string {
  const code: unknown = secure.authorizationError
  if (typeof code !== 'string') {
    const isEnd = Reflect.get(error, 'code') === 'ECONNRESET'
    return isEnd ? 'it ended the connection within the handshake' : socketReason(error)
  }
  return reasonOfCode(code) ?? `its certificate is refused: ${code}`
}

function tlsFailed(peer: string, reason: string, cause?: Error): TransportError {
  return new TransportError('tls_failed', `no TLS with ${peer}: ${reason}`, { cause })
}

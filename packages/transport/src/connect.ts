import { createConnection, type Socket } from 'node:net'
import { Connection, type ConnectionLimits, type OpenHandler } from './connection.ts'
import { type Endpoint, formatEndpoint } from './endpoint.ts'
import { toError, TransportError } from './errors.ts'
import type { Framer } from './framer.ts'
import { socketReason } from './socket-reason.ts'
import { requireTls, type TlsCredentials } from './tls-credentials.ts'
import { beginTls } from './tls-handshake.ts'

export interface ConnectOptions extends ConnectionLimits {
  /** Makes the framer of a new connection. */
  readonly framer: () => Framer
  /** Given the new connection, says who handles it. */
  readonly open: OpenHandler
  /** What an `ssl` endpoint needs; see `loadTls`. */
  readonly tls?: TlsCredentials | undefined
  /** Longest time until the connection stands, TLS included, in milliseconds; 10000 by default. */
  readonly connectTimeoutMs?: number
  /** Ends the attempt; it has no effect on a connection that stands. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Connects once.
 * @throws {TransportError} `connect_failed`, `tls_failed`, `connect_timeout`, `aborted`, `invalid_endpoint` (port 0),
 * `tls_files` (an `ssl` endpoint without `tls`); and whatever `open` throws
 */
export async function connect(endpoint: Endpoint, options: ConnectOptions): Promise<Connection> {
  requireConnectable(endpoint, options)
  return new Promise((resolve, reject) => {
    const finish = (socket: Socket): void => {
      try {
        resolve(new Connection(socket, formatEndpoint(endpoint), options.framer(), options.open, options))
      } catch (error) {
        reject(toError(error))
      }
    }
    connectSocket(endpoint, options, finish, reject)
  })
}

/** Calls `onReady` in the turn in which the socket has become usable, so that none of its events is missed. */
function connectSocket(
  endpoint: Endpoint,
  { signal, connectTimeoutMs = 10_000, tls }: ConnectOptions,
  onReady: (socket: Socket) => void,
  onFailure: (error: TransportError) => void,
): void {
  const name = formatEndpoint(endpoint)
  const onAbort = () => fail(new TransportError('aborted', `connecting to ${name} was aborted`))
  const address = endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port }
  const socket = createConnection({ ...address, allowHalfOpen: true })
  const timeout = `${name} did not answer within ${connectTimeoutMs} ms`
  const timer = setTimeout(() => fail(new TransportError('connect_timeout', timeout)), connectTimeoutMs)
  const onError = (cause: Error) =>
    fail(new TransportError('connect_failed', `cannot connect to ${name}: ${socketReason(cause)}`, { cause }))
  const finish = (ready: Socket) => {
    release()
    onReady(ready)
  }
  const onConnect = () => {
    if (endpoint.kind !== 'ssl') finish(socket)
    else beginTls(socket, endpoint.host, name, requireTls(endpoint, tls), { onSecure: finish, onFailure: fail })
  }
  const fail = (error: TransportError) => {
    release()
    // The error of a socket that was given up has nobody to go to.
    socket.on('error', () => {})
    socket.destroy()
    onFailure(error)
  }
  const release = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
    socket.off('error', onError)
    socket.off('connect', onConnect)
  }
  signal?.addEventListener('abort', onAbort)
  socket.on('error', onError)
  socket.on('connect', onConnect)
  if (signal?.aborted) onAbort()
}

/**
 * Refuses what can never be connected to.
 * @throws {TransportError} `invalid_endpoint`, `tls_files`
 */
export function requireConnectable(endpoint: Endpoint, { tls }: Pick<ConnectOptions, 'tls'>): void {
  if (endpoint.kind !== 'unix' && endpoint.port === 0) {
    const reason = 'port 0 cannot be connected to'
    throw new TransportError('invalid_endpoint', `endpoint '${formatEndpoint(endpoint)}': ${reason}`)
  }
  if (endpoint.kind === 'ssl') requireTls(endpoint, tls)
}

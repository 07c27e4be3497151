import { createConnection, type Socket } from 'node:net'
import { Connection, type ConnectionLimits, type OpenHandler } from './connection.ts'
import { type Endpoint, formatEndpoint } from './endpoint.ts'
import { TransportError } from './errors.ts'
import type { Framer } from './framer.ts'

export interface ConnectOptions extends ConnectionLimits {
  /** Makes the framer of a new connection. */
  readonly framer: () => Framer
  /** Given the new connection, says who handles it. */
  readonly open: OpenHandler
  /** Longest time until the connection stands, in milliseconds; 10000 by default. */
  readonly connectTimeoutMs?: number
  /** Ends the attempt; it has no effect on a connection that stands. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Connects once.
 * @throws {TransportError} `connect_failed`, `connect_timeout`, `aborted`, `invalid_endpoint` (port 0); and whatever
 * `open` throws
 */
export async function connect(endpoint: Endpoint, options: ConnectOptions): Promise<Connection> {
  const socket = await connectSocket(endpoint, options)
  return new Connection(socket, formatEndpoint(endpoint), options.framer(), options.open, options)
}

function connectSocket(endpoint: Endpoint, options: ConnectOptions): Promise<Socket> {
  const name = formatEndpoint(endpoint)
  const { signal, connectTimeoutMs = 10_000 } = options
  if (signal?.aborted) return Promise.reject(new TransportError('aborted', `connecting to ${name} was aborted`))
  if (endpoint.kind === 'tcp' && endpoint.port === 0) {
    return Promise.reject(new TransportError('invalid_endpoint', `endpoint '${name}': port 0 cannot be connected to`))
  }
  return new Promise((resolve, reject) => {
    const address = endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port }
    const socket = createConnection({ ...address, allowHalfOpen: true })
    const fail = (error: TransportError) => {
      release()
      // The error of a socket that was given up has nobody to go to.
      socket.on('error', () => {})
      socket.destroy()
      reject(error)
    }
    const timeout = `${name} did not answer within ${connectTimeoutMs} ms`
    const timer = setTimeout(() => fail(new TransportError('connect_timeout', timeout)), connectTimeoutMs)
    const onAbort = () => fail(new TransportError('aborted', `connecting to ${name} was aborted`))
    const onError = (cause: Error) =>
      fail(new TransportError('connect_failed', `cannot connect to ${name}: ${reasonOf(cause)}`, { cause }))
    const onConnect = () => {
      release()
      resolve(socket)
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
  })
}

// A name with several addresses fails with an AggregateError whose own message is empty.
function reasonOf(error: Error): string {
  if (!(error instanceof AggregateError)) return error.message
  return error.errors.map((each: unknown) => (each instanceof Error ? each.message : String(each))).join('; ')
}

import { lstat, unlink } from 'node:fs/promises'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { Connection, type ConnectionLimits, type OpenHandler } from './connection.ts'
import { type Endpoint, formatEndpoint } from './endpoint.ts'
import { toError, TransportError } from './errors.ts'
import type { Framer } from './framer.ts'
import { requireTls, type TlsCredentials } from './tls-credentials.ts'
import { acceptTls } from './tls-handshake.ts'

export interface ListenOptions extends ConnectionLimits {
  /** Makes the framer of each accepted connection. */
  readonly framer: () => Framer
  /** Given an accepted connection, says who handles it. An exception ends that connection only. */
  readonly open: OpenHandler
  /** What an `ssl` endpoint needs; see `loadTls`. */
  readonly tls?: TlsCredentials | undefined
  /** Longest time for the TLS handshake of an accepted connection, in milliseconds; 10000 by default. */
  readonly tlsHandshakeTimeoutMs?: number
  /** Connections at one time; further ones are ended at once and counted as refused. 1024 by default. */
  readonly maxConnections?: number
  /** Told about a connection that `open` refused by an exception, about failures to accept, and failed TLS handshakes. */
  readonly onError?: (error: Error) => void
}

/** Accepts connections until it is closed. */
export class Listener {
  /** The address in use; a port 0 asked for has become the real one. */
  readonly endpoint: Endpoint
  readonly #server: Server
  readonly #options: ListenOptions
  readonly #connections = new Set<Connection>()
  readonly #handshakes = new Set<Socket>()
  #refused = 0

  constructor(server: Server, endpoint: Endpoint, options: ListenOptions) {
    this.endpoint = endpoint
    this.#server = server
    this.#options = options
    server.on('connection', (socket) => this.#accept(socket))
    server.on('drop', () => {
      this.#refused += 1
    })
    server.on('error', (error) => options.onError?.(error))
  }

  /** The accepted connections that have not ended. */
  get connections(): ReadonlySet<Connection> {
    return this.#connections
  }

  /** Connections ended at once because there were `maxConnections` already. */
  get refused(): number {
    return this.#refused
  }

  /** Stops accepting and closes the accepted connections. Resolves when the last of them is gone. */
  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const connection of this.#connections) connection.close()
    for (const socket of this.#handshakes) socket.destroy()
    return closed
  }

  #accept(socket: Socket): void {
    const peer = peerName(socket, this.endpoint)
    if (this.endpoint.kind === 'ssl') this.#secure(socket, peer)
    else this.#open(socket, peer)
  }

  #secure(socket: Socket, peer: string): void {
    const { tls, tlsHandshakeTimeoutMs = 10_000, onError } = this.#options
    this.#handshakes.add(socket)
    socket.once('close', () => this.#handshakes.delete(socket))
    acceptTls(socket, peer, requireTls(this.endpoint, tls), tlsHandshakeTimeoutMs, {
      onSecure: (secure) => {
        this.#handshakes.delete(socket)
        this.#open(secure, peer)
      },
      // Those that `close` has cut short are no failures.
      onFailure: (error) => {
        if (this.#server.listening) onError?.(error)
      },
    })
  }

  #open(socket: Socket, peer: string): void {
    try {
      const { framer, open } = this.#options
      const connection = new Connection(socket, peer, framer(), open, this.#options)
      this.#connections.add(connection)
      void connection.ended.then(() => this.#connections.delete(connection))
    } catch (error) {
      socket.destroy()
      this.#options.onError?.(toError(error))
    }
  }
}

/**
 * Listens on an endpoint. The socket file that a killed process left behind is removed; a file that is no socket, and a
 * socket that somebody answers on, are left alone.
 * @throws {TransportError} `address_in_use`, `listen_failed`, `tls_files` (an `ssl` endpoint without `tls`)
 */
export async function listen(endpoint: Endpoint, options: ListenOptions): Promise<Listener> {
  if (endpoint.kind === 'ssl') requireTls(endpoint, options.tls)
  const server = createServer({ allowHalfOpen: true })
  server.maxConnections = options.maxConnections ?? 1024
  try {
    await bindServer(server, endpoint)
  } catch (error) {
    if (!isInUse(error)) throw listenError(endpoint, error)
    if (endpoint.kind !== 'unix' || !(await isStaleSocket(endpoint.path))) throw inUseError(endpoint, error)
    await unlink(endpoint.path)
    await bindServer(server, endpoint).catch((again: unknown) => {
      throw listenError(endpoint, again)
    })
  }
  const address = server.address()
  const actual = address !== null && typeof address === 'object' ? address.port : 0
  return new Listener(server, endpoint.kind === 'unix' ? endpoint : { ...endpoint, port: actual }, options)
}

function bindServer(server: Server, endpoint: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const where = endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port }
    server.listen(where, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** True for the socket file of a process that is gone: it refuses connections. */
async function isStaleSocket(path: string): Promise<boolean> {
  const file = await lstat(path).catch(() => undefined)
  if (file === undefined || !file.isSocket()) return false
  return new Promise((resolve) => {
    const probe = createConnection({ path })
    probe.on('connect', () => {
      probe.destroy()
      resolve(false)
    })
    probe.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
  })
}

function peerName(socket: Socket, listening: Endpoint): string {
  if (listening.kind === 'unix') return formatEndpoint(listening)
  return formatEndpoint({ kind: listening.kind, host: socket.remoteAddress ?? '?', port: socket.remotePort ?? 0 })
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

function inUseError(endpoint: Endpoint, cause: unknown): TransportError {
  return new TransportError('address_in_use', `${formatEndpoint(endpoint)} is in use already`, { cause })
}

function listenError(endpoint: Endpoint, thrown: unknown): TransportError {
  const cause = toError(thrown)
  return new TransportError('listen_failed', `cannot listen on ${formatEndpoint(endpoint)}: ${cause.message}`, {
    cause,
  })
}

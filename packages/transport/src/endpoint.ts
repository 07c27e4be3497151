import { isIPv4, isIPv6 } from 'node:net'
import { TransportError } from './errors.ts'

/** A TCP address. `host` is a name, an IPv4 or an IPv6 address without brackets; port 0 lets a listener choose. */
export interface TcpEndpoint {
  readonly kind: 'tcp'
  readonly host: string
  readonly port: number
}

/** A UNIX stream socket in the file system. */
export interface UnixEndpoint {
  readonly kind: 'unix'
  readonly path: string
}

/** A TLS address, named `ssl` as Open vSwitch does; host and port as for TCP. */
export interface TlsEndpoint {
  readonly kind: 'ssl'
  readonly host: string
  readonly port: number
}

export type Endpoint = TcpEndpoint | TlsEndpoint | UnixEndpoint

/** Ports registered for the protocols; what an endpoint without a port means. */
export const wellKnownPorts = { openflow: 6653, ovsdb: 6640 } as const

// sockaddr_un.sun_path holds 108 bytes with its final zero; a longer path would be cut silently.
const MAX_UNIX_PATH_BYTES = 107
const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\.?$/
const FORMS = "'unix:PATH', 'tcp:HOST:PORT' or 'ssl:HOST:PORT' (an IPv6 host in brackets)"

/**
 * Reads `unix:PATH`, `tcp:HOST:PORT` or `ssl:HOST:PORT`; an IPv6 host stands in brackets: `tcp:[::1]:6640`. The port may
 * only be left out where there is a default one.
 * @throws {TransportError} `invalid_endpoint` with the reason
 */
export function parseEndpoint(text: string, defaultPort?: number): Endpoint {
  const [, kind, rest = ''] = /^(unix|tcp|ssl):(.*)$/s.exec(text) ?? []
  if (kind === 'unix') return { kind, path: parsePath(text, rest) }
  if (kind !== 'tcp' && kind !== 'ssl') throw invalid(text, `expected ${FORMS}`)
  const { host, port } = splitPort(rest)
  return { kind, host: parseHost(text, kind, host), port: parsePort(text, port, defaultPort) }
}

/** The text `parseEndpoint` reads back. */
export function formatEndpoint(endpoint: Endpoint): string {
  if (endpoint.kind === 'unix') return `unix:${endpoint.path}`
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host
  return `${endpoint.kind}:${host}:${endpoint.port}`
}

function parsePath(text: string, path: string): string {
  if (path === '') throw invalid(text, 'the path is empty')
  if (path.includes('\0')) throw invalid(text, 'the path contains a zero byte')
  const size = Buffer.byteLength(path)
  if (size > MAX_UNIX_PATH_BYTES) {
    throw invalid(text, `the path has ${size} bytes, a UNIX socket allows ${MAX_UNIX_PATH_BYTES}`)
  }
  return path
}

function splitPort(rest: string): { host: string; port: string | undefined } {
  const colon = rest.lastIndexOf(':')
  if (colon <= rest.lastIndexOf(']')) return { host: rest, port: undefined }
  return { host: rest.slice(0, colon), port: rest.slice(colon + 1) }
}

function parseHost(text: string, kind: string, host: string): string {
  if (host.startsWith('[') && host.endsWith(']')) {
    const inner = host.slice(1, -1)
    if (!isIPv6(inner)) throw invalid(text, `'${inner}' is not an IPv6 address`)
    return inner
  }
  if (host === '') throw invalid(text, 'the host is empty')
  if (host.includes(':')) throw invalid(text, `an IPv6 host stands in brackets: ${kind}:[${host}]:PORT`)
  if (!isIPv4(host) && (/^[\d.]+$/.test(host) || !HOST_NAME.test(host))) {
    throw invalid(text, `'${host}' is neither an IP address nor a host name`)
  }
  return host
}

function parsePort(text: string, port: string | undefined, defaultPort: number | undefined): number {
  if (port === undefined) {
    if (defaultPort === undefined) throw invalid(text, `the port is missing; expected ${FORMS}`)
    return defaultPort
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw invalid(text, `the port '${port}' is not a number from 0 to 65535`)
  }
  return Number(port)
}

function invalid(text: string, reason: string): TransportError {
  return new TransportError('invalid_endpoint', `endpoint '${text}': ${reason}`)
}

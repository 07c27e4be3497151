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

export type Endpoint = TcpEndpoint | UnixEndpoint

// sockaddr_un.sun_path holds 108 bytes with its final zero; a longer path would be cut silently.
const MAX_UNIX_PATH_BYTES = 107
const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\.?$/
const FORMS = "'unix:PATH' or 'tcp:HOST:PORT' (an IPv6 host in brackets)"

/**
 * Reads `unix:PATH` or `tcp:HOST:PORT`; an IPv6 host stands in brackets: `tcp:[::1]:6640`.
 * @throws {TransportError} `invalid_endpoint` with the reason
 */
export function parseEndpoint(text: string): Endpoint {
  if (text.startsWith('unix:')) return parseUnix(text)
  if (text.startsWith('tcp:')) return parseTcp(text)
  throw invalid(text, `expected ${FORMS}`)
}

/** The text `parseEndpoint` reads back. */
export function formatEndpoint(endpoint: Endpoint): string {
  if (endpoint.kind === 'unix') return `unix:${endpoint.path}`
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host
  return `tcp:${host}:${endpoint.port}`
}

function parseUnix(text: string): UnixEndpoint {
  const path = text.slice('unix:'.length)
  if (path === '') throw invalid(text, 'the path is empty')
  if (path.includes('\0')) throw invalid(text, 'the path contains a zero byte')
  const size = Buffer.byteLength(path)
  if (size > MAX_UNIX_PATH_BYTES) {
    throw invalid(text, `the path has ${size} bytes, a UNIX socket allows ${MAX_UNIX_PATH_BYTES}`)
  }
  return { kind: 'unix', path }
}

function parseTcp(text: string): TcpEndpoint {
  const rest = text.slice('tcp:'.length)
  const colon = rest.lastIndexOf(':')
  const bracket = rest.lastIndexOf(']')
  if (colon < 0 || colon < bracket) throw invalid(text, `the port is missing; expected ${FORMS}`)
  return { kind: 'tcp', host: parseHost(text, rest.slice(0, colon)), port: parsePort(text, rest.slice(colon + 1)) }
}

function parseHost(text: string, host: string): string {
  if (host.startsWith('[') && host.endsWith(']')) {
    const inner = host.slice(1, -1)
    if (!isIPv6(inner)) throw invalid(text, `'${inner}' is not an IPv6 address`)
    return inner
  }
  if (host === '') throw invalid(text, 'the host is empty')
  if (host.includes(':')) throw invalid(text, `an IPv6 host stands in brackets: tcp:[${host}]:PORT`)
  if (!isIPv4(host) && (/^[\d.]+$/.test(host) || !HOST_NAME.test(host))) {
    throw invalid(text, `'${host}' is neither an IP address nor a host name`)
  }
  return host
}

function parsePort(text: string, port: string): number {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw invalid(text, `the port '${port}' is not a number from 0 to 65535`)
  }
  return Number(port)
}

function invalid(text: string, reason: string): TransportError {
  return new TransportError('invalid_endpoint', `endpoint '${text}': ${reason}`)
}

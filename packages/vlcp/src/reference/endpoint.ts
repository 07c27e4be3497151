import type { Translation } from '@vlcp/server'
import { formatEndpoint } from '@vlcp/transport'

/** A URL of the reference (vlcp-core section 3.1); the scheme is `tcp` where there is none. */
export interface ReferenceUrl {
  readonly scheme: string
  readonly host: string
  readonly port: number | undefined
  readonly path: string
}

const url = /^(?:([a-z]+):)?\/\/(\[[^\]]*\]|[^/:?#]*)(?::(\d{1,5}))?(\/[^?#]*)?$/

export function parseReferenceUrl(text: unknown): ReferenceUrl | undefined {
  if (typeof text !== 'string') return undefined
  const [, unix, socket = ''] = /^(p?unix|lunix):(\/(?!\/).*)$/.exec(text) ?? []
  if (unix !== undefined) return { scheme: unix, host: '', port: undefined, path: socket }
  const [, scheme = 'tcp', host = '', port, path = ''] = url.exec(text) ?? []
  if (!url.test(text)) return undefined
  return { scheme, host: host.replace(/^\[(.*)\]$/, '$1'), port: port === undefined ? undefined : Number(port), path }
}

const refuse = (refused: string): Translation => ({ refused })

/** Our endpoints are text that begins so; it is what a file here has in place of a URL. */
const ours = /^(?:tcp|ssl|unix):(?!\/\/)/

/** Which kind of ours a scheme of a server is. A passive one takes whoever connects, as a server does. */
const listening: Readonly<Record<string, 'tcp' | 'ssl'>> = {
  tcp: 'tcp',
  ltcp: 'tcp',
  ptcp: 'tcp',
  ssl: 'ssl',
  lssl: 'ssl',
  pssl: 'ssl',
}

/** `tcp://:6653/`, where a server of the reference listens → `tcp:0.0.0.0:6653`. */
export function translateListener(defaultPort: number) {
  return (value: unknown): Translation => {
    if (typeof value === 'string' && ours.test(value)) return { value }
    const parsed = parseReferenceUrl(value)
    if (parsed === undefined) return refuse('expected a URL such as "tcp://0.0.0.0:6653/"')
    const { scheme, host, port = defaultPort } = parsed
    const kind = Object.hasOwn(listening, scheme) ? listening[scheme] : undefined
    if (kind === undefined) return refuse(`the scheme "${scheme}" is no TCP or TLS server`)
    if (scheme.startsWith('p') && host !== '') {
      return refuse(`"${scheme}" names the peer that may connect; here the address to listen on is named`)
    }
    return { value: formatEndpoint({ kind, host: host === '' ? '0.0.0.0' : host, port }) }
  }
}

/** `unix:///var/run/openvswitch/db.sock`, to which a client of the reference connects → `unix:/var/run/…`. */
export function translatePeer(value: unknown, defaultPort: number): Translation {
  if (typeof value === 'string' && ours.test(value) && !value.startsWith('unix:/')) return { value }
  const parsed = parseReferenceUrl(value)
  if (parsed === undefined) return refuse('expected a URL such as "unix:///var/run/openvswitch/db.sock"')
  const { scheme, host, port = defaultPort, path } = parsed
  if (scheme === 'unix') return { value: formatEndpoint({ kind: 'unix', path }) }
  if (scheme !== 'tcp' && scheme !== 'ssl') {
    return refuse(`the scheme "${scheme}" waits for a peer; VLCP connects to OVSDB servers, and their address is named`)
  }
  if (host === '') return refuse('the URL names no host to connect to')
  return { value: formatEndpoint({ kind: scheme, host, port }) }
}

import { StoreError } from '../../errors.ts'
import type { StoreProblem } from '../../problems.ts'

export interface EtcdOptions {
  /**
   * Members of the cluster as `host:port` or `http(s)://host:port`; IPv6 in brackets. When one does not answer, the
   * next is asked. Default `127.0.0.1:2379`.
   */
  readonly hosts?: string | readonly string[]
  /** Name of the store on the server: all its keys begin with `vlcp/<space>/`. Default `default`. */
  readonly space?: string
  /** Encrypts the connections; `https://` hosts are encrypted without it, too. */
  readonly tls?: EtcdTls
  readonly user?: string
  readonly password?: string
  /** The server's `--max-request-bytes`. Default 1 572 864, as the server's. */
  readonly maxRequestBytes?: number
  /** The server's `--max-txn-ops`. Default 128, as the server's. */
  readonly maxTxnOps?: number
  /** Told about each key under ours that cannot be ours because it or its value is not UTF-8. */
  readonly onProblem?: (problem: StoreProblem) => void
}

/** Texts in PEM form. */
export interface EtcdTls {
  /** The authorities to trust; the system's when absent. */
  readonly ca?: string | Buffer
  /** The client's certificate and key, where the server asks for them. */
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
}

/** The options, checked and complete. */
export interface EtcdSettings {
  /** `host:port` each. */
  readonly hosts: readonly string[]
  readonly space: string
  readonly tls: EtcdTls | undefined
  readonly credentials: { readonly name: string; readonly password: string } | undefined
  readonly maxRequestBytes: number
  readonly maxTxnOps: number
  readonly onProblem: (problem: StoreProblem) => void
}

const defaultPort = 2379
/** What a commit needs besides its keys and values: guards, the names of the space, framing. */
const overheadBytes = 256 << 10
/** Below these no commit would fit. */
const leastRequestBytes = 2 * overheadBytes
const leastTxnOps = 16

/** @throws StoreError `invalid` naming the option */
export function checkOptions(options: EtcdOptions): EtcdSettings {
  const { space = 'default', tls, maxRequestBytes = 1_572_864, maxTxnOps = 128, onProblem = () => {} } = options
  const named = typeof options.hosts === 'string' ? [options.hosts] : (options.hosts ?? ['127.0.0.1'])
  if (named.length === 0) throw invalid('hosts: at least one is needed')
  const hosts = named.map(parseHost)
  const encrypted = hosts.some(({ scheme }) => scheme === 'https') || tls !== undefined
  if (encrypted && hosts.some(({ scheme }) => scheme === 'http'))
    throw invalid('hosts: http:// and TLS exclude each other')
  if (!/^[\w.-]+$/.test(space))
    throw invalid(`space ${JSON.stringify(space)}: letters, digits, dot, dash and underscore only`)
  if ((tls?.cert === undefined) !== (tls?.key === undefined)) throw invalid('tls: cert and key belong together')
  if ((options.user === undefined) !== (options.password === undefined))
    throw invalid('user and password belong together')
  if (!(maxRequestBytes >= leastRequestBytes)) throw invalid(`maxRequestBytes: at least ${leastRequestBytes}`)
  if (!(maxTxnOps >= leastTxnOps)) throw invalid(`maxTxnOps: at least ${leastTxnOps}`)
  const { user: name, password } = options
  return {
    hosts: hosts.map(({ address }) => address),
    space,
    tls: encrypted ? (tls ?? {}) : undefined,
    credentials: name === undefined || password === undefined ? undefined : { name, password },
    maxRequestBytes,
    maxTxnOps,
    onProblem,
  }
}

/** Keys and values of one commit, in bytes. */
export function commitBytesOf({ maxRequestBytes }: EtcdSettings): number {
  return maxRequestBytes - overheadBytes
}

function parseHost(text: string): { scheme: string | undefined; address: string } {
  const match = /^(?:(https?):\/\/)?(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?\/?$/i.exec(text)
  const port = Number(match?.[3] ?? defaultPort)
  // What follows an @ could be a password, and must not get into a log.
  if (match === null || port > 65_535)
    throw invalid(`hosts: ${JSON.stringify(text.replace(/^.*@/, '…@'))} is not host:port`)
  return { scheme: match[1]?.toLowerCase(), address: `${match[2]}:${port}` }
}

function invalid(reason: string): StoreError {
  return new StoreError('invalid', `etcd: ${reason}`)
}

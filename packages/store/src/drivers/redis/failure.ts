import { StoreError, type StoreErrorCode } from '../../errors.ts'

/** What an error of the client library means for a request. */
export type Failure =
  /** Refused for good: nothing was done. */
  | { readonly kind: 'refused'; readonly error: StoreError }
  /** Refused for now: nothing was done. `elsewhere`: not by this server, look for another one. */
  | { readonly kind: 'later'; readonly reason: string; readonly elsewhere: boolean }
  /** No answer: perhaps done, perhaps not. */
  | { readonly kind: 'lost'; readonly reason: string }

/** An attempt has failed in a way that the next one may not. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain'
}

/** Redis is starting, is no master, is busy with a script of somebody else, has too few replicas. */
const later = /^(LOADING|BUSY|TRYAGAIN|NOREPLICAS|UNBLOCKED)$/
const elsewhere = /^(READONLY|MASTERDOWN|CLUSTERDOWN|MOVED)$/

const refusals: Readonly<Record<string, StoreErrorCode>> = {
  OOM: 'full',
  MISCONF: 'full',
  NOAUTH: 'unusable',
  WRONGPASS: 'unusable',
  NOPERM: 'unusable',
  VLCPFORMAT: 'unusable',
  VLCPDAMAGED: 'corrupt',
  WRONGTYPE: 'corrupt',
}

const codes =
  /\b(LOADING|BUSY|TRYAGAIN|NOREPLICAS|UNBLOCKED|READONLY|MASTERDOWN|CLUSTERDOWN|OOM|MISCONF|NOAUTH|WRONGPASS|NOPERM|MOVED|VLCPFORMAT|VLCPDAMAGED|WRONGTYPE)\b/

/**
 * Judges an error that a request or a connection attempt has met.
 *
 * @param broken Why the connection broke, if it did.
 */
export function judge(error: unknown, server: string, broken?: Error): Failure {
  if (error instanceof StoreError) return { kind: 'refused', error }
  if (error instanceof TryAgain) return { kind: 'later', reason: error.message, elsewhere: false }
  const message = messageOf(error)
  // What is no answer of the server comes from the connection.
  if (!(error instanceof Error) || error.name !== 'ReplyError') {
    if (isDistrust(error)) return { kind: 'refused', error: new StoreError('unusable', `${server}: ${message}`) }
    return { kind: 'lost', reason: messageOf(broken ?? error) }
  }
  const code = codeOf(message)
  if (later.test(code)) return { kind: 'later', reason: message, elsewhere: false }
  if (elsewhere.test(code)) return { kind: 'later', reason: message, elsewhere: true }
  // Without a cause: the library keeps the request in its errors, and that may be the password.
  // Our scripts' own errors: a code, the key in Redis, the rest.
  const key = /^VLCP\w+ (\S+)/.exec(message)?.[1]
  const text = `${server}: ${message.replace(/^VLCP\w+ /, '')}`
  return { kind: 'refused', error: new StoreError(refusals[code] ?? 'unusable', text, { key }) }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // A host with several addresses of which none answers: an AggregateError, whose message is empty.
  return error.message === '' && 'code' in error ? String(error.code) : error.message
}

/** One side does not accept the other's certificate, or one does not speak TLS: time will not change that. */
function isDistrust(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^ERR_(TLS|SSL)_|CERT|UNABLE_TO_(GET|VERIFY)/.test(code)
}

function codeOf(message: string): string {
  const first = message.slice(0, message.indexOf(' '))
  // Redis 6 puts the errors of commands in a script behind its own; so does Redis 7 with permissions.
  if (first !== 'ERR') return first
  if (/The user executing the script|ACL failure|invalid password/.test(message)) return 'NOPERM'
  return codes.exec(message)?.[0] ?? first
}

import { status, type ServiceError } from '@grpc/grpc-js'
import { StoreError } from '../../errors.ts'

/**
 * - `transient`: worth asking again, and nobody knows whether the question was carried out
 * - `token`: asking again with a new token will do
 * - `full`: the database is at its quota. etcd may have written all the same, see commit.ts
 * - `compacted`, `no_lease`, `lease_exists`: answers in the form of errors
 * - the rest will not get better by asking again, and nothing was written
 */
export type FailureKind =
  | 'transient'
  | 'token'
  | 'full'
  | 'compacted'
  | 'future'
  | 'no_lease'
  | 'lease_exists'
  | 'too_large'
  | 'refused'

/** One call that went wrong. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure'
  readonly kind: FailureKind
  readonly host: string

  constructor(kind: FailureKind, host: string, reason: string, options?: ErrorOptions) {
    super(`etcd at ${host}: ${reason}`, options)
    this.kind = kind
    this.host = host
  }

  /** For whoever does not know what else to make of it. */
  toStoreError(): StoreError {
    return new StoreError(storeCodes[this.kind] ?? 'unusable', this.message, { cause: this })
  }
}

const storeCodes: Partial<Record<FailureKind, 'unavailable' | 'full' | 'too_large'>> = {
  transient: 'unavailable',
  token: 'unavailable',
  full: 'full',
  too_large: 'too_large',
}

/** etcd's error texts (`etcdserver/api/v3rpc/rpctypes/error.go`) say more than their status codes. */
const texts: readonly [RegExp, FailureKind][] = [
  [/invalid auth token|revision of auth store is old|revision in header is old/, 'token'],
  [/database space exceeded|no ?space/i, 'full'],
  [/required revision has been compacted/, 'compacted'],
  [/required revision is a future revision/, 'future'],
  [/requested lease not found/, 'no_lease'],
  [/lease already exists/, 'lease_exists'],
  [/request is too large|received message larger than max|too many operations/, 'too_large'],
  [/too many requests/, 'transient'],
]

const transientCodes: ReadonlySet<status> = new Set([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.CANCELLED,
  status.ABORTED,
  status.INTERNAL,
  status.UNKNOWN,
])

/** Judges what gRPC reports. */
export function judge(host: string, error: ServiceError): CallFailure {
  const reason = error.details === '' ? (status[error.code] ?? error.message) : error.details
  const kind = texts.find(([pattern]) => pattern.test(reason))?.[1]
  return new CallFailure(kind ?? (transientCodes.has(error.code) ? 'transient' : 'refused'), host, explain(reason), {
    cause: error,
  })
}

/** What an operator may do about it. */
function explain(reason: string): string {
  if (/user name is empty/.test(reason)) return `${reason}; the server asks for user and password`
  if (/space exceeded/.test(reason)) return `${reason}; compact and defragment it, then disarm the NOSPACE alarm`
  return reason
}

/** Where a call failed in another way, it is a fault of ours. */
export function isFailure(error: unknown, kind: FailureKind): boolean {
  return error instanceof CallFailure && error.kind === kind
}

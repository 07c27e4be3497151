/** The messages of etcd's API that we use, as objects. Numbers of 64 bits that etcd sends are texts. */
export interface Header {
  readonly clusterId: string
  readonly revision: string
  readonly raftTerm: string
}

export interface Answer {
  readonly header: Header
}

export interface KeyValue {
  readonly key: Buffer
  readonly value: Buffer
  readonly modRevision: string
  /** `0` when the key depends on none. */
  readonly lease: string
}

export interface RangeRequest {
  readonly key: Buffer
  readonly rangeEnd?: Buffer
  readonly limit?: number
  readonly revision?: number
  readonly keysOnly?: boolean
  readonly countOnly?: boolean
  /** Only keys written at this revision or later. */
  readonly minModRevision?: number
}

export interface RangeResponse extends Answer {
  readonly kvs: readonly KeyValue[]
  readonly more: boolean
}

export interface PutRequest {
  readonly key: Buffer
  readonly value: Buffer
  readonly lease?: string
}

export type RequestOp =
  | { readonly requestRange: RangeRequest }
  | { readonly requestPut: PutRequest }
  | { readonly requestDeleteRange: { readonly key: Buffer } }
  | { readonly requestTxn: TxnRequest }

export interface ResponseOp {
  readonly responseRange?: RangeResponse
  readonly responseTxn?: TxnResponse
}

/** The one kind of condition that we use; others of etcd's have other targets. */
export interface Compare {
  readonly result: 0 | 2
  readonly target: 2
  readonly key: Buffer
  readonly rangeEnd?: Buffer
  readonly modRevision: number
}

export interface TxnRequest {
  readonly compare?: readonly Compare[]
  readonly success?: readonly RequestOp[]
  readonly failure?: readonly RequestOp[]
}

export interface TxnResponse extends Answer {
  readonly succeeded: boolean
  readonly responses: readonly ResponseOp[]
}

export interface WatchRequest {
  readonly createRequest: {
    readonly key: Buffer
    readonly rangeEnd: Buffer
    readonly startRevision: number
    readonly fragment: boolean
  }
}

export interface WatchEvent {
  /** 0 put, 1 delete. */
  readonly type: number
  readonly kv: KeyValue
}

export interface WatchResponse extends Answer {
  readonly created: boolean
  readonly canceled: boolean
  /** Not 0 when what was asked for has been compacted up to here. */
  readonly compactRevision: string
  readonly cancelReason: string
  /** More events of the same answer follow in the next one. */
  readonly fragment: boolean
  readonly events: readonly WatchEvent[]
}

export interface LeaseId {
  readonly id: string
}

export interface LeaseGrant extends LeaseId {
  /** Seconds. */
  readonly ttl: number
}

export interface LeaseState extends Answer, LeaseId {
  /** Seconds; 0 or less when the lease has ended. */
  readonly ttl: string
}

export interface StatusResponse extends Answer {
  readonly version: string
  /** `0` when there is none. */
  readonly leader: string
  /** Alarms and other trouble in words. */
  readonly errors: readonly string[]
}

export interface Credentials {
  readonly name: string
  readonly password: string
}

export interface AuthenticateResponse extends Answer {
  readonly token: string
}

/** The revision as of which an answer was given. etcd would count for centuries before a number gets inexact. */
export function revisionOf({ header }: Answer): number {
  return Number(header.revision)
}

const equal = 0
const less = 2
const modRevision = 2

/** Holds while the key's last write is this revision; 0: while there is no such key. */
export function isAt(key: Buffer, revision: number): Compare {
  return { result: equal, target: modRevision, key, modRevision: revision }
}

/** Holds while no key of the range has been written after the revision. A range without keys always passes. */
export function isUnchanged(range: KeyRange, since: number): Compare {
  return { result: less, target: modRevision, ...range, modRevision: since + 1 }
}

/** All keys from `key` on and before `rangeEnd`. */
export interface KeyRange {
  readonly key: Buffer
  readonly rangeEnd: Buffer
}

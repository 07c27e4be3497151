import type {
  Answer,
  LeaseGrant,
  LeaseState,
  RangeRequest,
  RangeResponse,
  StatusResponse,
  TxnRequest,
  TxnResponse,
  WatchRequest,
  WatchResponse,
} from './messages.ts'

/**
 * All that the driver asks of etcd: one attempt each, at the member that answered last.
 *
 * Behind it stand `@grpc/grpc-js` and a cut of etcd's proto, not `etcd3`: that library repeats failed transactions on
 * its own, refuses to call for five seconds after three failures, knows neither `require leader` nor flow control of
 * watches, and has seen no release since 2023. All we would have kept of it is its proto file.
 *
 * @throws CallFailure from everything
 */
export interface EtcdClient {
  /** The members, for messages. */
  readonly hosts: readonly string[]
  range(request: RangeRequest, timeoutMs: number): Promise<RangeResponse>
  txn(request: TxnRequest, timeoutMs: number): Promise<TxnResponse>
  /** The answers until the server ends it or the signal is aborted; read as slowly as the caller likes. */
  watch(request: WatchRequest, signal: AbortSignal): AsyncIterable<WatchResponse>
  leaseGrant(request: LeaseGrant, timeoutMs: number): Promise<LeaseState>
  leaseRevoke(id: string, timeoutMs: number): Promise<Answer>
  /** Renews a lease once. */
  leaseKeepAlive(id: string, timeoutMs: number): Promise<LeaseState>
  status(timeoutMs: number): Promise<StatusResponse>
  /** The header `Date` of an answer by HTTP. */
  date(timeoutMs: number): Promise<string>
  close(): void
}

import {
  Client,
  credentials,
  Metadata,
  type ChannelCredentials,
  type ClientOptions,
  type ServiceError,
} from '@grpc/grpc-js'
import type { EtcdClient } from './client.ts'
import type {
  Answer,
  LeaseGrant,
  LeaseState,
  RangeRequest,
  RangeResponse,
  StatusResponse,
  TxnRequest,
} from './messages.ts'
import type { TxnResponse, WatchRequest, WatchResponse } from './messages.ts'
import type { EtcdSettings, EtcdTls } from './options.ts'
import { CallFailure, judge } from './failures.ts'
import { HttpDate } from './http-date.ts'
import { rpc, type Method } from './protocol.ts'

const channelOptions: ClientOptions = {
  // Answers of the server have no size limit; how much comes at once is decided by the questions.
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
  // Who asks again has to know it.
  'grpc.enable_retries': 0,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1000,
  // A dead peer is noticed by what it does not answer. The server forbids more than one in five seconds.
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
}

interface Member {
  readonly host: string
  readonly client: Client
}

/** {@link EtcdClient} over gRPC. */
export class GrpcClient implements EtcdClient {
  readonly hosts: readonly string[]
  readonly #members: readonly Member[]
  readonly #settings: EtcdSettings
  readonly #date: HttpDate
  #current = 0
  #token: Promise<string> | undefined

  constructor(settings: EtcdSettings) {
    this.hosts = settings.hosts
    this.#settings = settings
    const channel = channelCredentials(settings.tls)
    // Names differ from member to member, so each has a channel of its own.
    this.#members = settings.hosts.map((host) => ({ host, client: new Client(host, channel, channelOptions) }))
    this.#date = new HttpDate(settings.tls)
  }

  range(request: RangeRequest, timeoutMs: number): Promise<RangeResponse> {
    return this.#ask(rpc.range, request, timeoutMs)
  }

  txn(request: TxnRequest, timeoutMs: number): Promise<TxnResponse> {
    return this.#ask(rpc.txn, request, timeoutMs)
  }

  leaseGrant(request: LeaseGrant, timeoutMs: number): Promise<LeaseState> {
    return this.#ask(rpc.leaseGrant, request, timeoutMs)
  }

  leaseRevoke(id: string, timeoutMs: number): Promise<Answer> {
    return this.#ask(rpc.leaseRevoke, { id }, timeoutMs)
  }

  status(timeoutMs: number): Promise<StatusResponse> {
    return this.#ask(rpc.status, {}, timeoutMs)
  }

  async leaseKeepAlive(id: string, timeoutMs: number): Promise<LeaseState> {
    const abort = AbortSignal.timeout(timeoutMs)
    for await (const answer of this.#stream(rpc.leaseKeepAlive, { id }, abort)) return answer
    throw new CallFailure('transient', this.#members[this.#current]?.host ?? '', 'no answer to a keepalive')
  }

  watch(request: WatchRequest, signal: AbortSignal): AsyncIterable<WatchResponse> {
    return this.#stream(rpc.watch, request, signal)
  }

  date(timeoutMs: number): Promise<string> {
    return this.#at(({ host }) => this.#date.ask(host, timeoutMs))
  }

  close(): void {
    for (const { client } of this.#members) client.close()
    this.#date.close()
  }

  async #ask<Q, A>(method: Method<Q, A>, request: Q, timeoutMs: number): Promise<A> {
    const deadline = performance.now() + timeoutMs
    const metadata = await this.#metadata(timeoutMs)
    return this.#at((member) => callOnce(member, method, request, metadata, deadline - performance.now()))
  }

  async *#stream<Q, A>(method: Method<Q, A>, request: Q, signal: AbortSignal): AsyncGenerator<A, void, undefined> {
    const metadata = await this.#metadata(5_000)
    // A member that has lost the others ends the stream instead of staying silent.
    metadata.set('hasleader', 'true')
    const index = this.#current
    const { host, client } = this.#members[index] as Member
    const call = client.makeBidiStreamRequest(method.path, method.encode, method.decode, metadata)
    const cancel = (): void => call.cancel()
    signal.addEventListener('abort', cancel)
    try {
      if (signal.aborted) return
      call.write(request)
      for await (const answer of call) yield answer as A
    } catch (error) {
      if (!signal.aborted) throw this.#failed(index, judge(host, error as ServiceError))
    } finally {
      signal.removeEventListener('abort', cancel)
      // Without a listener the end that this brings about would end the process.
      call.on('error', () => {})
      call.cancel()
    }
  }

  /** Asks the current member; its failure makes the next one current. */
  async #at<R>(ask: (member: Member) => Promise<R>): Promise<R> {
    const index = this.#current
    try {
      return await ask(this.#members[index] as Member)
    } catch (error) {
      throw error instanceof CallFailure ? this.#failed(index, error) : error
    }
  }

  #failed(index: number, failure: CallFailure): CallFailure {
    if (failure.kind === 'token') this.#token = undefined
    if (failure.kind === 'transient' && this.#current === index) this.#current = (index + 1) % this.#members.length
    return failure
  }

  async #metadata(timeoutMs: number): Promise<Metadata> {
    const metadata = new Metadata()
    const user = this.#settings.credentials
    if (user === undefined) return metadata
    this.#token ??= this.#at((member) => callOnce(member, rpc.authenticate, user, new Metadata(), timeoutMs)).then(
      ({ token }) => token,
    )
    try {
      metadata.set('token', await this.#token)
    } catch (error) {
      this.#token = undefined
      throw error
    }
    return metadata
  }
}

function callOnce<Q, A>(
  { host, client }: Member,
  method: Method<Q, A>,
  request: Q,
  metadata: Metadata,
  timeoutMs: number,
): Promise<A> {
  return new Promise((resolve, reject) => {
    const options = { deadline: Date.now() + timeoutMs }
    client.makeUnaryRequest(method.path, method.encode, method.decode, request, metadata, options, (error, answer) => {
      if (error !== null) reject(judge(host, error))
      else if (answer === undefined) reject(new CallFailure('transient', host, 'an answer without content'))
      else resolve(answer)
    })
  })
}

function channelCredentials(tls: EtcdTls | undefined): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure()
  const [ca, key, cert] = [tls.ca, tls.key, tls.cert].map((text) => (text === undefined ? null : Buffer.from(text)))
  return credentials.createSsl(ca, key, cert)
}

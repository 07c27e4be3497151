import {
  decodeFlow,
  decodeGroup,
  encodeMatch,
  type Flow,
  type Group,
  type Modification,
  OFP13_VERSION,
  ofp_msg,
  ofp_multipart_type,
  type OfpMsg,
  type OfpPort,
  ofp_type,
  OFPBRC_BAD_LEN,
  OFPBRC_BAD_TYPE,
  OFPBRC_BAD_VERSION,
  OFPET_BAD_REQUEST,
  OFPG_ANY,
  OFPP_ANY,
  OFPTT_ALL,
} from '@vlcp/openflow'
import { StructError } from '@vlcp/struct'
import type { Connection } from '@vlcp/transport'
import { applyModifications, type Outcome } from './apply.ts'
import { OpenFlowError, SwitchError } from './errors.ts'
import type { Features } from './handshake.ts'
import { collectParts, MAX_PORTS_BYTES, type MultipartReply, unexpected } from './multipart.ts'
import { PortTable } from './port-table.ts'
import type { Requests, Waiting } from './requests.ts'

/** OpenFlow 1.3.5, 7.4.4: how much of a refused message an error carries. */
const ERROR_DATA_BYTES = 64

type MessageOf<T extends OfpMsg['type']> = Extract<OfpMsg, { type: T }>

/** A message without what the session adds. */
export type Outgoing = OfpMsg extends infer M ? (M extends OfpMsg ? Omit<M, 'version' | 'xid'> : never) : never

export interface FlowFilter {
  readonly cookie: bigint
  /** Bits of the cookie that are compared. */
  readonly cookieMask: bigint
}

export interface SessionCounters {
  readonly messagesIn: number
  readonly messagesOut: number
  readonly errorsIn: number
  /** Messages that could not be understood, or that nobody had asked for. */
  readonly malformed: number
}

/**
 * An established OpenFlow session with one switch: every request resolves with its answer or rejects with the switch's own
 * decoded error, and all that wait reject when the connection ends.
 */
export class SwitchSession {
  readonly datapathId: bigint
  readonly version: number
  readonly features: Features
  readonly #connection: Connection
  readonly #requests: Requests<OfpMsg>
  readonly #ports = new PortTable()
  readonly #counters = { errorsIn: 0, malformed: 0 }
  readonly #portObservers = new Set<(reason: number, port: OfpPort) => void>()
  #nextBundle = 1

  /** Use `listenForSwitches`; this takes over a connection after the handshake. */
  constructor(connection: Connection, version: number, features: Features, requests: Requests<OfpMsg>) {
    this.#connection = connection
    this.version = version
    this.features = features
    this.datapathId = features.datapath_id
    this.#requests = requests
  }

  /** Address of the switch. */
  get peer(): string {
    return this.#connection.peer
  }

  /** Resolves when the session is over, with the reason if it did not end cleanly. */
  get ended(): Promise<Error | undefined> {
    return this.#connection.ended
  }

  get counters(): SessionCounters {
    const { messagesIn, messagesOut } = this.#connection.stats
    return { messagesIn, messagesOut, ...this.#counters }
  }

  /** The ports the switch has told us of. */
  get ports(): ReadonlyMap<number, OfpPort> {
    return this.#ports.all
  }

  /** Calls back for each PORT_STATUS; returns the way to stop. */
  onPortStatus(observer: (reason: number, port: OfpPort) => void): () => void {
    this.#portObservers.add(observer)
    return () => this.#portObservers.delete(observer)
  }

  close(): void {
    this.#connection.close()
  }

  /** True while the switch owes answers. */
  get busy(): boolean {
    return this.#requests.size > 0
  }

  /** Sends without waiting for anything. */
  send(message: Outgoing, xid = this.nextXid()): number {
    this.#connection.send(ofp_msg.encode({ ...message, version: OFP13_VERSION, xid } as OfpMsg))
    return xid
  }

  nextXid(): number {
    return this.#requests.nextXid()
  }

  /** The number for a new bundle; unique as long as the session lives. */
  nextBundleId(): number {
    const id = this.#nextBundle
    this.#nextBundle = (this.#nextBundle % 0xffff_ffff) + 1
    return id
  }

  /** Resolves when the transport can take more; keeps a large batch from filling the memory. */
  async writable(): Promise<void> {
    if (!this.#connection.writable) await this.#connection.drained().catch(() => undefined)
  }

  /** Sends a request that has exactly one answer. Rejects with an {@link OpenFlowError}, or when the session ends. */
  request<T extends OfpMsg['type']>(message: Outgoing, answer: T, xid = this.nextXid()): Promise<MessageOf<T>> {
    return new Promise((resolve, reject) => {
      this.#wait(xid, {
        answer: (reply) => {
          if (reply.type === answer) resolve(reply as MessageOf<T>)
          else reject(unexpected(reply, answer))
          return true
        },
        fail: reject,
      })
      this.send(message, xid)
    })
  }

  /** Resolves when the switch has finished all that was sent before (OpenFlow 1.3.5, 7.3.8). */
  async barrier(): Promise<void> {
    await this.request({ type: ofp_type.OFPT_BARRIER_REQUEST }, ofp_type.OFPT_BARRIER_REPLY)
  }

  /** Waits for a possible refusal of a message that has no answer when it is accepted. */
  watch(xid: number): { readonly refusal: () => Error | undefined; readonly done: () => void } {
    let refusal: Error | undefined
    this.#wait(xid, { answer: () => false, fail: (error) => (refusal = error) })
    return { refusal: () => refusal, done: () => this.#requests.forget(xid) }
  }

  /** Reads the description of all ports and keeps it up to date from then on. */
  async describePorts(): Promise<void> {
    const question = {
      type: ofp_type.OFPT_MULTIPART_REQUEST,
      mp_type: ofp_multipart_type.OFPMP_PORT_DESC,
      flags: 0,
    } as const
    const replies = await this.#multipart(question, MAX_PORTS_BYTES)
    this.#ports.describe(replies.flatMap((reply) => ('ports' in reply ? reply.ports : [])))
  }

  /** The flows whose cookie fits the filter. */
  async flows({ cookie, cookieMask }: FlowFilter): Promise<readonly Flow[]> {
    const replies = await this.#multipart({
      type: ofp_type.OFPT_MULTIPART_REQUEST,
      mp_type: ofp_multipart_type.OFPMP_FLOW,
      flags: 0,
      table_id: OFPTT_ALL,
      out_port: OFPP_ANY,
      out_group: OFPG_ANY,
      cookie,
      cookie_mask: cookieMask,
      match: encodeMatch({}),
    })
    return replies.flatMap((reply) => ('flow_stats' in reply ? reply.flow_stats.map(decodeFlow) : []))
  }

  /** All groups. */
  async groups(): Promise<readonly Group[]> {
    const replies = await this.#multipart({
      type: ofp_type.OFPT_MULTIPART_REQUEST,
      mp_type: ofp_multipart_type.OFPMP_GROUP_DESC,
      flags: 0,
    })
    return replies.flatMap((reply) => ('group_desc' in reply ? reply.group_desc.map(decodeGroup) : []))
  }

  /**
   * Makes changes in their order, as one atomic bundle if the switch accepts them all; otherwise those it accepts. One
   * outcome each: undefined, or why not. Rejects when the session ends before the switch has confirmed.
   */
  apply(modifications: readonly Modification[]): Promise<readonly Outcome[]> {
    return applyModifications(this, modifications)
  }

  /** Handles one message from the switch. The bytes are only valid during the call. */
  receive(bytes: Uint8Array): void {
    // First, because the body of another version would be taken for a malformed one.
    if (bytes[0] !== this.version) {
      this.#counters.malformed++
      this.#complain(bytes, OFPBRC_BAD_VERSION)
      return
    }
    let message: OfpMsg
    try {
      message = ofp_msg.decode(new Uint8Array(bytes))
    } catch (error) {
      this.#refuse(bytes, error)
      return
    }
    this.#dispatch(message, bytes)
  }

  /** The connection has ended: whoever waits learns it. */
  lost(error: Error | undefined): void {
    this.#requests.failAll(disconnected(this.peer, error))
  }

  #dispatch(message: OfpMsg, bytes: Uint8Array): void {
    switch (message.type) {
      case ofp_type.OFPT_ERROR:
        this.#counters.errorsIn++
        this.#requests.fail(message.xid, new OpenFlowError(message.error_type, message.error_code, message.data))
        return
      case ofp_type.OFPT_ECHO_REQUEST:
        this.#reply({ type: ofp_type.OFPT_ECHO_REPLY, data: message.data }, message.xid)
        return
      case ofp_type.OFPT_PORT_STATUS:
        if (!this.#ports.change(message.reason, message.desc)) {
          this.#counters.malformed++
          return
        }
        for (const observer of this.#portObservers) observer(message.reason, message.desc)
        return
      case ofp_type.OFPT_ECHO_REPLY:
      case ofp_type.OFPT_HELLO:
      case ofp_type.OFPT_PACKET_IN:
        return
      default:
        if (this.#requests.answer(message.xid, message, bytes.length)) return
        this.#counters.malformed++
        if (isRequest(message.type)) this.#complain(bytes, OFPBRC_BAD_TYPE)
    }
  }

  #multipart(message: Outgoing, maxBytes?: number): Promise<readonly MultipartReply[]> {
    return new Promise((resolve, reject) => {
      const xid = this.nextXid()
      this.#wait(xid, collectParts(this.peer, { resolve, reject }, maxBytes))
      this.send(message, xid)
    })
  }

  #wait(xid: number, waiting: Waiting<OfpMsg>): void {
    if (this.#connection.closed) waiting.fail(disconnected(this.peer, undefined))
    else this.#requests.add(xid, waiting)
  }

  /** A message that cannot be decoded: the request it answers fails, the peer learns it, the session lives on. */
  #refuse(bytes: Uint8Array, cause: unknown): void {
    this.#counters.malformed++
    const xid = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4)
    const reason = cause instanceof StructError ? cause.message : String(cause)
    const error = new SwitchError('bad_reply', `${this.peer} sent a malformed message: ${reason}`, { cause })
    if (!this.#requests.fail(xid, error)) this.#complain(bytes, OFPBRC_BAD_LEN)
  }

  /**
   * Answers what the switch began. A peer that asks and does not read gets no answer, instead of a queue of them: who owes
   * nothing to a request of ours may be kept waiting.
   */
  #reply(message: Outgoing, xid: number): void {
    if (this.#connection.writable) this.send(message, xid)
  }

  #complain(bytes: Uint8Array, code: number): void {
    // An error about an error would never end.
    if (bytes[1] === ofp_type.OFPT_ERROR) return
    const xid = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4)
    const data = new Uint8Array(bytes.subarray(0, ERROR_DATA_BYTES))
    this.#reply({ type: ofp_type.OFPT_ERROR, error_type: OFPET_BAD_REQUEST, error_code: code, data }, xid)
  }
}

const disconnected = (peer: string, cause: Error | undefined): SwitchError =>
  new SwitchError('disconnected', `the session with ${peer} has ended${cause ? `: ${cause.message}` : ''}`, { cause })

/** Messages that only a controller may send: a switch that sends one is told so. */
function isRequest(type: number): boolean {
  return (
    type === ofp_type.OFPT_FEATURES_REQUEST ||
    type === ofp_type.OFPT_FLOW_MOD ||
    type === ofp_type.OFPT_GROUP_MOD ||
    type === ofp_type.OFPT_MULTIPART_REQUEST ||
    type === ofp_type.OFPT_BARRIER_REQUEST
  )
}

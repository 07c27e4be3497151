import {
  decodeMessage,
  type Dialect,
  type Direct,
  encodeMessage,
  encodeMessageInto,
  type FlowSpec,
  type Message,
  type Modification,
  OFP_NO_BUFFER,
  OFPBRC_BAD_LEN,
  OFPBRC_BAD_TYPE,
  OFPBRC_BAD_VERSION,
  OFPET_BAD_REQUEST,
  type PacketIn,
  type PacketOut,
  type SwitchEvent,
} from '@vlcp/openflow'
import type { Connection, WriteMessage } from '@vlcp/transport'
import { disconnected, OpenFlowError, SwitchError, toError } from '../errors.ts'
import { Batch, type Confirmer } from './batch.ts'
import { Confirmation } from './confirmation.ts'
import { SessionCounter, type SessionCounters } from './counters.ts'
import { ERROR_DATA_BYTES, mayComeFromSwitch, OFPT_ERROR, OFPT_HELLO, xidOf } from './header.ts'
import type { Requests, Waiting } from './requests.ts'
import { Unconfirmed } from './unconfirmed.ts'

/** Changes sent and not confirmed that a session remembers: enough for all the flows of a large switch. */
const MAX_UNCONFIRMED = 1_000_000

/** What the peer says without being asked. */
export interface Listening {
  packetIn(packetIn: PacketIn): void
  /** @returns false when the event makes no sense */
  heard(event: SwitchEvent, message: Message): boolean
  /** A refusal that nobody waits for, or an error about nothing we sent. */
  refused(error: Error): void
}

/**
 * Questions and answers with one switch: which answer, error or silence belongs to which message, by transaction id. What is
 * neither goes to whoever listens.
 */
export class Exchange {
  readonly connection: Connection
  readonly dialect: Dialect
  readonly #requests: Requests
  readonly #listening: Listening
  readonly #confirmer: Confirmer = {
    ask: () => this.askSoon(),
    refusedUnseen: (error) => this.#listening.refused(error),
  }
  readonly #unconfirmed = new Unconfirmed(this.#confirmer)
  readonly #counter = new SessionCounter()
  #barrierDue: NodeJS.Immediate | undefined
  /** What is asked of the dialect for every packet: V8 keeps an object of as many functions as that one as a dictionary. */
  readonly #direct: Direct
  /** Of the message that is written now. */
  #xid = 0
  #bufferId = OFP_NO_BUFFER
  readonly #writeChange: WriteMessage<Modification> = (change, target, offset) =>
    this.#direct.writeModification(this.#xid, change, target, offset)
  readonly #writeFlow: WriteMessage<FlowSpec> = (spec, target, offset) =>
    this.#direct.writeFlow(this.#xid, spec, this.#bufferId, target, offset)
  readonly #writePacket: WriteMessage<PacketOut> = (packet, target, offset) =>
    this.#direct.writePacketOut(this.#xid, packet, target, offset)

  constructor(connection: Connection, dialect: Dialect, requests: Requests, listening: Listening) {
    this.connection = connection
    this.dialect = dialect
    const { readPacketIn, writeFlow, writeModification, writePacketOut } = dialect
    this.#direct = { readPacketIn, writeFlow, writeModification, writePacketOut }
    this.#requests = requests
    this.#listening = listening
  }

  get counters(): SessionCounters {
    return this.#counter.with(this.connection, this.#requests.size, this.#unconfirmed.size)
  }

  get busy(): boolean {
    return this.#requests.size > 0
  }

  nextXid(): number {
    return this.#requests.nextXid()
  }

  /** Sends without waiting for anything. */
  send(message: Message): void {
    this.connection.put(message, encodeMessageInto)
  }

  /** Sends a request with exactly one answer; `read` gives undefined for an answer of another kind. */
  request<T>(
    make: (xid: number) => Message,
    read: (event: SwitchEvent, message: Message) => T | undefined,
  ): Promise<T> {
    const began = performance.now()
    return this.ask(make, (resolve: (value: T) => void, reject) => ({
      answer: (message, event) => {
        this.#counter.roundTrips.add(performance.now() - began)
        const value = read(event, message)
        if (value === undefined) reject(new SwitchError('bad_reply', `${this.connection.peer} gave another answer`))
        else resolve(value)
        return true
      },
      fail: reject,
    }))
  }

  /** Sends a request whose answers `waiting` puts together. */
  ask<T>(
    make: (xid: number) => Message,
    waiting: (resolve: (value: T) => void, reject: (error: Error) => void) => Waiting,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const xid = this.nextXid()
      const message = make(xid)
      if (this.connection.closed) {
        reject(disconnected(this.connection.peer, this.connection.error))
        return
      }
      const bytes = encodeMessage(message)
      this.#requests.add(xid, waiting(resolve, reject))
      this.connection.send(bytes)
      // What we wait for must be able to come in.
      this.connection.resume()
    })
  }

  /** Resolves when the switch has finished all that was sent before. */
  async barrier(): Promise<void> {
    const barrier = this.#unconfirmed.barrier()
    try {
      await this.request(
        (xid) => this.dialect.barrierRequest(xid),
        (event) => (event.type === 'barrier-reply' ? true : undefined),
      )
    } catch (error) {
      barrier.failed(toError(error))
      throw error
    }
    barrier.answered()
  }

  /** Sends a barrier at the end of this turn, for all that wait for one. */
  askSoon(): void {
    if (this.connection.closed) return
    this.#barrierDue ??= setImmediate(() => {
      this.#barrierDue = undefined
      this.#ask()
    })
  }

  /**
   * Makes a change that has no answer unless it is refused. What a function in its place throws, the confirmation rejects with.
   */
  modify(change: Modification | (() => Modification)): Confirmation {
    try {
      return this.#put(this.nextXid(), typeof change === 'function' ? change() : change, this.#writeChange)
    } catch (error) {
      return this.failed(toError(error))
    }
  }

  /** Adds a flow as a user says it: what is done for packet after packet, so that nothing is made of it but the message. */
  putFlow(spec: FlowSpec, bufferId = OFP_NO_BUFFER): Confirmation {
    try {
      this.#bufferId = bufferId
      return this.#put(this.nextXid(), spec, this.#writeFlow)
    } catch (error) {
      return this.failed(toError(error))
    }
  }

  /** Sends a packet, which has no answer unless it is refused. */
  packetOut(packet: PacketOut): Confirmation {
    try {
      return this.#put(this.nextXid(), packet, this.#writePacket)
    } catch (error) {
      return this.failed(toError(error))
    }
  }

  /** Sends any other message that has no answer unless it is refused. What `make` throws, the confirmation rejects with. */
  track(make: (xid: number) => Message): Confirmation {
    try {
      const xid = this.nextXid()
      return this.#put(xid, make(xid), encodeMessageInto)
    } catch (error) {
      return this.failed(toError(error))
    }
  }

  #put<T>(xid: number, what: T, write: WriteMessage<T>): Confirmation {
    if (this.#unconfirmed.size >= MAX_UNCONFIRMED)
      throw new SwitchError('too_many_requests', `${MAX_UNCONFIRMED} changes are not confirmed`)
    const { connection } = this
    this.#xid = xid
    const start = connection.put(what, write)
    if (start < 0) {
      const never = new Batch(this.#confirmer)
      never.abandon(disconnected(connection.peer, connection.error))
      return new Confirmation(never, 0)
    }
    const confirmation = this.#unconfirmed.add(xid, connection.page, start)
    // At once, so that the question leaves together with what it is about.
    if (this.#unconfirmed.isDue) this.#ask()
    return confirmation
  }

  /** The confirmation of what could not be sent. */
  failed(error: Error): Confirmation {
    const unsent = new Batch(this.#confirmer)
    unsent.fail(error)
    return new Confirmation(unsent, 0)
  }

  /** Handles the message `bytes[start, end)` if it is an ordinary packet-in; false for others, which are to be `receive`d. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    const packetIn = this.#direct.readPacketIn(bytes, start, end)
    if (packetIn === undefined) return false
    this.#counter.packetIns++
    this.#listening.packetIn(packetIn)
    return true
  }

  /** Handles any message from the switch, whose bytes must stay as they are. */
  receive(bytes: Uint8Array): void {
    // First, because the body of another version would be taken for a malformed one.
    if (bytes[0] !== this.dialect.version) {
      this.#counter.malformed++
      this.#complain(bytes, OFPBRC_BAD_VERSION)
      return
    }
    let message: Message
    let event: SwitchEvent
    try {
      message = decodeMessage(bytes)
      event = this.dialect.event(message)
    } catch (error) {
      this.#malformed(bytes, toError(error))
      return
    }
    this.#dispatch(message, event, bytes)
  }

  /** The connection has ended: whoever waits learns it. */
  lost(error: Error | undefined): void {
    clearImmediate(this.#barrierDue)
    const reason = disconnected(this.connection.peer, error)
    this.#requests.failAll(reason)
    this.#unconfirmed.abandonAll(reason)
  }

  #dispatch(message: Message, event: SwitchEvent, bytes: Uint8Array): void {
    switch (event.type) {
      case 'error':
        this.#counter.errorsIn++
        this.#refused(message.xid, event)
        return
      case 'echo-request':
        this.#reply(this.dialect.echoReply(message.xid, event.data))
        return
      case 'packet-in':
        this.#counter.packetIns++
        this.#listening.packetIn(event.packetIn)
        return
      case 'port-status':
      case 'flow-removed':
        if (!this.#listening.heard(event, message)) this.#counter.malformed++
        return
      case 'role':
        if (!event.asked) this.#listening.heard(event, message)
        else if (!this.#requests.answer(message, event, bytes.length)) this.#counter.malformed++
        return
      case 'hello':
        return
      case 'echo-reply':
        this.#requests.answer(message, event, bytes.length)
        return
      default:
        if (!this.#requests.answer(message, event, bytes.length)) this.#unexpected(message, event, bytes)
    }
  }

  #unexpected(message: Message, event: SwitchEvent, bytes: Uint8Array): void {
    if (!mayComeFromSwitch(message)) {
      this.#counter.malformed++
      this.#complain(bytes, OFPBRC_BAD_TYPE)
    } else if (event.type === 'other') this.#listening.heard(event, message)
    else this.#counter.malformed++
  }

  #refused(xid: number, refusal: SwitchEvent & { type: 'error' }): void {
    const change = this.#unconfirmed.sentWith(xid)
    const error = new OpenFlowError(refusal, this.dialect, change?.sent)
    if (change !== undefined) change.refuse(error)
    else if (!this.#requests.fail(xid, error)) this.#listening.refused(error)
  }

  #ask(): void {
    // Failing, it has failed all that wait for it.
    this.barrier().catch(() => undefined)
  }

  /** A message that cannot be decoded: the request it answers fails, the peer learns it, the session lives on. */
  #malformed(bytes: Uint8Array, cause: Error): void {
    this.#counter.malformed++
    const reason = `${this.connection.peer} sent a malformed message: ${cause.message}`
    const error = new SwitchError('bad_reply', reason, { cause })
    if (!this.#requests.fail(xidOf(bytes), error)) this.#complain(bytes, OFPBRC_BAD_LEN)
  }

  /**
   * Answers what the switch began. A peer that asks and does not read gets no answer, instead of a queue of them: who owes
   * nothing to a request of ours may be kept waiting.
   */
  #reply(message: Message): void {
    if (this.connection.writable) this.send(message)
  }

  #complain(bytes: Uint8Array, code: number): void {
    // An error about an error would never end; a HELLO may be of any version, with any body.
    if (bytes[1] === OFPT_ERROR || bytes[1] === OFPT_HELLO) return
    const data = new Uint8Array(bytes.subarray(0, ERROR_DATA_BYTES))
    this.#reply(this.dialect.error(xidOf(bytes), OFPET_BAD_REQUEST, code, data))
  }
}

import {
  decodeMessage,
  type Dialect,
  dialectOf,
  encodeMessage,
  type Message,
  OFPBRC_BAD_LEN,
  OFPBRC_BAD_VERSION,
  OFPET_BAD_REQUEST,
  ofp10,
  type SwitchEvent,
  type SwitchFeatures,
  v10,
  v13,
} from '@vlcp/openflow'
import { type Connection, type ConnectionHandlers, keepAlive, type KeepAliveOptions } from '@vlcp/transport'
import { SwitchError, toError } from '../errors.ts'
import { Requests } from '../session/requests.ts'
import { SwitchSession } from '../session/session.ts'
import { ERROR_DATA_BYTES, xidOf } from '../session/header.ts'
import { type Hello, helloFailed, ourHello, readHello, refusedBy, versionAfter } from './hello.ts'
import { NiciraProbe } from './nicira-probe.ts'
import { SUPPORTED_VERSIONS } from './versions.ts'

export interface SessionOptions {
  /**
   * An established session; its ports are described already. Called before any further message is handled, so that who
   * begins to observe here misses nothing; packets that came during the handshake are lost. An exception ends the session.
   */
  readonly onSession: (session: SwitchSession) => void
  /** A connection that never became a session, or a session that ended in error. */
  readonly onFailure?: (peer: string, error: Error) => void
  /** The wire versions to offer; 0x01, 0x04, 0x05 and 0x06 by default. */
  readonly versions?: readonly number[]
  readonly keepAlive?: KeepAliveOptions
  /** Time for HELLO, features and ports together, in milliseconds; 30 000 by default. */
  readonly handshakeTimeoutMs?: number
  /**
   * Time for each request, and for each further part of its answer, in milliseconds; 300 000 by default. Then, and before
   * twice that time, the request rejects with `timeout`; the session goes on.
   */
  readonly requestTimeoutMs?: number
}

/** Unanswered requests a session keeps: far more than anybody has questions. */
const MAX_REQUESTS = 1_000_000

/** Changes of ports between features and session that are kept: more than a switch has ports. */
const MAX_EARLY_CHANGES = 0x10000

const { ofp_type } = v13

/** Makes a session of a connection. */
export function openSession(connection: Connection, options: SessionOptions): ConnectionHandlers {
  const handshake = new Handshake(connection, options)
  return {
    readMessage: (bytes, start, end) => handshake.read(bytes, start, end),
    onMessage: (bytes) => handshake.receive(bytes),
    onClose: (error) => handshake.closed(error),
  }
}

/** The life of one connection: HELLO, features, ports, then a session. */
class Handshake {
  readonly #connection: Connection
  readonly #options: SessionOptions
  readonly #versions: readonly number[]
  readonly #requests = new Requests(MAX_REQUESTS)
  readonly #deadline: NodeJS.Timeout
  #step: (bytes: Uint8Array) => void = (bytes) => this.#hello(bytes)
  #stopKeepAlive: () => void = () => undefined
  #expiry: NodeJS.Timeout | undefined
  #session: SwitchSession | undefined
  #established = false
  /** Why we ended the handshake; the connection itself closes in good order, so that the peer gets the reason too. */
  #refusal: SwitchError | undefined

  constructor(connection: Connection, options: SessionOptions) {
    this.#connection = connection
    this.#options = options
    this.#versions = options.versions ?? SUPPORTED_VERSIONS
    const timeoutMs = options.handshakeTimeoutMs ?? 30_000
    const timeout = new SwitchError('negotiation_failed', `no OpenFlow handshake within ${timeoutMs} ms`)
    this.#deadline = setTimeout(() => connection.destroy(timeout), timeoutMs)
    this.#send(ourHello(this.#requests.nextXid(), this.#versions))
  }

  read(bytes: Uint8Array, start: number, end: number): boolean {
    return this.#session !== undefined && this.#session.read(bytes, start, end)
  }

  receive(bytes: Uint8Array): void {
    if (this.#session !== undefined) this.#session.receive(bytes)
    else this.#step(new Uint8Array(bytes))
  }

  closed(error: Error | undefined): void {
    clearTimeout(this.#deadline)
    this.#stopKeepAlive()
    clearInterval(this.#expiry)
    this.#session?.lost(error)
    if (error !== undefined || !this.#established) {
      const ended =
        this.#refusal ?? error ?? new SwitchError('negotiation_failed', 'the connection ended before the handshake')
      this.#options.onFailure?.(this.#connection.peer, ended)
    }
  }

  #send(message: Message): void {
    this.#connection.send(encodeMessage(message))
  }

  #hello(bytes: Uint8Array): void {
    const hello = readHello(bytes)
    if (hello === undefined) {
      const message = decodeMessage(bytes)
      if (message.type === ofp_type.OFPT_ERROR) throw refusedBy(message)
      const name = ofp_type.nameOf(message.type)
      throw new SwitchError('negotiation_failed', `the first message is ${name}, not OFPT_HELLO`)
    }
    const version = this.#agree(hello)
    if (version === undefined) return
    const dialect = version === v10.OFP10_VERSION ? ofp10(false) : dialectOf(version)
    if (dialect === undefined) throw new SwitchError('negotiation_failed', `no dialect for version ${version}`)
    this.#send(dialect.featuresRequest(this.#requests.nextXid()))
    this.#step = (next) => this.#read(dialect, next, (message, event) => this.#features(dialect, message, event))
  }

  /** Decodes what comes after HELLO, and answers what needs no session. */
  #read(dialect: Dialect, bytes: Uint8Array, use: (message: Message, event: SwitchEvent) => void): void {
    const [version, type] = bytes
    if (version !== dialect.version && type !== ofp_type.OFPT_ERROR) {
      if (type !== ofp_type.OFPT_HELLO) this.#complain(dialect, bytes, OFPBRC_BAD_VERSION)
      return
    }
    let message: Message
    let event: SwitchEvent
    try {
      message = decodeMessage(bytes)
      event = dialect.event(message)
    } catch (error) {
      this.#complain(dialect, bytes, OFPBRC_BAD_LEN)
      const reason = `a malformed message in the handshake: ${toError(error).message}`
      this.#refusal = new SwitchError('negotiation_failed', reason, { cause: error })
      this.#connection.close()
      return
    }
    if (event.type !== 'echo-request') use(message, event)
    else if (this.#connection.writable) this.#send(dialect.echoReply(message.xid, event.data))
  }

  /** Unread answers must not pile up, see Exchange; nor are errors answered. */
  #complain(dialect: Dialect, bytes: Uint8Array, code: number): void {
    if (bytes[1] === ofp_type.OFPT_ERROR || !this.#connection.writable) return
    this.#send(dialect.error(xidOf(bytes), OFPET_BAD_REQUEST, code, bytes.subarray(0, ERROR_DATA_BYTES)))
  }

  /** The version to speak; undefined when there is none, and the peer has been told. */
  #agree(hello: Hello): number | undefined {
    try {
      return versionAfter(hello, this.#versions)
    } catch (error) {
      if (!(error instanceof SwitchError)) throw error
      this.#refusal = error
      this.#send(helloFailed(hello, this.#versions, error))
      this.#connection.close()
      return undefined
    }
  }

  #features(dialect: Dialect, message: Message, event: SwitchEvent): void {
    if (message.type === ofp_type.OFPT_ERROR) throw refusedBy(message)
    if (event.type === 'features') this.#known(dialect, event.features)
  }

  #known(dialect: Dialect, features: SwitchFeatures): void {
    if (dialect.version !== v10.OFP10_VERSION) {
      this.#begin(dialect, features, [])
      return
    }
    const probe = new NiciraProbe(dialect, this.#requests, (message) => this.#send(message))
    // The features have told the ports already: what changes from now on must not be lost.
    const changes: Uint8Array[] = []
    this.#step = (bytes) =>
      this.#read(dialect, bytes, (message, event) => {
        if (event.type === 'port-status' && changes.push(bytes) > MAX_EARLY_CHANGES)
          throw new SwitchError(
            'negotiation_failed',
            `more than ${MAX_EARLY_CHANGES} changes of ports in the handshake`,
          )
        const hasNicira = probe.answer(message, event)
        if (hasNicira !== undefined) this.#begin(ofp10(hasNicira), features, changes)
      })
  }

  #begin(dialect: Dialect, features: SwitchFeatures, changes: readonly Uint8Array[]): void {
    const connection = this.#connection
    const session = new SwitchSession({ connection, dialect, features, requests: this.#requests })
    this.#session = session
    const actions = {
      busy: () => session.busy,
      ask: () => this.#send(dialect.echoRequest(this.#requests.nextXid(), new Uint8Array())),
      giveUp: () => connection.destroy(new SwitchError('timeout', `${session.peer} does not answer an echo request`)),
    }
    this.#stopKeepAlive = keepAlive(connection, actions, this.#options.keepAlive)
    const timeoutMs = this.#options.requestTimeoutMs ?? 300_000
    const overdue = new SwitchError('timeout', `no answer of ${session.peer} within ${timeoutMs} ms`)
    this.#expiry = setInterval(() => this.#requests.expire(overdue), timeoutMs)
    for (const bytes of changes) session.receive(bytes)
    const described = (): void => {
      clearTimeout(this.#deadline)
      this.#established = true
      this.#options.onSession(session)
    }
    session.describePorts(described, (error) => connection.destroy(error))
  }
}

import {
  decodeMessage,
  type Dialect,
  dialectOf,
  encodeMessage,
  type Message,
  ofp10,
  type SwitchFeatures,
  v10,
  v13,
} from '@vlcp/openflow'
import { type Connection, type ConnectionHandlers, keepAlive, type KeepAliveOptions } from '@vlcp/transport'
import { SwitchError, toError } from '../errors.ts'
import { Requests } from '../session/requests.ts'
import { SwitchSession } from '../session/session.ts'
import { type Hello, helloFailed, isHello, ourHello, versionAfter } from './hello.ts'
import { NiciraProbe } from './nicira-probe.ts'
import { SUPPORTED_VERSIONS } from './versions.ts'

export interface SessionOptions {
  /** An established session; its ports are described already. */
  readonly onSession: (session: SwitchSession) => void
  /** A connection that never became a session, or a session that ended in error. */
  readonly onFailure?: (peer: string, error: Error) => void
  /** The wire versions to offer; 0x01, 0x04, 0x05 and 0x06 by default. */
  readonly versions?: readonly number[]
  readonly keepAlive?: KeepAliveOptions
  /** Time for HELLO, features and ports together, in milliseconds; 30 000 by default. */
  readonly handshakeTimeoutMs?: number
}

/** Unanswered requests a session keeps: far more than anybody has questions. */
const MAX_REQUESTS = 1_000_000

const { ofp_type } = v13

/** Makes a session of a connection. */
export function openSession(connection: Connection, options: SessionOptions): ConnectionHandlers {
  const handshake = new Handshake(connection, options)
  return {
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
  #step: (message: Message) => void = (message) => this.#hello(message)
  #stopKeepAlive: () => void = () => undefined
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

  receive(bytes: Uint8Array): void {
    if (this.#session !== undefined) this.#session.receive(bytes)
    else this.#step(decodeMessage(new Uint8Array(bytes)))
  }

  closed(error: Error | undefined): void {
    clearTimeout(this.#deadline)
    this.#stopKeepAlive()
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

  #hello(message: Message): void {
    if (!isHello(message)) {
      const name = ofp_type.nameOf(message.type)
      throw new SwitchError('negotiation_failed', `the first message is ${name}, not OFPT_HELLO`)
    }
    const version = this.#agree(message)
    if (version === undefined) return
    const dialect = version === v10.OFP10_VERSION ? ofp10(false) : dialectOf(version)
    if (dialect === undefined) throw new SwitchError('negotiation_failed', `no dialect for version ${version}`)
    this.#send(dialect.featuresRequest(this.#requests.nextXid()))
    this.#step = (next) => this.#features(dialect, next)
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

  #features(dialect: Dialect, message: Message): void {
    const event = dialect.event(message)
    if (event.type === 'echo-request') {
      // Unread answers must not pile up, see Exchange.
      if (this.#connection.writable) this.#send(dialect.echoReply(message.xid, event.data))
    } else if (event.type === 'error') {
      throw new SwitchError('negotiation_failed', 'the switch answered the handshake with an error')
    } else if (event.type === 'features') {
      this.#known(dialect, event.features)
    }
  }

  #known(dialect: Dialect, features: SwitchFeatures): void {
    if (dialect.version !== v10.OFP10_VERSION) {
      this.#begin(dialect, features)
      return
    }
    const probe = new NiciraProbe(dialect, this.#requests, (message) => this.#send(message))
    this.#step = (message) => {
      const hasNicira = probe.answer(message)
      if (hasNicira !== undefined) this.#begin(ofp10(hasNicira), features)
    }
  }

  #begin(dialect: Dialect, features: SwitchFeatures): void {
    const connection = this.#connection
    const session = new SwitchSession({ connection, dialect, features, requests: this.#requests })
    this.#session = session
    const actions = {
      busy: () => session.busy,
      ask: () => this.#send(dialect.echoRequest(this.#requests.nextXid(), new Uint8Array())),
      giveUp: () => connection.destroy(new SwitchError('timeout', `${session.peer} does not answer an echo request`)),
    }
    this.#stopKeepAlive = keepAlive(connection, actions, this.#options.keepAlive)
    session.describePorts().then(
      () => {
        clearTimeout(this.#deadline)
        this.#established = true
        this.#options.onSession(session)
      },
      (error: unknown) => connection.destroy(toError(error)),
    )
  }
}

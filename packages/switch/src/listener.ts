import { ofp_msg, type OfpMsg, ofp_type } from '@vlcp/openflow'
import {
  type Connection,
  type Endpoint,
  keepAlive,
  type KeepAliveOptions,
  lengthFramer,
  listen,
  type Listener,
  type TlsCredentials,
} from '@vlcp/transport'
import { SwitchError } from './errors.ts'
import { type Features, helloFailed, ourHello, versionAfter } from './handshake.ts'
import { Requests } from './requests.ts'
import { SwitchSession } from './session.ts'

export interface ListenForSwitchesOptions {
  /** An established session; its ports are described already. */
  readonly onSession: (session: SwitchSession) => void
  /** A connection that never became a session, or a session that ended in error. */
  readonly onFailure?: (peer: string, error: Error) => void
  readonly keepAlive?: KeepAliveOptions
  /** Time for HELLO and features together, in milliseconds; 30 000 by default. */
  readonly handshakeTimeoutMs?: number
  readonly maxConnections?: number
  /** What an `ssl` endpoint needs. */
  readonly tls?: TlsCredentials | undefined
}

/** OpenFlow 1.3.5, 7.1: length in octets 2 and 3, of a header of eight. */
const framer = () => lengthFramer({ lengthOffset: 2, headerSize: 8 })

/** Unanswered requests a session keeps: enough for a bundle with all the flows of a large switch. */
const MAX_REQUESTS = 1_000_000

/** Accepts OpenFlow connections and makes sessions of them. */
export function listenForSwitches(endpoint: Endpoint, options: ListenForSwitchesOptions): Promise<Listener> {
  return listen(endpoint, {
    framer,
    tls: options.tls,
    ...(options.maxConnections === undefined ? {} : { maxConnections: options.maxConnections }),
    ...(options.onFailure === undefined ? {} : { onError: (error) => options.onFailure?.('listener', error) }),
    open: (connection) => {
      const handshake = new Handshake(connection, options)
      return {
        onMessage: (bytes) => handshake.receive(bytes),
        onClose: (error) => handshake.closed(error),
      }
    },
  })
}

/** The life of one connection: HELLO, features, ports, then a session. */
class Handshake {
  readonly #connection: Connection
  readonly #options: ListenForSwitchesOptions
  readonly #requests = new Requests<OfpMsg>(MAX_REQUESTS)
  readonly #deadline: NodeJS.Timeout
  #stopKeepAlive: () => void = () => undefined
  #version: number | undefined
  #session: SwitchSession | undefined
  #established = false
  /** Why we ended the handshake; the connection itself closes in good order, so that the peer gets the reason too. */
  #refusal: SwitchError | undefined

  constructor(connection: Connection, options: ListenForSwitchesOptions) {
    this.#connection = connection
    this.#options = options
    const timeoutMs = options.handshakeTimeoutMs ?? 30_000
    const timeout = new SwitchError('negotiation_failed', `no OpenFlow handshake within ${timeoutMs} ms`)
    this.#deadline = setTimeout(() => connection.destroy(timeout), timeoutMs)
    connection.send(ourHello(this.#requests.nextXid()))
  }

  receive(bytes: Uint8Array): void {
    if (this.#session !== undefined) this.#session.receive(bytes)
    else if (this.#version === undefined) this.#hello(ofp_msg.decode(new Uint8Array(bytes)))
    else this.#features(ofp_msg.decode(new Uint8Array(bytes)))
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

  #hello(message: OfpMsg): void {
    if (message.type !== ofp_type.OFPT_HELLO) {
      throw new SwitchError(
        'negotiation_failed',
        `the first message is ${ofp_type.nameOf(message.type)}, not OFPT_HELLO`,
      )
    }
    try {
      this.#version = versionAfter(message)
    } catch (error) {
      if (!(error instanceof SwitchError)) throw error
      this.#refusal = error
      this.#connection.send(helloFailed(message, error))
      this.#connection.close()
      return
    }
    const xid = this.#requests.nextXid()
    this.#connection.send(ofp_msg.encode({ version: this.#version, type: ofp_type.OFPT_FEATURES_REQUEST, xid }))
  }

  #features(message: OfpMsg): void {
    if (message.type === ofp_type.OFPT_ECHO_REQUEST) {
      // Unread answers must not pile up, see SwitchSession.
      if (this.#connection.writable)
        this.#connection.send(ofp_msg.encode({ ...message, type: ofp_type.OFPT_ECHO_REPLY }))
    } else if (message.type === ofp_type.OFPT_FEATURES_REPLY) {
      this.#begin(message)
    } else if (message.type === ofp_type.OFPT_ERROR) {
      throw new SwitchError('negotiation_failed', 'the switch answered the handshake with an error')
    }
  }

  #begin(features: Features): void {
    const session = new SwitchSession(this.#connection, this.#version ?? 0, features, this.#requests)
    this.#session = session
    const actions = {
      busy: () => session.busy,
      ask: () => void session.send({ type: ofp_type.OFPT_ECHO_REQUEST, data: new Uint8Array() }),
      giveUp: () =>
        this.#connection.destroy(new SwitchError('timeout', `${session.peer} does not answer an echo request`)),
    }
    this.#stopKeepAlive = keepAlive(this.#connection, actions, this.#options.keepAlive)
    session.describePorts().then(
      () => {
        clearTimeout(this.#deadline)
        this.#established = true
        this.#options.onSession(session)
      },
      (error: unknown) => this.#connection.destroy(error instanceof Error ? error : new Error(String(error))),
    )
  }
}

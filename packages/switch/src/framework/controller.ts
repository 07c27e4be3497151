import {
  type Endpoint,
  type Listener,
  loadTls,
  parseEndpoint,
  type Reconnector,
  type TlsOptions,
} from '@vlcp/transport'
import type { KeepAliveOptions } from '@vlcp/transport'
import { connectToSwitch } from '../connection/connector.ts'
import type { SessionOptions } from '../connection/handshake.ts'
import { listenForSwitches } from '../connection/listener.ts'
import { SessionRegistry } from '../connection/registry.ts'
import { type VersionName, wireVersions } from '../connection/versions.ts'
import { SwitchError, toError } from '../errors.ts'
import type { SwitchSession } from '../session/session.ts'
import { RateLimit } from './rate-limit.ts'
import { Switch, type SwitchOptions } from './switch.ts'

export interface ControllerOptions extends SwitchOptions {
  /** Where switches connect to: `tcp:127.0.0.1:6653`, `ssl:…`, `unix:PATH`. */
  readonly listen?: string | readonly string[]
  /** Switches that listen themselves, by their addresses; they are connected to again whenever they go. */
  readonly connect?: string | readonly string[]
  /** OpenFlow versions to offer; all that are spoken here unless given. */
  readonly versions?: readonly VersionName[]
  /** What `ssl` endpoints need. */
  readonly tls?: TlsOptions
  readonly keepAlive?: KeepAliveOptions
  /** Time for HELLO, features and ports together, in milliseconds; 30 000 by default. */
  readonly handshakeTimeoutMs?: number
  /** Time for each request, in milliseconds; 300 000 by default. Then it rejects with `timeout`; the session goes on. */
  readonly requestTimeoutMs?: number
  readonly maxConnections?: number
  /**
   * Told what nobody waited for: a refused change, an exception of a handler, a failed connection. Written to standard error
   * unless given.
   */
  readonly onError?: (error: Error, at: Switch | string) => void
}

/** What is done with each switch that connects. It may last as long as the switch is there. */
export type SwitchHandler = (sw: Switch) => unknown

/** All packets a switch has no flow for come whole: OFPCML_NO_BUFFER, OpenFlow 1.3.5, 7.3.2. */
const WHOLE_PACKET = 0xffff

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

function report(error: Error, at: Switch | string): void {
  process.stderr.write(`${typeof at === 'string' ? at : `switch ${at.name}`}: ${error.message}\n`)
}

/** An OpenFlow controller; made by {@link controller}. */
export class Controller {
  readonly #options: ControllerOptions
  readonly #onError: (error: Error, at: Switch | string) => void
  /** Replaced, never changed: one that a handler adds is called by `onSwitch` itself. */
  #handlers: readonly SwitchHandler[] = []
  readonly #switches = new Map<bigint, Switch>()
  readonly #registry: SessionRegistry
  readonly #listeners: Listener[] = []
  readonly #connectors: Reconnector[] = []
  #closing = false

  constructor(options: ControllerOptions) {
    this.#options = options
    this.#onError = options.onError ?? report
    this.#registry = new SessionRegistry({
      connected: (session) => this.#connected(session),
      disconnected: ({ datapathId }) => this.#switches.delete(datapathId),
      refused: ({ peer }, owner) =>
        this.#onError(new SwitchError('negotiation_failed', `claims the datapath id of ${owner.peer}; closed`), peer),
      auxiliary: (session, { datapathId }) => this.#switches.get(datapathId)?.join(session),
    })
  }

  /**
   * Opens what the options name. Rejects with a TransportError when an endpoint cannot be used, with a RangeError for a rate
   * that lets nothing through; nothing stays open then.
   */
  async open(): Promise<this> {
    const { listen, connect, tls, versions, onError: _, ...rest } = this.#options
    const wire = versions === undefined ? {} : { versions: wireVersions(versions) }
    const session: SessionOptions = {
      ...rest,
      ...wire,
      onSession: (established) => this.#registry.offer(established),
      onFailure: (peer, error) => {
        // Those that `close` has cut short are no failures.
        if (!this.#closing) this.#onError(error, peer)
      },
    }
    if (rest.packetInRate !== undefined) RateLimit.check(rest.packetInRate)
    const credentials = tls === undefined ? undefined : loadTls(tls)
    try {
      for (const text of list(listen))
        this.#listeners.push(await listenForSwitches(parseEndpoint(text), { ...session, tls: credentials }))
      for (const text of list(connect))
        this.#connectors.push(connectToSwitch(parseEndpoint(text), { ...session, tls: credentials }))
    } catch (error) {
      await this.close()
      throw error
    }
    return this
  }

  /** The switches that are connected, by datapath id. */
  get switches(): ReadonlyMap<bigint, Switch> {
    return this.#switches
  }

  /** Where it listens; ports that were 0 are the ones the system gave. */
  get endpoints(): readonly Endpoint[] {
    return this.#listeners.map(({ endpoint }) => endpoint)
  }

  /** Calls the handler for every switch, those that are here already included. Its exceptions go to `onError`. */
  onSwitch(handler: SwitchHandler): this {
    this.#handlers = [...this.#handlers, handler]
    for (const sw of this.#switches.values()) this.#handle(handler, sw)
    return this
  }

  /** Closes everything; no handler is called from now on. Resolves when the last connection is gone. */
  async close(): Promise<void> {
    this.#closing = true
    const closing = [...this.#listeners, ...this.#connectors].map((each) => each.close())
    await Promise.all(closing)
  }

  #connected(session: SwitchSession): void {
    if (this.#closing) return
    const sw = new Switch(session, this.#options)
    this.#switches.set(sw.datapathId, sw)
    session.refusals.add((error) => this.#onError(error, sw))
    session.setMissLength(WHOLE_PACKET)
    for (const handler of this.#handlers) this.#handle(handler, sw)
  }

  #handle(handler: SwitchHandler, sw: Switch): void {
    const failed = (error: unknown): void => this.#onError(toError(error), sw)
    try {
      // Also what is awaitable without being a promise, as the confirmation of a change.
      Promise.resolve(handler(sw)).catch(failed)
    } catch (error) {
      failed(error)
    }
  }
}

/**
 * Starts an OpenFlow controller. Rejects with a TransportError when an endpoint cannot be used, with a SwitchError for a
 * version that is not spoken here, with a RangeError for a rate that lets nothing through.
 */
export const controller = (options: ControllerOptions): Promise<Controller> => new Controller(options).open()

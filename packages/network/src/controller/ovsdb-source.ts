import {
  type Bridge,
  type BridgePort,
  Bridges,
  type BridgesChange,
  openReplica,
  type Replica,
  switchTables,
  type SwitchTables,
} from '@vlcp/ovsdb'
import type { Logger } from '@vlcp/server'
import { type Endpoint, formatEndpoint, type TlsCredentials } from '@vlcp/transport'
import type { LocalPortEntry } from '../view/inputs.ts'

export interface OvsdbSourceEvents {
  /** Bridges or interfaces changed; `bridges` and `ports` of the source show it. */
  changed(change: BridgesChange): void
  /** The replica is complete again. */
  live(): void
}

/** One OVSDB server: its bridges and interfaces, kept up to date over reconnects. */
export class OvsdbSource {
  readonly endpoint: string
  readonly #replica: Replica<SwitchTables>
  readonly #bridges: Bridges
  #closed = false
  #reported = ''

  constructor(endpoint: Endpoint, tls: TlsCredentials | undefined, logger: Logger, events: OvsdbSourceEvents) {
    this.endpoint = formatEndpoint(endpoint)
    const onListenerError = (err: unknown): void =>
      logger.error({ err, ovsdb: this.endpoint }, 'a change was not handled')
    this.#replica = openReplica(endpoint, { tables: switchTables, tls, onListenerError })
    this.#bridges = new Bridges(this.#replica, { onListenerError })
    this.#bridges.onChange((change) => events.changed(change))
    this.#replica.onStatus(({ state, lastError }) => {
      this.#log(logger, state, lastError?.message)
      if (state === 'live') events.live()
    })
  }

  /** True while its bridges and ports equal those of the server. */
  get isLive(): boolean {
    return this.#replica.status.state === 'live'
  }

  /** The interfaces that a bridge has now. */
  portsOf({ name, datapathId }: Bridge): readonly BridgePort[] {
    return [...this.#bridges.ports.values()].filter(
      (port) => port.bridgeName === name && port.datapathId === datapathId,
    )
  }

  get status(): {
    readonly endpoint: string
    readonly state: string
    readonly since: string
    readonly error: string | null
  } {
    const { state, sinceMs, lastError } = this.#replica.status
    return { endpoint: this.endpoint, state, since: new Date(sinceMs).toISOString(), error: lastError?.message ?? null }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#bridges.close()
    await this.#replica.close()
  }

  /** One line for what is new: a server that stays away is tried for ever, and reported once for each reason. */
  #log(logger: Logger, state: string, reason: string | undefined): void {
    const report = `${state} ${reason}`
    if (this.#closed || report === this.#reported) return
    this.#reported = report
    const about = { ovsdb: this.endpoint, state, ...(reason !== undefined && { reason }) }
    if (state === 'live') logger.info(about, 'connected to OVSDB')
    else logger.warn(about, 'OVSDB cannot be reached')
  }
}

/** What the view needs of an interface; undefined as long as it has no OpenFlow port number. */
export function localPortOf(port: BridgePort): LocalPortEntry | undefined {
  if (port.ofport === undefined) return undefined
  return {
    name: port.interfaceName,
    port: port.ofport,
    ifaceId: port.ifaceId,
    systemid: port.systemId ?? '',
    bridge: port.bridgeName,
    // Several named groups of OVSDB connections do not exist yet; the reference calls the default one ''.
    vhost: '',
  }
}

import { formatDatapathId } from '@vlcp/address'
import type { Bridge, BridgePort, BridgesChange } from '@vlcp/ovsdb'
import type { Logger } from '@vlcp/server'
import type { SwitchSession } from '@vlcp/switch'
import type { ModelCollections } from '../view/inputs.ts'
import { ManagedSwitch } from './managed-switch.ts'
import { localPortOf, type OvsdbSource } from './ovsdb-source.ts'

export interface SwitchesOptions {
  readonly model: ModelCollections
  readonly auditIntervalMs: number
  readonly logger: Logger
}

interface Entry {
  readonly managed: ManagedSwitch
  readonly source: OvsdbSource
  /** The uuid of the Bridge row the switch was made for. */
  readonly bridge: string
}

/**
 * The switches of this process by datapath id: what OVSDB says of them meets their OpenFlow sessions here. A switch is
 * attached to its session only while its OVSDB replica is live, because an incomplete view would remove flows.
 */
export class Switches {
  readonly #options: SwitchesOptions
  readonly #entries = new Map<bigint, Entry>()
  readonly #sessions = new Map<bigint, SwitchSession>()

  constructor(options: SwitchesOptions) {
    this.#options = options
  }

  *all(): IterableIterator<ManagedSwitch> {
    for (const { managed } of this.#entries.values()) yield managed
  }

  /** Sessions whose switch no OVSDB server knows. */
  *strangers(): IterableIterator<SwitchSession> {
    for (const [datapathId, session] of this.#sessions) if (!this.#entries.has(datapathId)) yield session
  }

  /** Takes over what an OVSDB server has changed. */
  changed(source: OvsdbSource, { bridges, ports }: BridgesChange): void {
    for (const change of bridges) this.#bridgeChanged(source, change.old, change.new)
    for (const change of ports) this.#portChanged(source, change.old, change.new)
    this.attachAll()
  }

  /** A session is established; an older one of the same switch is replaced (OpenFlow 1.3.5, 6.3.5). */
  connected(session: SwitchSession): void {
    const { datapathId } = session
    // Auxiliary connections carry packets, never the state of the switch.
    if (session.features.auxiliary_id !== 0) return
    this.#sessions.get(datapathId)?.close()
    this.#sessions.set(datapathId, session)
    this.#options.logger.info({ datapathId: formatDatapathId(datapathId), peer: session.peer }, 'a switch connected')
    void session.ended.then(() => this.#disconnected(session))
    this.attachAll()
  }

  /** Attaches every switch that has both a session and a complete view. */
  attachAll(): void {
    for (const [datapathId, { managed, source }] of this.#entries) {
      const session = this.#sessions.get(datapathId)
      if (session !== undefined && source.isLive) managed.attach(session)
    }
  }

  close(): void {
    for (const { managed } of this.#entries.values()) managed.close()
    this.#entries.clear()
    this.#sessions.clear()
  }

  #disconnected(session: SwitchSession): void {
    const { datapathId } = session
    if (this.#sessions.get(datapathId) !== session) return
    this.#sessions.delete(datapathId)
    this.#entries.get(datapathId)?.managed.detach()
    this.#options.logger.info({ datapathId: formatDatapathId(datapathId), peer: session.peer }, 'a switch disconnected')
  }

  #bridgeChanged(source: OvsdbSource, old: Bridge | undefined, bridge: Bridge | undefined): void {
    const before = old?.datapathId
    const after = bridge?.datapathId
    const known = before === undefined ? undefined : this.#entries.get(before)
    if (before !== undefined && before !== after && known !== undefined && known.bridge === old?.uuid) {
      known.managed.close()
      this.#entries.delete(before)
    }
    if (bridge === undefined || after === undefined) return
    const entry = this.#entries.get(after)
    if (entry?.bridge === bridge.uuid) entry.managed.describe(bridge)
    else if (entry === undefined) this.#add(source, bridge, after)
    else this.#refuse(bridge, entry)
  }

  #add(source: OvsdbSource, bridge: Bridge, datapathId: bigint): void {
    const managed = new ManagedSwitch({ ...this.#options, datapathId, bridge })
    this.#entries.set(datapathId, { managed, source, bridge: bridge.uuid })
  }

  #refuse(bridge: Bridge, { managed, source }: Entry): void {
    this.#options.logger.error(
      { bridge: bridge.name, datapathId: bridge.datapathIdText, owner: managed.bridge, ovsdb: source.endpoint },
      'two bridges have the same datapath id; only the first is managed',
    )
  }

  #portChanged(source: OvsdbSource, old: BridgePort | undefined, port: BridgePort | undefined): void {
    const before = old && this.#owner(source, old)
    const after = port && this.#owner(source, port)
    const entry = port && localPortOf(port)
    if (old !== undefined && (after !== before || old.interfaceName !== port?.interfaceName || entry === undefined)) {
      before?.localPorts.delete(old.interfaceName)
    }
    if (port !== undefined && entry !== undefined) after?.localPorts.set(port.interfaceName, entry)
  }

  #owner(source: OvsdbSource, { datapathId }: BridgePort): ManagedSwitch | undefined {
    const entry = datapathId === undefined ? undefined : this.#entries.get(datapathId)
    return entry?.source === source ? entry.managed : undefined
  }
}

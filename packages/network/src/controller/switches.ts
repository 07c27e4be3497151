import { formatDatapathId } from '@vlcp/address'
import type { Bridge, BridgePort, BridgesChange } from '@vlcp/ovsdb'
import { OFPP_LOCAL } from '@vlcp/openflow'
import type { LimitedLogger } from '@vlcp/server'
import { SessionRegistry, type SwitchSession } from '@vlcp/switch'
import type { LocalPortEntry, ModelCollections } from '../view/inputs.ts'
import { ManagedSwitch } from './managed-switch.ts'
import { localPortOf, type OvsdbSource } from './ovsdb-source.ts'

export type Happening = 'switchconnected' | 'switchdisconnected' | 'portbound' | 'portunbound'
export type Tell = (happening: Happening, attributes: Readonly<Record<string, unknown>>) => void

export interface SwitchesOptions {
  readonly model: ModelCollections
  readonly auditIntervalMs: number
  readonly logger: LimitedLogger
  readonly tell?: Tell | undefined
}

/** How long a stop waits for switches that have not yet confirmed what they were told. */
const LONGEST_FAREWELL_MS = 5000

const elsewhere = 'a switch is connected to another worker and answers there; this connection of it is closed'

/** A bridge and the OVSDB server that told us of it. */
interface Known {
  readonly source: OvsdbSource
  readonly bridge: Bridge
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
  /** Bridges whose datapath id another bridge had first, by uuid: they are managed when it gives the id up. */
  readonly #rivals = new Map<string, Known>()
  readonly #sessions: SessionRegistry
  /** Sessions whose rivals were reported: those come again with every back-off. */
  readonly #reported = new WeakSet<SwitchSession>()

  constructor(options: SwitchesOptions) {
    this.#options = options
    this.#sessions = new SessionRegistry({
      connected: (session) => {
        this.#log(session, 'a switch connected')
        this.#tellOf('switchconnected', session)
        this.attachAll()
      },
      disconnected: (session) => {
        this.#log(session, 'a switch disconnected')
        this.#tellOf('switchdisconnected', session)
        this.#entries.get(session.datapathId)?.managed.detach()
      },
      refused: (session, owner) => this.#reportRival(session, owner),
    })
  }

  *all(): IterableIterator<ManagedSwitch> {
    for (const { managed } of this.#entries.values()) yield managed
  }

  /** Sessions whose switch no OVSDB server knows. */
  *strangers(): IterableIterator<SwitchSession> {
    for (const session of this.#sessions.all()) if (!this.#entries.has(session.datapathId)) yield session
  }

  /** Takes over what an OVSDB server has changed. */
  changed(source: OvsdbSource, { bridges, ports }: BridgesChange): void {
    for (const change of bridges) this.#bridgeChanged(source, change.old, change.new)
    for (const change of ports) this.#portChanged(source, change.old, change.new)
    this.attachAll()
  }

  /** A session is established. */
  connected(session: SwitchSession): void {
    this.#sessions.offer(session)
  }

  /** Another process has the switch. */
  refuse(session: SwitchSession): void {
    const { datapathId, peer } = session
    this.#options.logger.warn({ datapathId: formatDatapathId(datapathId), peer }, elsewhere)
    session.close()
  }

  /** Whether a switch is connected and answers; a session that does not answer loses its place. */
  holds(datapathId: bigint): Promise<boolean> {
    return this.#sessions.defend(datapathId)
  }

  /** Attaches every switch that has both a session and a complete view. */
  attachAll(): void {
    for (const [datapathId, { managed, source }] of this.#entries) {
      const session = this.#sessions.get(datapathId)
      if (session === undefined || !source.isLive) continue
      if (speaksFor(session, managed)) managed.attach(session)
      else this.#turnAway(session, managed)
    }
  }

  /** Lets go of all switches. Resolves when what they were being told is confirmed, or after a few seconds. */
  async close(): Promise<void> {
    const closed = [...this.#entries.values()].map(({ managed }) => managed.close())
    this.#entries.clear()
    this.#rivals.clear()
    this.#sessions.close()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LONGEST_FAREWELL_MS)
    })
    await Promise.race([Promise.all(closed), late])
    clearTimeout(timer)
  }

  #log({ datapathId, peer }: SwitchSession, what: string): void {
    this.#options.logger.info({ datapathId: formatDatapathId(datapathId), peer }, what)
  }

  #tellOf(happening: Happening, { datapathId, peer }: SwitchSession): void {
    this.#options.tell?.(happening, { datapathid: formatDatapathId(datapathId), peer })
  }

  #reportRival({ datapathId, peer }: SwitchSession, owner: SwitchSession): void {
    if (this.#reported.has(owner)) return
    this.#reported.add(owner)
    this.#options.logger.warn(
      { datapathId: formatDatapathId(datapathId), peer, owner: owner.peer },
      'another connection claims the datapath id of a switch that is connected and answers; it is closed',
    )
  }

  #turnAway(session: SwitchSession, { bridge }: ManagedSwitch): void {
    this.#options.logger.warn(
      { bridge, peer: session.peer, claims: session.ports.get(OFPP_LOCAL)?.name },
      'a connection with the datapath id of this bridge comes from another one; it is closed',
    )
    this.#sessions.expel(session)
  }

  #bridgeChanged(source: OvsdbSource, old: Bridge | undefined, bridge: Bridge | undefined): void {
    if (old !== undefined && old.datapathId !== bridge?.datapathId) this.#release(old)
    if (bridge !== undefined) this.#claim({ source, bridge })
  }

  #claim(known: Known): void {
    const { bridge, source } = known
    if (bridge.datapathId === undefined) return
    const entry = this.#entries.get(bridge.datapathId)
    if (entry === undefined) this.#add(known, bridge.datapathId)
    else if (entry.bridge === bridge.uuid) entry.managed.describe(bridge)
    else {
      this.#rivals.set(bridge.uuid, { source, bridge })
      this.#complain(bridge, entry)
    }
  }

  /** The bridge no longer has the datapath id of `old`; the next one that waits for it gets it. */
  #release({ datapathId, uuid }: Bridge): void {
    this.#rivals.delete(uuid)
    const entry = datapathId === undefined ? undefined : this.#entries.get(datapathId)
    if (datapathId === undefined || entry?.bridge !== uuid) return
    void entry.managed.close()
    this.#entries.delete(datapathId)
    const next = [...this.#rivals.values()].find(({ bridge }) => bridge.datapathId === datapathId)
    if (next !== undefined) this.#add(next, datapathId)
  }

  #add({ source, bridge }: Known, datapathId: bigint): void {
    this.#rivals.delete(bridge.uuid)
    const managed = new ManagedSwitch({ ...this.#options, datapathId, bridge })
    this.#entries.set(datapathId, { managed, source, bridge: bridge.uuid })
    // Those that were there before the bridge was ours to manage; no change will tell of them.
    for (const port of source.portsOf(bridge)) this.#portChanged(source, undefined, port)
  }

  #complain(bridge: Bridge, { managed, source }: Entry): void {
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
      this.#unbind(before, old.interfaceName)
    }
    if (entry !== undefined && after !== undefined) this.#bind(after, entry)
  }

  #bind(managed: ManagedSwitch, entry: LocalPortEntry): void {
    const known = managed.localPorts.get(entry.name)
    managed.localPorts.set(entry.name, entry)
    if (known?.port !== entry.port || known.ifaceId !== entry.ifaceId) this.#tellOfPort('portbound', managed, entry)
  }

  #unbind(managed: ManagedSwitch | undefined, name: string): void {
    const known = managed?.localPorts.get(name)
    managed?.localPorts.delete(name)
    if (managed !== undefined && known !== undefined) this.#tellOfPort('portunbound', managed, known)
  }

  #tellOfPort(
    happening: Happening,
    { bridge, datapathId }: ManagedSwitch,
    { name, port, ifaceId }: LocalPortEntry,
  ): void {
    const where = { bridge, datapathid: formatDatapathId(datapathId), interface: name, port }
    this.#options.tell?.(happening, { ...where, ...(ifaceId === undefined ? {} : { id: ifaceId }) })
  }

  #owner(source: OvsdbSource, { datapathId, bridgeName }: BridgePort): ManagedSwitch | undefined {
    const entry = datapathId === undefined ? undefined : this.#entries.get(datapathId)
    return entry?.source === source && entry.managed.bridge === bridgeName ? entry.managed : undefined
  }
}

/**
 * Whether a session can be that of a bridge: the local port bears the bridge's name, of which OpenFlow shows fifteen
 * characters. One that has none, because the device could not be made, is believed.
 */
function speaksFor(session: SwitchSession, { bridge }: ManagedSwitch): boolean {
  const local = session.ports.get(OFPP_LOCAL)
  return local === undefined || local.name === bridge.slice(0, 15)
}

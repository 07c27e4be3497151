import { type Bridge, bridgeOf, type BridgePort, bridgePortOf, equalBridgePorts, equalBridges } from './bridge-port.ts'
import type { Row } from './column.ts'
import { type Listener, Listeners } from './listeners.ts'
import { difference } from './patched-set.ts'
import type { Replica } from './replica.ts'
import type { Change } from './row-cache.ts'
import type { SwitchTables } from './switch-tables.ts'

/** Added without `old`, removed without `new`. */
export interface RecordChange<T> {
  readonly old: T | undefined
  readonly new: T | undefined
}

/** What one transaction of the server has changed; removals come first, so that what they held is free again. */
export interface BridgesChange {
  readonly bridges: readonly RecordChange<Bridge>[]
  readonly ports: readonly RecordChange<BridgePort>[]
}

/** What `Bridges` reads: a `Replica` of the switch tables, or something that acts like one. */
export type SwitchReplica = Pick<Replica<SwitchTables>, 'rows' | 'onChange'>

export interface BridgesOptions {
  /** Gets what a listener throws; without it that becomes an uncaught exception. */
  readonly onListenerError?: (error: unknown) => void
}

/** The records that a change set concerns. */
interface Touched {
  readonly bridges: Set<string>
  readonly interfaces: Set<string>
}

/**
 * The bridges of one Open vSwitch and, as a flat list, the interfaces of all their ports, kept up to date from a
 * replica. A change costs what it concerns: one interface for an `iface-id`, the ports of one bridge for its
 * `datapath_id`. Whether the records are current is the replica's `status`.
 *
 *     Open_vSwitch.external_ids:system-id ─┐
 *     Bridge ──ports──► Port ──interfaces──► Interface        one BridgePort per Interface that is reached so
 */
export class Bridges {
  readonly #replica: SwitchReplica
  readonly #listeners: Listeners<BridgesChange>
  readonly #stop: () => void
  readonly #bridges = new Map<string, Bridge>()
  readonly #ports = new Map<string, BridgePort>()
  readonly #bridgeOfPort = new Map<string, string>()
  readonly #portOfInterface = new Map<string, string>()
  #systemId: string | undefined

  constructor(replica: SwitchReplica, options: BridgesOptions = {}) {
    this.#replica = replica
    this.#listeners = new Listeners(options.onListenerError)
    this.#apply(presentRows(replica))
    this.#stop = replica.onChange((changes) => {
      const change = this.#apply(changes)
      if (change.bridges.length + change.ports.length > 0) this.#listeners.emit(change)
    })
  }

  /** By uuid of the Bridge row; a live view. */
  get bridges(): ReadonlyMap<string, Bridge> {
    return this.#bridges
  }

  /** By uuid of the Interface row; a live view. */
  get ports(): ReadonlyMap<string, BridgePort> {
    return this.#ports
  }

  /** `Open_vSwitch.external_ids:system-id`. */
  get systemId(): string | undefined {
    return this.#systemId
  }

  /**
   * Calls the listener with each change, when `bridges` and `ports` show it.
   * @returns a function that removes the listener
   */
  onChange(listener: Listener<BridgesChange>): () => void {
    return this.#listeners.add(listener)
  }

  /** Stops following the replica. */
  close(): void {
    this.#stop()
  }

  #apply(changes: readonly Change<SwitchTables>[]): BridgesChange {
    const touched: Touched = { bridges: new Set(), interfaces: new Set() }
    const systemId = this.#readSystemId(changes)
    if (systemId !== this.#systemId) {
      this.#systemId = systemId
      for (const uuid of this.#bridges.keys()) touched.bridges.add(uuid)
    }
    // First who belongs to whom, then the records: rows of one transaction come in no particular order.
    for (const change of changes) this.#index(change, touched)
    const bridges = [...touched.bridges].flatMap((uuid) => this.#refreshBridge(uuid, touched))
    const ports = [...touched.interfaces].flatMap((uuid) => this.#refreshPort(uuid))
    return { bridges: removalsFirst(bridges), ports: removalsFirst(ports) }
  }

  #readSystemId(changes: readonly Change<SwitchTables>[]): string | undefined {
    if (!changes.some(({ table }) => table === 'Open_vSwitch')) return this.#systemId
    const [root] = this.#replica.rows('Open_vSwitch').values()
    return root?.external_ids.get('system-id') || undefined
  }

  #index(change: Change<SwitchTables>, touched: Touched): void {
    switch (change.table) {
      case 'Open_vSwitch':
        return
      case 'Bridge': {
        touched.bridges.add(change.uuid)
        const moved = relink(this.#bridgeOfPort, change.uuid, change.old?.ports, change.new?.ports)
        for (const port of moved) this.#touchPort(port, touched)
        return
      }
      case 'Port': {
        const moved = relink(this.#portOfInterface, change.uuid, change.old?.interfaces, change.new?.interfaces)
        for (const uuid of moved) touched.interfaces.add(uuid)
        if (change.old?.name !== change.new?.name) this.#touchPort(change.uuid, touched)
        return
      }
      case 'Interface':
        touched.interfaces.add(change.uuid)
    }
  }

  #touchPort(port: string, touched: Touched): void {
    for (const uuid of this.#replica.rows('Port').get(port)?.interfaces ?? []) touched.interfaces.add(uuid)
  }

  #refreshBridge(uuid: string, touched: Touched): RecordChange<Bridge>[] {
    const row = this.#replica.rows('Bridge').get(uuid)
    const old = this.#bridges.get(uuid)
    const fresh = row && bridgeOf(row, this.#systemId, old)
    if (old === fresh || (old && fresh && equalBridges(old, fresh))) return []
    if (fresh) this.#bridges.set(uuid, fresh)
    else this.#bridges.delete(uuid)
    for (const port of row?.ports ?? []) this.#touchPort(port, touched)
    return [{ old, new: fresh }]
  }

  #refreshPort(uuid: string): RecordChange<BridgePort>[] {
    const old = this.#ports.get(uuid)
    const fresh = this.#portRecord(uuid, old)
    if (old === fresh || (old && fresh && equalBridgePorts(old, fresh))) return []
    if (fresh) this.#ports.set(uuid, fresh)
    else this.#ports.delete(uuid)
    return [{ old, new: fresh }]
  }

  /** The record of an interface that belongs to a port that belongs to a bridge. */
  #portRecord(uuid: string, old: BridgePort | undefined): BridgePort | undefined {
    const row = this.#replica.rows('Interface').get(uuid)
    const port = this.#replica.rows('Port').get(this.#portOfInterface.get(uuid) ?? '')
    const bridge = this.#bridges.get(this.#bridgeOfPort.get(port?._uuid ?? '') ?? '')
    return row && port && bridge && bridgePortOf(bridge, port.name, row, old)
  }
}

function removalsFirst<T>(changes: readonly RecordChange<T>[]): RecordChange<T>[] {
  const isRemoval = (change: RecordChange<T>) => change.new === undefined
  return [...changes.filter(isRemoval), ...changes.filter((change) => !isRemoval(change))]
}

const NONE: ReadonlySet<string> = new Set()

/** Brings `owners` from what `owner` had to what it has, and returns the elements that came or went. */
function relink(
  owners: Map<string, string>,
  owner: string,
  before: ReadonlySet<string> = NONE,
  after: ReadonlySet<string> = NONE,
): string[] {
  const { gone, come } = difference(before, after)
  // One that has moved may have been taken over already.
  for (const element of gone) if (owners.get(element) === owner) owners.delete(element)
  for (const element of come) owners.set(element, owner)
  return [...gone, ...come]
}

/** The rows that are there, as if they had just been added. */
function presentRows(replica: SwitchReplica): Change<SwitchTables>[] {
  const added = <C extends SwitchTables[keyof SwitchTables]>(rows: ReadonlyMap<string, Row<C>>) =>
    [...rows].map(([uuid, row]) => ({ uuid, old: undefined, new: row }))
  return [
    ...added(replica.rows('Open_vSwitch')).map((change) => ({ table: 'Open_vSwitch' as const, ...change })),
    ...added(replica.rows('Bridge')).map((change) => ({ table: 'Bridge' as const, ...change })),
    ...added(replica.rows('Port')).map((change) => ({ table: 'Port' as const, ...change })),
    ...added(replica.rows('Interface')).map((change) => ({ table: 'Interface' as const, ...change })),
  ]
}

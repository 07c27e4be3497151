import { formatDatapathId } from '@vlcp/address'
import {
  type Action,
  type FilterSpec,
  filterOf,
  flowOf,
  type FlowRemoved,
  type FlowSpec,
  type Group,
  instructionsOf,
  type Meter,
  type PacketIn,
  type PacketOut,
  type Port,
  type PortConfiguration,
  type Role,
  type RoleState,
  versionName,
} from '@vlcp/openflow'
import type { Confirmation } from '../session/confirmation.ts'
import type { SessionCounters } from '../session/counters.ts'
import type { Observer } from '../session/observers.ts'
import type { PortStatus, SwitchSession } from '../session/session.ts'
import { PacketStream, type PacketStreamOptions } from './packet-stream.ts'
import { type Rate, RateLimit } from './rate-limit.ts'
import { ReceivedPacket } from './received-packet.ts'
import { SwitchStatistics } from './statistics.ts'

export interface SwitchOptions {
  /** Packets beyond this rate are dropped before anybody sees them, and counted. */
  readonly packetInRate?: Rate
}

export interface SwitchCounters extends SessionCounters {
  /** Packets dropped because they came too fast, and because no reader took them in time. */
  readonly packetInsLimited: number
  readonly packetInsDropped: number
}

/** The port of a configuration, by number; its address is known. */
export type PortChanges = Omit<PortConfiguration, 'port' | 'mac'>

/**
 * A switch that is connected. Changes are sent in the order they are asked for. Each can be awaited, and rejects with the
 * switch's own error, or with an `UnsupportedError` where the negotiated version has no form for it; no method throws. A
 * change that is not awaited is reported when it fails, see {@link Confirmation}. Questions (statistics, barrier, role) are
 * ordinary promises, and must be awaited.
 */
export class Switch {
  /** The OpenFlow session below, for whatever has no name here. */
  readonly session: SwitchSession
  readonly statistics: SwitchStatistics
  readonly #limit: RateLimit | undefined
  /** Replaced, never changed: one that ends while all get a packet is passed over by itself. */
  #streams: readonly PacketStream[] = []
  #limited = 0
  #droppedByEnded = 0

  constructor(session: SwitchSession, { packetInRate }: SwitchOptions = {}) {
    this.session = session
    this.statistics = new SwitchStatistics(session)
    this.#limit = packetInRate === undefined ? undefined : new RateLimit(packetInRate, performance.now())
    this.join(session)
    void session.ended.then(() => {
      for (const stream of this.#streams) stream.end()
    })
  }

  get datapathId(): bigint {
    return this.session.datapathId
  }

  /** The datapath id as sixteen hexadecimal digits, which Open vSwitch shows as `datapath_id`. */
  get name(): string {
    return formatDatapathId(this.datapathId)
  }

  /** The version that was negotiated: `1.3`. */
  get version(): string {
    return versionName(this.session.version)
  }

  /** Its ports by number, kept up to date. */
  get ports(): ReadonlyMap<number, Port> {
    return this.session.ports
  }

  /** Resolves when the session is over, with the reason if it did not end cleanly. */
  get ended(): Promise<Error | undefined> {
    return this.session.ended
  }

  get counters(): SwitchCounters {
    const packetInsDropped = this.#streams.reduce((sum, stream) => sum + stream.dropped, this.#droppedByEnded)
    return { ...this.session.counters, packetInsLimited: this.#limited, packetInsDropped }
  }

  /**
   * Packets the switch hands to the controller, from now on until it goes. Several streams get each packet all; leave the
   * loop, or call `return()`, to end one.
   */
  packetIns(options: PacketStreamOptions = {}): PacketStream {
    const stream = new PacketStream(this.session, options, (ended) => {
      if (!this.#streams.includes(ended)) return
      this.#streams = this.#streams.filter((each) => each !== ended)
      this.#droppedByEnded += ended.dropped
    })
    this.#streams = [...this.#streams, stream]
    return stream
  }

  /** Takes packets from a further connection of the switch, too. */
  join(session: SwitchSession): void {
    session.packetIns.add((packetIn) => this.#receive(packetIn))
  }

  /** Calls back whenever a port comes, goes or changes; returns the way to stop. Its exceptions go to `onError`. */
  onPortStatus(observer: Observer<PortStatus>): () => void {
    return this.session.portStatuses.add(observer)
  }

  /** Calls back when a flow goes that had `sendFlowRemoved`; returns the way to stop. Its exceptions go to `onError`. */
  onFlowRemoved(observer: Observer<FlowRemoved>): () => void {
    return this.session.flowRemovals.add(observer)
  }

  /** Adds a flow, or replaces the one of the same table, priority and match. A packet the switch keeps goes through it. */
  flow(spec: FlowSpec, bufferId?: number): Confirmation {
    return this.session.exchange.putFlow(spec, bufferId)
  }

  /** Gives the flows of one table, 0 unless given, that the filter means other actions. OpenFlow 1.3.5, 6.4. */
  modifyFlows(filter: FilterSpec, actions: readonly Action[] | string): Confirmation {
    return this.session.modify(() => ({
      kind: 'modify-flows',
      filter: { table: 0, ...filterOf(filter) },
      instructions: instructionsOf(actions),
    }))
  }

  /** Removes the flow of exactly this table, priority and match. */
  removeFlow(spec: Pick<FlowSpec, 'table' | 'priority' | 'match'>): Confirmation {
    return this.session.modify(() => {
      const { table, priority, match } = flowOf(spec)
      return { kind: 'remove-flow', flow: { table, priority, match } }
    })
  }

  /** Removes the flows that the filter means; all of them unless it says something. */
  removeFlows(filter: FilterSpec = {}): Confirmation {
    return this.session.modify(() => ({ kind: 'remove-flows', filter: filterOf(filter) }))
  }

  /** Adds a group; the switch refuses one whose number is taken. */
  group(group: Group): Confirmation {
    return this.session.modify({ kind: 'add-group', group })
  }

  modifyGroup(group: Group): Confirmation {
    return this.session.modify({ kind: 'modify-group', group })
  }

  /** Removes a group, and the flows that use it. */
  removeGroup(id: number): Confirmation {
    return this.session.modify({ kind: 'remove-group', group: { id } })
  }

  /** Adds a meter; the switch refuses one whose number is taken. */
  meter(meter: Meter): Confirmation {
    return this.session.modify({ kind: 'add-meter', meter })
  }

  modifyMeter(meter: Meter): Confirmation {
    return this.session.modify({ kind: 'modify-meter', meter })
  }

  removeMeter(id: number): Confirmation {
    return this.session.modify({ kind: 'remove-meter', meter: { id } })
  }

  /** Sends a packet. */
  packetOut(packet: PacketOut): Confirmation {
    return this.session.packetOut(packet)
  }

  /** Changes the configuration of a port. Rejects with a RangeError when there is no such port. */
  configurePort(port: number, changes: PortChanges): Confirmation {
    const known = this.ports.get(port)
    if (known !== undefined) return this.session.configurePort({ ...changes, port, mac: known.mac })
    return this.session.exchange.failed(new RangeError(`${this.name} has no port ${port}`))
  }

  /**
   * Resolves when the switch takes more, at once if it does now. Changes that are not awaited are kept until it has taken
   * them, and a switch that leaves 64 MiB of them is given up; who makes many waits for this between them.
   */
  writable(): Promise<void> {
    return this.session.writable()
  }

  /** Resolves when the switch has done all that was sent before. */
  barrier(): Promise<void> {
    return this.session.barrier()
  }

  /** Claims a role. OpenFlow 1.3.5, 6.3.4. */
  role(role: Role, generationId?: bigint): Promise<RoleState> {
    return this.session.role(role, generationId)
  }

  close(): void {
    this.session.close()
  }

  #receive(packetIn: PacketIn): void {
    if (this.#limit !== undefined && !this.#limit.allows(performance.now())) {
      this.#limited += 1
      return
    }
    if (this.#streams.length === 0) return
    const packet = new ReceivedPacket(this, packetIn)
    for (const stream of this.#streams) stream.push(packet)
  }
}

import type {
  Dialect,
  Flow,
  FlowFilter,
  FlowRemoved,
  Group,
  Message,
  Modification,
  PacketIn,
  PacketOut,
  Port,
  PortChange,
  PortConfiguration,
  Role,
  RoleState,
  Statistics,
  StatisticsKind,
  StatisticsQuestion,
  SwitchEvent,
  SwitchFeatures,
} from '@vlcp/openflow'
import type { Connection } from '@vlcp/transport'
import { applyModifications, type Outcome } from './apply.ts'
import { toError } from '../errors.ts'
import type { Confirmation } from './confirmation.ts'
import type { SessionCounters } from './counters.ts'
import { Exchange } from './exchange.ts'
import { collectParts, type Settle } from './multipart.ts'
import { Observers } from './observers.ts'
import { PortTable } from './port-table.ts'
import type { Requests } from './requests.ts'
import { claimRole } from './role.ts'

export interface PortStatus {
  readonly change: PortChange
  readonly port: Port
}

/** What a session is made of, after the handshake. */
export interface SessionParts {
  readonly connection: Connection
  readonly dialect: Dialect
  readonly features: SwitchFeatures
  readonly requests: Requests
}

/**
 * An established OpenFlow session with one switch: every request resolves with its answer or rejects with the switch's own
 * decoded error, and all that wait reject when the connection ends.
 */
export class SwitchSession {
  readonly datapathId: bigint
  readonly features: SwitchFeatures
  /** Refusals that nobody waits for, errors about nothing we sent, and exceptions of those who observe what follows. */
  readonly refusals = new Observers<Error>()
  readonly packetIns = this.#observers<PacketIn>()
  readonly flowRemovals = this.#observers<FlowRemoved>()
  readonly portStatuses = this.#observers<PortStatus>()
  /** Another controller has become master. OpenFlow 1.4 and later. */
  readonly roleChanges = this.#observers<RoleState>()
  /** Messages that this package gives no meaning to: experimenters', requestforward, table status and so on. */
  readonly otherMessages = this.#observers<Message>()
  /** Transaction ids, answers, refusals. */
  readonly exchange: Exchange
  readonly #connection: Connection
  readonly #ports = new PortTable()
  #nextBundle = 1

  /** Use `listenForSwitches` or `connectToSwitch`; this takes over a connection after the handshake. */
  constructor({ connection, dialect, features, requests }: SessionParts) {
    this.#connection = connection
    this.features = features
    this.datapathId = features.datapathId
    this.exchange = new Exchange(connection, dialect, requests, {
      packetIn: (packetIn) => this.packetIns.tell(packetIn),
      heard: (event, message) => this.#heard(event, message),
      refused: (error) => this.refusals.tell(error),
    })
  }

  get dialect(): Dialect {
    return this.exchange.dialect
  }

  /** The wire version: 0x04 for OpenFlow 1.3. */
  get version(): number {
    return this.dialect.version
  }

  /** Address of the switch. */
  get peer(): string {
    return this.#connection.peer
  }

  /** Resolves when the session is over, with the reason if it did not end cleanly. */
  get ended(): Promise<Error | undefined> {
    return this.#connection.ended
  }

  /** True when the session is over, or is being closed. */
  get isOver(): boolean {
    return this.#connection.closed
  }

  get counters(): SessionCounters {
    return this.exchange.counters
  }

  /** The ports the switch has told us of. */
  get ports(): ReadonlyMap<number, Port> {
    return this.#ports.all
  }

  /** True while the switch owes answers. */
  get busy(): boolean {
    return this.exchange.busy
  }

  close(): void {
    this.#connection.close()
  }

  /** Lets the switch wait with what it has to say, until `resume` or the next request. */
  pause(): void {
    this.#connection.pause()
  }

  resume(): void {
    this.#connection.resume()
  }

  /** False while the switch takes its bytes too slowly. */
  get isWritable(): boolean {
    return this.#connection.writable
  }

  /** Resolves when the transport can take more; keeps a large batch from filling the memory. */
  async writable(): Promise<void> {
    if (!this.#connection.writable) await this.#connection.drained().catch(() => undefined)
  }

  /** The number for a new bundle; unique as long as the session lives. */
  nextBundleId(): number {
    const id = this.#nextBundle
    this.#nextBundle = (this.#nextBundle % 0xffff_ffff) + 1
    return id
  }

  /** Resolves when the switch has finished all that was sent before (OpenFlow 1.3.5, 7.3.8). */
  barrier(): Promise<void> {
    return this.exchange.barrier()
  }

  /** Asks for statistics of a kind; resolves with all parts of the answer put together. */
  statistics<K extends StatisticsKind>(
    kind: K,
    question: Statistics[K]['question'],
  ): Promise<readonly Statistics[K]['item'][]> {
    return new Promise((resolve, reject) => this.#question(kind, question, { resolve, reject }))
  }

  /** The flows that the filter means. */
  flows(filter: FlowFilter = {}): Promise<readonly Flow[]> {
    return this.statistics('flows', filter)
  }

  /** All groups. */
  groups(): Promise<readonly Group[]> {
    return this.statistics('groupDescriptions', {})
  }

  /**
   * Reads the description of all ports and keeps it up to date from then on. Calls back before any later message of the
   * switch is handled.
   */
  describePorts(described: () => void, failed: (error: Error) => void): void {
    const resolve = (ports: readonly Port[]): void => {
      this.#ports.describe(ports)
      described()
    }
    if (this.features.ports !== undefined) resolve(this.features.ports)
    else this.#question('portDescriptions', {}, { resolve, reject: failed })
  }

  /**
   * Makes one change. Await it to learn whether the switch took it; a refusal nobody waits for goes to `refusals`. What
   * the version has no form for is refused in the same way, as is what a function in place of the change throws.
   */
  modify(modification: Modification | (() => Modification)): Confirmation {
    return this.exchange.modify(modification)
  }

  /**
   * Makes changes in their order, as one atomic bundle if the switch accepts them all; otherwise those it accepts. One
   * outcome each: undefined, or why not. Rejects when the session ends before the switch has confirmed. What else is
   * asked for meanwhile may happen before, between or after them: await the outcome where that matters.
   */
  apply(modifications: readonly Modification[]): Promise<readonly Outcome[]> {
    return applyModifications(this, modifications)
  }

  /** Sends a packet. Await it to learn whether the switch took it. */
  packetOut(packet: PacketOut): Confirmation {
    return this.exchange.packetOut(packet)
  }

  /** Changes the configuration of a port, and in `ports` when the switch has confirmed it. */
  configurePort(configuration: PortConfiguration): Confirmation {
    const confirmation = this.exchange.track((xid) => this.dialect.portModification(xid, configuration))
    // Before OpenFlow 1.5 a switch does not tell who asked that the port has changed.
    confirmation.onConfirmed(() => this.#ports.configure(configuration))
    this.exchange.askSoon()
    return confirmation
  }

  /** How many octets of a packet without matching flow come with its packet-in; 0xffff: the whole packet. */
  setMissLength(length: number): Confirmation {
    return this.exchange.track((xid) => this.dialect.setMissLength(xid, length))
  }

  /** Claims a role; the generation id, unless given, is one more than the switch knows. OpenFlow 1.3.5, 6.3.4. */
  role(role: Role, generationId?: bigint): Promise<RoleState> {
    return claimRole(this, role, generationId)
  }

  /** Handles the message `bytes[start, end)` if it is an ordinary packet-in; false for others, which are to be `receive`d. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    return this.exchange.read(bytes, start, end)
  }

  /** Handles one message from the switch, whose bytes must stay as they are. */
  receive(bytes: Uint8Array): void {
    this.exchange.receive(bytes)
  }

  /** The connection has ended: whoever waits learns it. */
  lost(error: Error | undefined): void {
    this.exchange.lost(error)
  }

  #observers<T>(): Observers<T> {
    return new Observers<T>((error) => this.refusals.tell(error))
  }

  #question<K extends StatisticsKind>(
    kind: K,
    question: Statistics[K]['question'],
    { resolve, reject }: Settle<readonly Statistics[K]['item'][]>,
  ): void {
    this.exchange
      .ask(
        (xid) => this.dialect.statisticsRequest(xid, { ...question, kind } as StatisticsQuestion),
        (_, fail) => collectParts(kind, this.dialect, this.peer, { resolve, reject: fail }),
      )
      .catch((error: unknown) => reject(toError(error)))
  }

  #heard(event: SwitchEvent, message: Message): boolean {
    switch (event.type) {
      case 'port-status':
        if (!this.#ports.change(event.change, event.port)) return false
        this.portStatuses.tell(event)
        return true
      case 'flow-removed':
        this.flowRemovals.tell(event.flowRemoved)
        return true
      case 'role':
        this.roleChanges.tell(event.state)
        return true
      default:
        this.otherMessages.tell(message)
        return true
    }
  }
}

import {
  type Action,
  type Flow,
  type FlowRemoved,
  type Group,
  type Modification,
  OFPP_CONTROLLER,
  parseFlow,
  parseGroup,
} from '@vlcp/openflow'
import { applyModification } from './apply.ts'
import { ConnectionTracker } from './conntrack/tracker.ts'
import { type Refusal, RefusedError } from './errors.ts'
import { checkActions } from './check/action.ts'
import { Execution } from './pipeline/execution.ts'
import { MacLearner } from './pipeline/normal.ts'
import type { SwitchMemory } from './pipeline/run.ts'
import { PacketState } from './packet-state.ts'
import { type FakePort, Ports } from './ports.ts'
import { Groups } from './table/groups.ts'
import { Tables } from './table/tables.ts'
import type { Verdict } from './verdict.ts'

const MIN_FRAME = 14

export interface FakeSwitchOptions {
  /** Ports by number; NORMAL and FLOOD ask for more than that. */
  readonly ports: readonly (number | FakePort)[]
  /** Whether there is a LOCAL port too, as every bridge of Open vSwitch has one. Default true. */
  readonly local?: boolean
  /** Put in this order, groups first; texts are in the syntax of ovs-ofctl(8). */
  readonly groups?: readonly (Group | string)[]
  readonly flows?: readonly (Flow | string)[]
  /** The bucket a group of type select uses, by its place in the list; by a hash of the packet unless given. */
  readonly chooseBucket?: (group: Group, frame: Uint8Array) => number
  /** A flow is gone that wanted it told. */
  readonly onFlowRemoved?: (removed: FlowRemoved) => void
}

/** A flow in the fake switch, with its counters. */
export interface CountedFlow extends Flow {
  readonly packets: bigint
  readonly bytes: bigint
}

/**
 * A switch in this process that executes flow tables, for unit tests that ask what becomes of a packet. It does what Open
 * vSwitch 3.1 does with the same flows, octet for octet, and refuses what it cannot execute. Time passes by {@link tick} only.
 */
export class FakeSwitch {
  readonly #memory: SwitchMemory

  /** @throws RefusedError when the switch does not take one of the groups or flows; TextError for a text that is none */
  constructor(options: FakeSwitchOptions) {
    const ports = new Ports(options.ports, options.local ?? true)
    this.#memory = {
      tables: new Tables((removed) => options.onFlowRemoved?.(removed)),
      groups: new Groups(),
      ports,
      macs: new MacLearner(ports),
      connections: new ConnectionTracker(),
      chooseBucket: options.chooseBucket,
      nowS: 0,
    }
    for (const group of options.groups ?? [])
      this.#insist({ kind: 'add-group', group: typeof group === 'string' ? parseGroup(group) : group })
    this.put(...(options.flows ?? []))
  }

  #insist(modification: Modification): void {
    const refusal = this.apply(modification)
    if (refusal !== undefined) throw new RefusedError(refusal)
  }

  /**
   * Adds flows that have to be accepted; texts are in the syntax of ovs-ofctl(8).
   *
   * @throws RefusedError, NotExecutableError, TextError
   */
  put(...flows: readonly (Flow | string)[]): void {
    for (const flow of flows)
      this.#insist({ kind: 'put-flow', flow: typeof flow === 'string' ? parseFlow(flow) : flow })
  }

  /**
   * Changes flows and groups as OpenFlow says.
   *
   * @returns the error a switch would answer, or undefined
   * @throws NotExecutableError for what the fake switch could not execute
   */
  apply(modification: Modification): Refusal | undefined {
    return applyModification(this.#memory, modification)
  }

  /** All flows, table by table, highest priority first. */
  get flows(): readonly CountedFlow[] {
    return this.#memory.tables.entries().map(({ flow, packets, bytes }) => ({ ...flow, packets, bytes }))
  }

  get groups(): readonly Group[] {
    return this.#memory.groups.all
  }

  /** Takes a port down, or up again. @throws RangeError for a port the switch does not have */
  setPort(port: number, state: 'up' | 'down'): void {
    this.#memory.ports.setLive(port, state === 'up')
  }

  /**
   * Receives a packet.
   *
   * @param frame an Ethernet frame without its check sequence
   * @throws RangeError for a port the switch does not have, or fewer octets than an Ethernet header
   */
  process(inPort: number, frame: Uint8Array): Verdict {
    if (this.#memory.ports.get(inPort) === undefined) throw new RangeError(`the switch has no port ${inPort}`)
    return new Execution(this.#memory, frame.length).run(packetAt(inPort, frame))
  }

  /**
   * Does what a packet-out says.
   *
   * @throws RefusedError when the switch does not take the actions; NotExecutableError; RangeError for half a frame
   */
  send(frame: Uint8Array, actions: readonly Action[], inPort: number = OFPP_CONTROLLER): Verdict {
    const packet = packetAt(inPort, frame)
    const [ethertype, protocol, icmpType] = (['eth_type', 'ip_proto', 'icmpv6_type'] as const).map((name) =>
      Number(packet.get(name)),
    )
    const known = { ethertype, protocol, icmpType, tagged: packet.has('vlan_vid') }
    const refusal = checkActions(actions, known, { hasGroup: (id) => this.#memory.groups.get(id) !== undefined })
    if (refusal !== undefined) throw new RefusedError(refusal)
    return new Execution(this.#memory, frame.length).run(packet, actions)
  }

  /** Lets time pass: flows, learned addresses and connections expire. */
  tick(seconds: number): void {
    if (!(seconds >= 0)) throw new RangeError(`time does not pass by ${seconds} seconds`)
    this.#memory.nowS += seconds
    this.#memory.tables.expire(this.#memory.nowS)
  }
}

function packetAt(inPort: number, frame: Uint8Array): PacketState {
  if (frame.length < MIN_FRAME) throw new RangeError(`${frame.length} octets are no Ethernet frame`)
  return new PacketState(frame, [['in_port', BigInt(inPort)]])
}

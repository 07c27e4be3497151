import type { Action, Group } from '@vlcp/openflow'
import type { ConnectionTracker } from '../conntrack/tracker.ts'
import type { PacketState } from '../packet-state.ts'
import type { Ports } from '../ports.ts'
import type { Entry } from '../table/entry.ts'
import type { Groups } from '../table/groups.ts'
import type { Tables } from '../table/tables.ts'
import type { ToController } from '../verdict.ts'
import type { MacLearner } from './normal.ts'

/** Everything a switch remembers from packet to packet. */
export interface SwitchMemory {
  readonly tables: Tables
  readonly groups: Groups
  readonly ports: Ports
  readonly macs: MacLearner
  readonly connections: ConnectionTracker
  readonly chooseBucket: ((group: Group, frame: Uint8Array) => number) | undefined
  nowS: number
}

/** One copy of the packet on its way through the tables. */
export interface Walk {
  packet: PacketState
  actionSet: readonly Action[]
  stack: bigint[]
  table: number
  /** The flow whose actions run. */
  entry: Entry | undefined
  /** Resubmits that did not lead to a later table, as Open vSwitch counts them. */
  depth: number
  /** Calls inside each other, of whatever kind. */
  nesting: number
  recirculations: number
  /** `exit` was met. */
  exited: boolean
  inside: 'tables' | 'group' | 'action_set'
}

export const fork = (walk: Walk): Walk => ({ ...walk, packet: walk.packet.clone(), stack: [...walk.stack] })

/** The work on one packet, for those who do a part of it. */
export interface Run {
  readonly memory: SwitchMemory
  note(walk: Walk, text: string): void
  /** Counts one more step. @throws GivenUp when that is too many */
  step(walk: Walk): void
  /** Looks the packet up in a table and does what its flow says; a flow of the table the walk is in stays its own. */
  enterTable(walk: Walk, table: number, seenAs?: ReadonlyMap<'in_port', bigint>): void
  /** @returns whether the list may go on: a packet whose TTL is over ends the list it is in, not those around it */
  execute(walk: Walk, actions: readonly Action[]): boolean
  /** Does the action set, at the end of the pipeline. */
  finish(walk: Walk): void
  emit(walk: Walk, port: number, frame: Uint8Array, queue?: number): void
  tell(message: ToController): void
}

/** The packet is given up with everything that was to leave. */
export class GivenUp extends Error {}

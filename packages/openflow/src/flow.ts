import type { Instruction } from './action/instruction.ts'
import type { Match } from './match/match.ts'

/**
 * One entry of a flow table. Two flows are the same entry when table, priority and match are equal (OpenFlow 1.3.5,
 * 6.4); the rest says what the entry does.
 */
export interface Flow {
  readonly table: number
  readonly priority: number
  readonly match: Match
  readonly cookie: bigint
  readonly instructions: readonly Instruction[]
  /** Seconds without a packet after which the switch removes the entry; 0 never. */
  readonly idleTimeoutS?: number
  /** Seconds after which the switch removes the entry; 0 never. */
  readonly hardTimeoutS?: number
  /** OFPFF_* bits. */
  readonly flags?: number
  /** Flows of less importance are evicted first. OpenFlow 1.4 and later. */
  readonly importance?: number
}

/** 0x8000: the priority of an entry that states none (ovs-ofctl(8)). */
export const DEFAULT_PRIORITY = 0x8000

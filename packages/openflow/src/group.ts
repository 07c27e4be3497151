import type { Action } from './action/action.ts'
import type { Match } from './match/match.ts'

/** `unknown` stands for a type a switch reported that this package has no name for; it can only be removed. */
export type GroupType = 'all' | 'select' | 'indirect' | 'fast_failover' | 'unknown'

/** One alternative of a group. OpenFlow 1.3.5, 7.3.4.2. */
export interface Bucket {
  /** OpenFlow 1.5; the bucket's place in the list unless given. */
  readonly id?: number
  readonly actions: readonly Action[]
  readonly weight?: number
  readonly watchPort?: number
  readonly watchGroup?: number
}

export interface Group {
  readonly id: number
  readonly type: GroupType
  readonly buckets: readonly Bucket[]
  /** How a group of type select chooses; Open vSwitch's, with OpenFlow 1.5 or Nicira's groups of 1.0. */
  readonly selection?: GroupSelection
}

export interface GroupSelection {
  readonly method: string
  readonly parameter?: bigint
  /** Bits that count, as masks by field; all of the value's bits where it is a plain number. */
  readonly fields?: Match
}

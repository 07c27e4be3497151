import type { Action } from './action/action.ts'

/** `unknown` stands for a type a switch reported that this package has no name for; it can only be removed. */
export type GroupType = 'all' | 'select' | 'indirect' | 'fast_failover' | 'unknown'

/** One alternative of a group. OpenFlow 1.3.5, 7.3.4.2. */
export interface Bucket {
  readonly actions: readonly Action[]
  readonly weight?: number
  readonly watchPort?: number
  readonly watchGroup?: number
}

export interface Group {
  readonly id: number
  readonly type: GroupType
  readonly buckets: readonly Bucket[]
}

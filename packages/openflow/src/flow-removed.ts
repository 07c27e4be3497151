import type { Flow } from './flow.ts'
import type { Counter } from './statistics.ts'

/** Why a flow is gone, by the numbers of OFPRR_*; the last three are of later versions. OpenFlow 1.5.1, 7.4.2. */
const REASONS = ['idle_timeout', 'hard_timeout', 'delete', 'group_delete', 'meter_delete', 'eviction'] as const

/** A flow is gone that wanted it told (OFPFF_SEND_FLOW_REM). OpenFlow 1.5.1, 7.4.2. */
export interface FlowRemoved extends Pick<Flow, 'priority' | 'match' | 'cookie'> {
  readonly reason: (typeof REASONS)[number] | 'unknown'
  /** OpenFlow 1.0 does not tell. */
  readonly table?: number
  readonly durationS: number
  readonly packets: Counter
  readonly bytes: Counter
}

/** The reason of that number. */
export const flowRemovedReason = (reason: number): FlowRemoved['reason'] => REASONS[reason] ?? 'unknown'

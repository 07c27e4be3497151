import type { Flow } from './flow.ts'
import type { Counter } from './statistics.ts'

/** A flow is gone that wanted it told (OFPFF_SEND_FLOW_REM). OpenFlow 1.5.1, 7.4.2. */
export interface FlowRemoved extends Pick<Flow, 'priority' | 'match' | 'cookie'> {
  readonly reason: 'idle_timeout' | 'hard_timeout' | 'delete' | 'group_delete' | 'meter_delete' | 'eviction' | 'unknown'
  /** OpenFlow 1.0 does not tell. */
  readonly table?: number
  readonly durationS: number
  readonly packets: Counter
  readonly bytes: Counter
}

import type { Counter } from '../../statistics.ts'
import { type OfpStats, oxs_header } from '../../v15/stats.ts'
import { counter, seconds } from './counter.ts'

export interface FlowCounts {
  readonly packets: Counter
  readonly bytes: Counter
  readonly flows: number
  readonly durationS: number
}

/** What OpenFlow 1.5's list of statistics says; a switch may leave out any of them. OpenFlow 1.5.1, 7.2.4. */
export function decodeStats({ oxs_fields }: OfpStats): FlowCounts {
  let packets: Counter
  let bytes: Counter
  let flows = 0
  let durationS = 0
  for (const oxs of oxs_fields)
    if ('sec' in oxs) {
      if (oxs.header === oxs_header.OXS_OF_DURATION) durationS = seconds(oxs.sec, oxs.nsec)
    } else if ('value' in oxs) {
      if (typeof oxs.value === 'number') flows = oxs.value
      else if (oxs.header === oxs_header.OXS_OF_PACKET_COUNT) packets = counter(oxs.value)
      else if (oxs.header === oxs_header.OXS_OF_BYTE_COUNT) bytes = counter(oxs.value)
    }
  return { packets, bytes, flows, durationS }
}

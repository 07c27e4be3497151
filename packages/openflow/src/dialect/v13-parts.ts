import type { Infer } from '@vlcp/struct'
import type { Flow } from '../flow.ts'
import type { Group } from '../group.ts'
import type { Match } from '../match/match.ts'
import type { OfpMatch } from '../oxm/match.ts'
import type { ofp_flow_stats, ofp_group_desc } from '../v13/statistics.ts'
import { decodeFlow as flowOf } from './since13/flow.ts'
import { decodeGroup as groupOf } from './since13/group.ts'
import { codec } from './v13.ts'

/** A match in OpenFlow 1.3. @throws UnsupportedError, RangeError, naming the field */
export const encodeMatch = (match: Match): OfpMatch => codec.match.encode(match)

/** A flow as an OpenFlow 1.3 switch reports it, its match in canonical form. */
export const decodeFlow = (stats: Infer<typeof ofp_flow_stats>): Flow => flowOf(stats, codec)

/** A group as an OpenFlow 1.3 switch reports it. */
export const decodeGroup = (stats: Infer<typeof ofp_group_desc>): Group => groupOf(stats, codec.actions)

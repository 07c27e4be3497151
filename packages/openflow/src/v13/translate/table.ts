import type { Infer } from '@vlcp/struct'
import { OFPP_ANY } from '../../action/reserved-ports.ts'
import type { Flow } from '../../flow.ts'
import type { Bucket, Group, GroupType } from '../../group.ts'
import { canonicalMatch } from '../../match/canonical.ts'
import type { Modification } from '../../modification.ts'
import { OFP13_VERSION, ofp_type } from '../header.ts'
import type { OfpMsg } from '../message.ts'
import {
  OFP_NO_BUFFER,
  type ofp_bucket,
  ofp_flow_mod_command,
  type ofp_group_desc,
  ofp_group_mod_command,
  ofp_group_type,
  OFPG_ANY,
} from '../modify.ts'
import type { ofp_flow_stats } from '../statistics.ts'
import { decodeAction, decodeInstruction, encodeAction, encodeInstruction } from './action.ts'
import { decodeMatch, encodeMatch } from './match.ts'

const GROUP_TYPES = {
  all: ofp_group_type.OFPGT_ALL,
  select: ofp_group_type.OFPGT_SELECT,
  indirect: ofp_group_type.OFPGT_INDIRECT,
  fast_failover: ofp_group_type.OFPGT_FF,
  // The type has no meaning when a group is removed.
  unknown: ofp_group_type.OFPGT_ALL,
} as const

const GROUP_TYPE_NAMES: readonly GroupType[] = ['all', 'select', 'indirect', 'fast_failover']

/**
 * All bits but the lowest. With all of them Open vSwitch 3.1 finds the flow to remove by walking every flow of that cookie
 * instead of looking up its match, so that removing n flows of one cookie costs n² steps.
 */
const COOKIE_BITS_TO_REMOVE = 0xffff_ffff_ffff_fffen

function flowMod(xid: number, flow: Flow, remove: boolean): OfpMsg {
  const { OFPFC_ADD, OFPFC_DELETE_STRICT } = ofp_flow_mod_command
  return {
    version: OFP13_VERSION,
    type: ofp_type.OFPT_FLOW_MOD,
    xid,
    cookie: flow.cookie,
    // Restricts a deletion to the flow we know; has no meaning when adding (OpenFlow 1.3.5, 7.3.4.1).
    cookie_mask: remove ? COOKIE_BITS_TO_REMOVE : 0n,
    table_id: flow.table,
    command: remove ? OFPFC_DELETE_STRICT : OFPFC_ADD,
    idle_timeout: flow.idleTimeoutS ?? 0,
    hard_timeout: flow.hardTimeoutS ?? 0,
    priority: flow.priority,
    buffer_id: OFP_NO_BUFFER,
    out_port: OFPP_ANY,
    out_group: OFPG_ANY,
    flags: flow.flags ?? 0,
    match: encodeMatch(flow.match),
    instructions: remove ? [] : flow.instructions.map(encodeInstruction),
  }
}

const encodeBucket = ({ actions, weight, watchPort, watchGroup }: Bucket): Infer<typeof ofp_bucket> => ({
  weight: weight ?? 0,
  watch_port: watchPort ?? OFPP_ANY,
  watch_group: watchGroup ?? OFPG_ANY,
  actions: actions.map(encodeAction),
})

function groupMod(xid: number, group: Group, kind: 'add-group' | 'modify-group' | 'remove-group'): OfpMsg {
  const { OFPGC_ADD, OFPGC_MODIFY, OFPGC_DELETE } = ofp_group_mod_command
  return {
    version: OFP13_VERSION,
    type: ofp_type.OFPT_GROUP_MOD,
    xid,
    command: kind === 'add-group' ? OFPGC_ADD : kind === 'modify-group' ? OFPGC_MODIFY : OFPGC_DELETE,
    group_type: GROUP_TYPES[group.type],
    group_id: group.id,
    buckets: kind === 'remove-group' ? [] : group.buckets.map(encodeBucket),
  }
}

/** The OpenFlow 1.3 message that makes a change. */
export function encodeModification(xid: number, modification: Modification): OfpMsg {
  switch (modification.kind) {
    case 'put-flow':
    case 'remove-flow':
      return flowMod(xid, modification.flow, modification.kind === 'remove-flow')
    default:
      return groupMod(xid, modification.group, modification.kind)
  }
}

/** A flow as the switch reports it, its match in canonical form. */
export function decodeFlow(stats: Infer<typeof ofp_flow_stats>): Flow {
  return {
    table: stats.table_id,
    priority: stats.priority,
    match: canonicalMatch(decodeMatch(stats.match)),
    cookie: stats.cookie,
    instructions: stats.instructions.map(decodeInstruction),
    idleTimeoutS: stats.idle_timeout,
    hardTimeoutS: stats.hard_timeout,
    flags: stats.flags,
  }
}

function decodeBucket({ weight, watch_port, watch_group, actions }: Infer<typeof ofp_bucket>): Bucket {
  return {
    actions: actions.map(decodeAction),
    ...(weight === 0 ? {} : { weight }),
    ...(watch_port === OFPP_ANY ? {} : { watchPort: watch_port }),
    ...(watch_group === OFPG_ANY ? {} : { watchGroup: watch_group }),
  }
}

/** A group as the switch reports it. */
export function decodeGroup({ group_id, type, buckets }: Infer<typeof ofp_group_desc>): Group {
  return { id: group_id, type: GROUP_TYPE_NAMES[type] ?? 'unknown', buckets: buckets.map(decodeBucket) }
}

import type { Infer } from '@vlcp/struct'
import { OFPP_ANY } from '../../action/reserved-ports.ts'
import { DEFAULT_PRIORITY, type Flow } from '../../flow.ts'
import { canonicalMatch } from '../../match/canonical.ts'
import type { Match } from '../../match/match.ts'
import type { FlowFilter, Modification } from '../../modification.ts'
import type { OfpMatch } from '../../oxm/match.ts'
import { ofp_type } from '../../v13/header.ts'
import {
  type flow_mod_since_11,
  OFP_NO_BUFFER,
  ofp_flow_mod_command as command,
  OFPG_ANY,
  OFPTT_ALL,
} from '../../v13/modify.ts'
import type { OfpAction as Ofp15Action } from '../../v15/action.ts'
import type { Codec } from './codec.ts'
import type { DecodedInstruction, WireInstruction } from './instruction.ts'
import { decodeMatch, type MatchCodec } from './match.ts'
import { checked, unsupported } from './unsupported.ts'

/**
 * All bits but the lowest. With all of them Open vSwitch 3.1 finds the flow to remove by walking every flow of that cookie
 * instead of looking up its match, so that removing n flows of one cookie costs n² steps.
 */
const COOKIE_BITS_TO_REMOVE = 0xffff_ffff_ffff_fffen
const ALL_COOKIE_BITS = 0xffff_ffff_ffff_ffffn

export type FlowModification = Extract<
  Modification,
  { readonly kind: 'put-flow' | 'modify-flow' | 'modify-flows' | 'remove-flow' | 'remove-flows' }
>

/** A flow-mod but for, of OpenFlow 1.4 and later, its importance. */
export interface FlowMod<A, I> extends Infer<typeof flow_mod_since_11> {
  version: number
  type: typeof ofp_type.OFPT_FLOW_MOD
  xid: number
  match: OfpMatch
  instructions: (WireInstruction<A> | I)[]
}

const cookieMask = ({ cookie, cookieMask: mask }: FlowFilter): bigint =>
  mask ?? (cookie === undefined ? 0n : ALL_COOKIE_BITS)

/** Which flows are meant, as flow-mods and statistics requests say it. */
export function encodeFilter(filter: FlowFilter, match: MatchCodec) {
  return {
    table_id: checked('table', filter.table ?? OFPTT_ALL, 8),
    out_port: checked('outPort', filter.outPort ?? OFPP_ANY, 32),
    out_group: checked('outGroup', filter.outGroup ?? OFPG_ANY, 32),
    cookie: filter.cookie ?? 0n,
    cookie_mask: cookieMask(filter),
    match: match.encode(filter.match ?? {}),
  }
}

const filtered = (
  xid: number,
  filter: FlowFilter,
  match: MatchCodec,
): Omit<FlowMod<never, never>, 'command' | 'instructions'> => ({
  ...encodeFilter(filter, match),
  version: match.version,
  type: ofp_type.OFPT_FLOW_MOD,
  xid,
  idle_timeout: 0,
  hard_timeout: 0,
  // Means something only where exactly one flow is meant.
  priority: DEFAULT_PRIORITY,
  buffer_id: OFP_NO_BUFFER,
  flags: 0,
})

/** Of OpenFlow 1.4 and later. */
export const importanceOf = (change: FlowModification): number =>
  checked('importance', (change.kind === 'put-flow' ? change.flow.importance : undefined) ?? 0, 16)

/** A change of flows. @throws UnsupportedError, RangeError */
export function encodeFlowMod<A extends Ofp15Action, I extends DecodedInstruction<A>>(
  xid: number,
  change: FlowModification,
  { version, match, instructions }: Codec<A, I>,
): FlowMod<A, I> {
  switch (change.kind) {
    case 'put-flow':
    case 'modify-flow': {
      const { flow } = change
      // One literal, because merging objects costs as much as all the rest of it.
      return {
        version,
        type: ofp_type.OFPT_FLOW_MOD,
        xid,
        cookie: flow.cookie,
        cookie_mask: 0n,
        table_id: checked('table', flow.table, 8),
        command: change.kind === 'put-flow' ? command.OFPFC_ADD : command.OFPFC_MODIFY_STRICT,
        idle_timeout: checked('idleTimeoutS', flow.idleTimeoutS ?? 0, 16),
        hard_timeout: checked('hardTimeoutS', flow.hardTimeoutS ?? 0, 16),
        priority: checked('priority', flow.priority, 16),
        buffer_id: (change.kind === 'put-flow' ? change.bufferId : undefined) ?? OFP_NO_BUFFER,
        out_port: OFPP_ANY,
        out_group: OFPG_ANY,
        flags: flow.flags ?? 0,
        match: match.encode(flow.match),
        instructions: instructions.encode(flow.instructions, flow.match),
      }
    }
    case 'modify-flows': {
      const { table, outPort, outGroup, match: wanted = {} } = change.filter
      // Only a deletion can be of all tables (OpenFlow 1.3.5, 7.3.4.1): Open vSwitch answers OFPFMFC_BAD_TABLE_ID.
      if (table === undefined || table === OFPTT_ALL) throw unsupported('modify-flows of all tables', version)
      // Only a deletion is restricted by them (OpenFlow 1.3.5, 7.3.4.1); here the switch would pass them over.
      if (outPort !== undefined || outGroup !== undefined) throw unsupported('modify-flows by output', version)
      return {
        ...filtered(xid, change.filter, match),
        command: command.OFPFC_MODIFY,
        instructions: instructions.encode(change.instructions, wanted),
      }
    }
    case 'remove-flow': {
      const { flow } = change
      // Restricts the deletion to the flow we know.
      const cookie_mask = flow.cookie === undefined ? 0n : COOKIE_BITS_TO_REMOVE
      return {
        ...filtered(xid, flow, match),
        cookie_mask,
        priority: checked('priority', flow.priority, 16),
        command: command.OFPFC_DELETE_STRICT,
        instructions: [],
      }
    }
    case 'remove-flows':
      return { ...filtered(xid, change.filter, match), command: command.OFPFC_DELETE, instructions: [] }
  }
}

interface WireFlow<I> {
  table_id: number
  priority: number
  cookie: bigint
  idle_timeout: number
  hard_timeout: number
  flags: number
  importance?: number
  match: OfpMatch
  instructions: readonly I[]
}

/** A flow as a message has it. */
function flowOf<A extends Ofp15Action, I extends DecodedInstruction<A>>(
  wire: WireFlow<I>,
  { match, instructions }: Codec<A, I>,
): Flow {
  return {
    table: wire.table_id,
    priority: wire.priority,
    match: decodeMatch(wire.match, match),
    cookie: wire.cookie,
    instructions: instructions.decode(wire.instructions),
    idleTimeoutS: wire.idle_timeout,
    hardTimeoutS: wire.hard_timeout,
    flags: wire.flags,
    ...(wire.importance === undefined || wire.importance === 0 ? {} : { importance: wire.importance }),
  }
}

/** A flow as a switch reports it, its match in canonical form. */
export function decodeFlow<A extends Ofp15Action, I extends DecodedInstruction<A>>(
  wire: WireFlow<I>,
  codec: Codec<A, I>,
): Flow {
  const flow = flowOf(wire, codec)
  return { ...flow, match: canonicalMatch(flow.match) }
}

type WireFilter = Pick<
  FlowMod<never, never>,
  'table_id' | 'out_port' | 'out_group' | 'cookie' | 'cookie_mask' | 'match'
>

function decodeFilter(
  { table_id, out_port, out_group, cookie, cookie_mask, match }: WireFilter,
  codec: MatchCodec,
): FlowFilter {
  const wanted: Match = decodeMatch(match, codec)
  return {
    ...(Object.keys(wanted).length === 0 ? {} : { match: wanted }),
    ...(table_id === OFPTT_ALL ? {} : { table: table_id }),
    ...(cookie_mask === 0n ? {} : { cookie }),
    ...(cookie_mask === 0n || cookie_mask === ALL_COOKIE_BITS ? {} : { cookieMask: cookie_mask }),
    ...(out_port === OFPP_ANY ? {} : { outPort: out_port }),
    ...(out_group === OFPG_ANY ? {} : { outGroup: out_group }),
  }
}

/** Whether the change says more than the version-free form of a change of one flow has room for. */
const isRestricted = ({ out_port, out_group, cookie_mask }: WireFilter): boolean =>
  out_port !== OFPP_ANY ||
  out_group !== OFPG_ANY ||
  (cookie_mask !== 0n && cookie_mask !== ALL_COOKIE_BITS && cookie_mask !== COOKIE_BITS_TO_REMOVE)

/** The change a flow-mod asks for; undefined where no change without version says the same. */
export function decodeFlowMod<A extends Ofp15Action, I extends DecodedInstruction<A>>(
  mod: WireFlow<I> & Infer<typeof flow_mod_since_11>,
  codec: Codec<A, I>,
): FlowModification | undefined {
  switch (mod.command) {
    case command.OFPFC_ADD: {
      const flow = flowOf(mod, codec)
      return mod.buffer_id === OFP_NO_BUFFER
        ? { kind: 'put-flow', flow }
        : { kind: 'put-flow', flow, bufferId: mod.buffer_id }
    }
    case command.OFPFC_MODIFY:
      return {
        kind: 'modify-flows',
        filter: decodeFilter({ ...mod, out_port: OFPP_ANY, out_group: OFPG_ANY }, codec.match),
        instructions: codec.instructions.decode(mod.instructions),
      }
    case command.OFPFC_MODIFY_STRICT:
      return mod.cookie_mask === 0n ? { kind: 'modify-flow', flow: flowOf(mod, codec) } : undefined
    case command.OFPFC_DELETE:
      return { kind: 'remove-flows', filter: decodeFilter(mod, codec.match) }
    case command.OFPFC_DELETE_STRICT: {
      if (isRestricted(mod)) return undefined
      const { table, priority, match, cookie } = flowOf(mod, codec)
      const flow = { table, priority, match }
      return { kind: 'remove-flow', flow: mod.cookie_mask === 0n ? flow : { ...flow, cookie } }
    }
    default:
      return undefined
  }
}

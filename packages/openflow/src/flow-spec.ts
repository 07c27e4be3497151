import type { Action } from './action/action.ts'
import type { Instruction } from './action/instruction.ts'
import { DEFAULT_PRIORITY, type Flow } from './flow.ts'
import { match, type NaturalMatch } from './match/build.ts'
import type { FlowFilter } from './modification.ts'
import { parseActions } from './text/parse/instruction.ts'
import { ofp_flow_mod_flags } from './v13/modify.ts'

/** A flow as a user says it: whatever is left out has OpenFlow's default. */
export interface FlowSpec {
  /** Fields, or a text like `ip,nw_dst=10.0.0.0/8`; every packet unless given. */
  readonly match?: NaturalMatch | string
  /** Actions, or a text like `dec_ttl,output:2`; the packet is dropped unless given. */
  readonly actions?: readonly Action[] | string
  /** In place of actions: what else an entry can do. */
  readonly instructions?: readonly Instruction[]
  readonly table?: number
  /** 32 768 unless given; higher ones win. */
  readonly priority?: number
  readonly cookie?: bigint
  /** Seconds without a packet, and seconds in all, after which the flow goes. */
  readonly idleTimeoutS?: number
  readonly hardTimeoutS?: number
  /** Flows of less importance are evicted first. OpenFlow 1.4 and later. */
  readonly importance?: number
  /** Whether the switch tells when the flow goes. */
  readonly sendFlowRemoved?: boolean
  /** Whether the switch refuses a flow that overlaps another of the same priority. */
  readonly checkOverlap?: boolean
}

const { OFPFF_SEND_FLOW_REM, OFPFF_CHECK_OVERLAP } = ofp_flow_mod_flags

const NOTHING: readonly Instruction[] = []

export function instructionsOf(actions: readonly Action[] | string | undefined): readonly Instruction[] {
  if (actions === undefined || actions.length === 0) return NOTHING
  return typeof actions === 'string' ? parseActions(actions) : [{ type: 'apply_actions', actions }]
}

/** @throws TextError, RangeError for a match or actions that say nothing sensible, naming the field */
export function flowOf(spec: FlowSpec): Flow {
  const flags =
    (spec.sendFlowRemoved === true ? OFPFF_SEND_FLOW_REM : 0) | (spec.checkOverlap === true ? OFPFF_CHECK_OVERLAP : 0)
  return {
    table: spec.table ?? 0,
    priority: spec.priority ?? DEFAULT_PRIORITY,
    match: match(spec.match ?? {}),
    cookie: spec.cookie ?? 0n,
    instructions: spec.instructions ?? instructionsOf(spec.actions),
    idleTimeoutS: spec.idleTimeoutS ?? 0,
    hardTimeoutS: spec.hardTimeoutS ?? 0,
    flags,
    importance: spec.importance ?? 0,
  }
}

/** Which flows are meant; all that is left out means any. */
export interface FilterSpec extends Omit<FlowFilter, 'match'> {
  readonly match?: NaturalMatch | string
}

export const filterOf = ({ match: wanted, ...rest }: FilterSpec): FlowFilter =>
  wanted === undefined ? rest : { ...rest, match: match(wanted) }

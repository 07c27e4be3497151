import type { Instruction } from './action/instruction.ts'
import type { Flow } from './flow.ts'
import type { Group } from './group.ts'
import type { Match } from './match/match.ts'
import type { Meter } from './meter.ts'

/** Which flows are meant; all that is left out means any. */
export interface FlowFilter {
  /** Flows whose match is this or narrower (OpenFlow 1.3.5, 6.4). */
  readonly match?: Match
  readonly table?: number
  readonly cookie?: bigint
  /** Bits of the cookie that are compared; all of them unless given. Needs OpenFlow 1.1 or Nicira's extension. */
  readonly cookieMask?: bigint
  /** Flows that have an output to this port, or to this group. */
  readonly outPort?: number
  readonly outGroup?: number
}

/** One change of a switch's tables, without version. */
export type Modification =
  /** Adds the flow, or replaces the one of the same table, priority and match. A buffered packet goes through it. */
  | { readonly kind: 'put-flow'; readonly flow: Flow; readonly bufferId?: number }
  /** Gives every flow the filter means these instructions; adds none. OpenFlow 1.1 and later: of one table. */
  | { readonly kind: 'modify-flows'; readonly filter: FlowFilter; readonly instructions: readonly Instruction[] }
  /** Gives the flow of exactly this table, priority and match these instructions, if it is there. */
  | { readonly kind: 'modify-flow'; readonly flow: Flow }
  /** Removes the flow of exactly this table, priority and match, if its cookie, where one is given, still is the same. */
  | {
      readonly kind: 'remove-flow'
      readonly flow: Pick<Flow, 'table' | 'priority' | 'match'> & Partial<Pick<Flow, 'cookie'>>
    }
  | { readonly kind: 'remove-flows'; readonly filter: FlowFilter }
  | { readonly kind: 'add-group' | 'modify-group'; readonly group: Group }
  | { readonly kind: 'remove-group'; readonly group: Pick<Group, 'id'> }
  | { readonly kind: 'add-meter' | 'modify-meter'; readonly meter: Meter }
  | { readonly kind: 'remove-meter'; readonly meter: Pick<Meter, 'id'> }

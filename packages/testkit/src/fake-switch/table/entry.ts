import { type Action, type Flow, formatMatch } from '@vlcp/openflow'
import { type Condition, type Conditions, conditionsOf, keyOf } from './condition.ts'

export type Conjunction = Extract<Action, { type: 'conjunction' }>

/** A flow in a table, with its counters. */
export interface Entry {
  flow: Flow
  readonly conditions: Conditions
  /** The same, to be walked through for every packet. */
  readonly demands: readonly Condition[]
  /** Table, priority and match. */
  readonly key: string
  conjunctions: readonly Conjunction[]
  packets: bigint
  bytes: bigint
  addedAtS: number
  usedAtS: number
}

export const conjunctionsOf = ({ instructions }: Pick<Flow, 'instructions'>): readonly Conjunction[] =>
  instructions.flatMap((instruction) =>
    instruction.type === 'apply_actions' ? instruction.actions.filter((action) => action.type === 'conjunction') : [],
  )

export const keyOfFlow = (flow: Pick<Flow, 'table' | 'priority' | 'match'>): string =>
  `${flow.table},${flow.priority},${keyOf(conditionsOf(flow.match))}`

export function createEntry(flow: Flow, nowS: number): Entry {
  const conditions = conditionsOf(flow.match)
  return {
    flow,
    conditions,
    demands: [...conditions.values()],
    key: keyOfFlow(flow),
    conjunctions: conjunctionsOf(flow),
    packets: 0n,
    bytes: 0n,
    addedAtS: nowS,
    usedAtS: nowS,
  }
}

/** Priority and match of an entry in ovs-ofctl's text, for a trace. */
export function describeEntry({ flow: { priority, match } }: Entry): string {
  const fields = formatMatch(match)
  return `priority ${priority}${fields === '' ? '' : `,${fields}`}`
}

import type { Action, Flow } from '@vlcp/openflow'
import { type Condition, type Conditions, conditionsOf, keyOf, textOf } from './condition.ts'

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

/** The match of an entry, for a trace. */
export const describeEntry = ({ flow, demands }: Entry): string =>
  [`priority ${flow.priority}`, ...demands.map(textOf)].join(',')

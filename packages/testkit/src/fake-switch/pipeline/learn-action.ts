import type { LearnAction } from '@vlcp/openflow'
import { checkFlow } from '../check/flow.ts'
import { learnedFlow } from './learn.ts'
import type { Run, Walk } from './run.ts'

/** Adds or refreshes the flow that `learn` makes of the packet. */
export function executeLearn(run: Run, walk: Walk, learn: LearnAction): void {
  const { tables, groups, nowS } = run.memory
  const flow = learnedFlow(learn, walk.packet)
  const isThere = tables.find(flow) !== undefined
  const { limit = 0, cookie = 0n, table, result } = learn
  const isFull = limit > 0 && !isThere && tables.select({ table, cookie }).length >= limit
  // Prerequisites are not asked for here, as Open vSwitch does not: what is learned compares fields as they are.
  const refusal = isFull
    ? { code: `limit ${limit}` }
    : (checkFlow({ ...flow, match: {}, instructions: [] }, { hasGroup: (id) => groups.get(id) !== undefined }) ??
      tables.put(flow, nowS))
  if (refusal !== undefined) run.note(walk, `nothing learned: ${refusal.code}`)
  if (result !== undefined) walk.packet.write(result, refusal === undefined ? 1n : 0n)
}

import type { Flow } from './flow.ts'
import { formatInstructions } from './text/format/instruction.ts'
import { formatMatch } from './text/format/match.ts'

/**
 * The identity of a flow as text: table, priority and match (OpenFlow 1.3.5, 6.4). The match must be canonical.
 * A text, because it is compared, hashed and sorted by the engine, and readable in a log.
 */
export function flowKey({ table, priority, match }: Pick<Flow, 'table' | 'priority' | 'match'>): string {
  const selector = formatMatch(match)
  return `table=${table},priority=${priority}${selector === '' ? '' : `,${selector}`}`
}

/** Everything of a flow that is not its identity, as text: two flows of one key are equal when this is equal. */
export const flowContent = (flow: Flow): string =>
  `cookie=0x${flow.cookie.toString(16)},idle=${flow.idleTimeoutS ?? 0},hard=${flow.hardTimeoutS ?? 0},` +
  `flags=${flow.flags ?? 0},actions=${formatInstructions(flow.instructions)}`

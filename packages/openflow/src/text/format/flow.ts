import { DEFAULT_PRIORITY, type Flow } from '../../flow.ts'
import { FLOW_FLAGS } from '../flow-flags.ts'
import { formatInstructions } from './instruction.ts'
import { formatMatch } from './match.ts'
import { type TableNamer, tableNumber } from './table-namer.ts'

/** OFPFF_* bits by their words, each followed by a space. */
export function formatFlags(flags: number): string {
  let rest = flags
  let text = ''
  for (const [name, bit] of FLOW_FLAGS) {
    if ((flags & bit) === 0) continue
    text += `${name} `
    rest &= ~bit
  }
  return rest === 0 ? text : `${text}flags=0x${rest.toString(16)} `
}

/**
 * A flow as `ovs-ofctl --no-stats dump-flows` prints it, with table names where a namer is given; without one, table 0 goes
 * without saying, as do cookie 0 and the default priority.
 */
export function formatFlow(flow: Flow, tableName?: TableNamer): string {
  const { cookie, table, idleTimeoutS = 0, hardTimeoutS = 0, flags = 0, importance = 0, priority } = flow
  let text = cookie === 0n ? '' : `cookie=0x${cookie.toString(16)}, `
  if (tableName !== undefined || table !== 0) text += `table=${(tableName ?? tableNumber)(table)}, `
  if (idleTimeoutS > 0) text += `idle_timeout=${idleTimeoutS}, `
  if (hardTimeoutS > 0) text += `hard_timeout=${hardTimeoutS}, `
  text += formatFlags(flags)
  if (importance > 0) text += `importance=${importance}, `
  const match = formatMatch(flow.match)
  const selector = [
    ...(priority === DEFAULT_PRIORITY ? [] : [`priority=${priority}`]),
    ...(match === '' ? [] : [match]),
  ]
  if (selector.length > 0) text += `${selector.join(',')} `
  return `${text}actions=${formatInstructions(flow.instructions, tableName)}`
}

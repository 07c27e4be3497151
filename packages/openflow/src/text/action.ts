import type { Action, Instruction } from '../action/action.ts'
import { formatPort, OFPP_CONTROLLER } from '../action/reserved-ports.ts'
import { fieldByName } from '../match/fields.ts'
import { OFPVID_PRESENT } from '../match/match.ts'
import { formatFieldValue } from './match.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** One action in the syntax of ovs-actions(7). */
export function formatAction(action: Action): string {
  switch (action.type) {
    case 'output':
      if (action.port === OFPP_CONTROLLER) return `CONTROLLER:${action.maxLength ?? 0xffff}`
      return action.port > 0xffff_ff00 ? formatPort(action.port) : `output:${action.port}`
    case 'group':
      return `group:${action.group}`
    case 'push_vlan':
      return `push_vlan:0x${action.ethertype.toString(16)}`
    case 'pop_vlan':
      return 'pop_vlan'
    case 'set_field': {
      const field = fieldByName(action.field)
      // ovs-actions(7): set_field writes vlan_vid with its presence bit.
      const value =
        field.form === 'vlan' ? String(Number(action.value) | OFPVID_PRESENT) : formatFieldValue(field, action.value)
      return `set_field:${value}->${field.form === 'vlan' ? 'vlan_vid' : field.name}`
    }
    case 'unknown':
      return `unknown(0x${hex(action.bytes)})`
  }
}

/** Names tables in text; without one, tables are numbers. */
export type TableNamer = (table: number) => string

function formatInstruction(instruction: Instruction, tableName: TableNamer): readonly string[] {
  switch (instruction.type) {
    case 'goto_table':
      return [`goto_table:${tableName(instruction.table)}`]
    case 'write_metadata':
      return [`write_metadata:0x${instruction.metadata.toString(16)}/0x${instruction.mask.toString(16)}`]
    case 'apply_actions':
      return instruction.actions.map(formatAction)
    case 'write_actions':
      return [`write_actions(${instruction.actions.map(formatAction).join(',')})`]
    case 'clear_actions':
      return ['clear_actions']
    case 'meter':
      return [`meter:${instruction.meter}`]
    case 'unknown':
      return [`unknown(0x${hex(instruction.bytes)})`]
  }
}

/** Instructions as the text after `actions=` in ovs-ofctl(8); none at all is `drop`. */
export function formatInstructions(
  instructions: readonly Instruction[],
  tableName: TableNamer = (table) => String(table),
): string {
  const parts = instructions.flatMap((instruction) => formatInstruction(instruction, tableName))
  return parts.length === 0 ? 'drop' : parts.join(',')
}

import type { Instruction } from '../../action/instruction.ts'
import { formatAction, formatActions } from './action.ts'
import { type TableNamer, tableNumber } from './table-namer.ts'
import { hex, hexOctets } from './value.ts'

/** The order in which a switch executes instructions, whatever their order in the message. OpenFlow 1.3.5, 5.9. */
const ORDER: Readonly<Record<Instruction['type'], number>> = {
  meter: 0,
  apply_actions: 1,
  clear_actions: 2,
  write_actions: 3,
  write_metadata: 4,
  goto_table: 5,
  unknown: 6,
}

const WHOLE_METADATA = 0xffff_ffff_ffff_ffffn

function formatInstruction(instruction: Instruction, tableName: TableNamer): readonly string[] {
  switch (instruction.type) {
    case 'goto_table':
      return [`goto_table:${tableName(instruction.table)}`]
    case 'write_metadata': {
      const mask = instruction.mask === WHOLE_METADATA ? '' : `/${hex(instruction.mask)}`
      return [`write_metadata:${hex(instruction.metadata)}${mask}`]
    }
    case 'apply_actions':
      return instruction.actions.map((action) => formatAction(action, tableName))
    case 'write_actions':
      return [`write_actions(${formatActions(instruction.actions, tableName)})`]
    case 'clear_actions':
      return ['clear_actions']
    case 'meter':
      return [`meter:${instruction.meter}`]
    case 'unknown':
      return [`unknown_instruction(0x${hexOctets(instruction.bytes)})`]
  }
}

/** Instructions as the text after `actions=` in ovs-ofctl(8), in the order of their execution; none at all is `drop`. */
export function formatInstructions(instructions: readonly Instruction[], tableName: TableNamer = tableNumber): string {
  const ordered =
    instructions.length < 2 ? instructions : instructions.toSorted((a, b) => ORDER[a.type] - ORDER[b.type])
  const parts = ordered.flatMap((instruction) => formatInstruction(instruction, tableName))
  return parts.length === 0 ? 'drop' : parts.join(',')
}

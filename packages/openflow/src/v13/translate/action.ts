import type { Action, Instruction } from '../../action/action.ts'
import { OFPP_CONTROLLER } from '../../action/reserved-ports.ts'
import { fieldByName } from '../../match/fields.ts'
import { ofp_action, type OfpAction, ofp_action_type, OFPCML_NO_BUFFER } from '../action.ts'
import { ofp_instruction, type OfpInstruction, ofp_instruction_type } from '../instruction.ts'
import { decodeField, encodeField } from './match.ts'

export function encodeAction(action: Action): OfpAction {
  switch (action.type) {
    case 'output': {
      // The field only means something for packets to the controller (OpenFlow 1.3.5, 7.2.5).
      const max_len = action.port === OFPP_CONTROLLER ? (action.maxLength ?? OFPCML_NO_BUFFER) : 0
      return { type: ofp_action_type.OFPAT_OUTPUT, port: action.port, max_len }
    }
    case 'group':
      return { type: ofp_action_type.OFPAT_GROUP, group_id: action.group }
    case 'push_vlan':
      return { type: ofp_action_type.OFPAT_PUSH_VLAN, ethertype: action.ethertype }
    case 'pop_vlan':
      return { type: ofp_action_type.OFPAT_POP_VLAN }
    case 'set_field':
      return { type: ofp_action_type.OFPAT_SET_FIELD, field: encodeField(fieldByName(action.field), action.value) }
    case 'unknown':
      return ofp_action.decode(action.bytes)
  }
}

const unknownAction = (action: OfpAction): Action => ({ type: 'unknown', bytes: ofp_action.encode(action) })

export function decodeAction(action: OfpAction): Action {
  switch (action.type) {
    case ofp_action_type.OFPAT_OUTPUT:
      return action.port === OFPP_CONTROLLER
        ? { type: 'output', port: action.port, maxLength: action.max_len }
        : { type: 'output', port: action.port }
    case ofp_action_type.OFPAT_GROUP:
      return { type: 'group', group: action.group_id }
    case ofp_action_type.OFPAT_PUSH_VLAN:
      return { type: 'push_vlan', ethertype: action.ethertype }
    case ofp_action_type.OFPAT_POP_VLAN:
      return { type: 'pop_vlan' }
    case ofp_action_type.OFPAT_SET_FIELD: {
      const known = decodeField(action.field)
      return known === undefined || typeof known.value === 'object'
        ? unknownAction(action)
        : { type: 'set_field', field: known.field.name, value: known.value }
    }
    default:
      return unknownAction(action)
  }
}

export function encodeInstruction(instruction: Instruction): OfpInstruction {
  switch (instruction.type) {
    case 'goto_table':
      return { type: ofp_instruction_type.OFPIT_GOTO_TABLE, table_id: instruction.table }
    case 'write_metadata': {
      const { metadata, mask } = instruction
      return { type: ofp_instruction_type.OFPIT_WRITE_METADATA, metadata, metadata_mask: mask }
    }
    case 'write_actions':
      return { type: ofp_instruction_type.OFPIT_WRITE_ACTIONS, actions: instruction.actions.map(encodeAction) }
    case 'apply_actions':
      return { type: ofp_instruction_type.OFPIT_APPLY_ACTIONS, actions: instruction.actions.map(encodeAction) }
    case 'clear_actions':
      return { type: ofp_instruction_type.OFPIT_CLEAR_ACTIONS }
    case 'meter':
      return { type: ofp_instruction_type.OFPIT_METER, meter_id: instruction.meter }
    case 'unknown':
      return ofp_instruction.decode(instruction.bytes)
  }
}

export function decodeInstruction(instruction: OfpInstruction): Instruction {
  switch (instruction.type) {
    case ofp_instruction_type.OFPIT_GOTO_TABLE:
      return { type: 'goto_table', table: instruction.table_id }
    case ofp_instruction_type.OFPIT_WRITE_METADATA:
      return { type: 'write_metadata', metadata: instruction.metadata, mask: instruction.metadata_mask }
    case ofp_instruction_type.OFPIT_WRITE_ACTIONS:
      return { type: 'write_actions', actions: instruction.actions.map(decodeAction) }
    case ofp_instruction_type.OFPIT_APPLY_ACTIONS:
      return { type: 'apply_actions', actions: instruction.actions.map(decodeAction) }
    case ofp_instruction_type.OFPIT_CLEAR_ACTIONS:
      return { type: 'clear_actions' }
    case ofp_instruction_type.OFPIT_METER:
      return { type: 'meter', meter: instruction.meter_id }
    default:
      return { type: 'unknown', bytes: ofp_instruction.encode(instruction) }
  }
}

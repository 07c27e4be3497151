import type { Action } from '../../action/action.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { ofp_action, ofp_action_type as type, type OfpAction, type OfpActions } from '../../v15/action.ts'
import { OFP15_VERSION } from '../../v15/header.ts'
import { ofp_instruction, type OfpInstruction } from '../../v15/instruction.ts'
import { decodeNiciraAction, encodeNiciraAction } from '../nicira/action.ts'
import { ActionCodec } from './action.ts'
import type { Codec } from './codec.ts'
import { decodeCopy, encodeCopy, loadAsSetField } from './copy-field.ts'
import { InstructionCodec } from './instruction.ts'
import { MatchCodec } from './match.ts'
import { checked } from './unsupported.ts'

const match = new MatchCodec(OFP15_VERSION)

/** OpenFlow 1.5.1, 7.2.6: set-field has a mask, copy-field and meter are new. */
function encodeOwn(action: Action): OfpAction | undefined {
  switch (action.type) {
    case 'set_field':
      return { type: type.OFPAT_SET_FIELD, field: match.encodeField(action.field, action.value, action.mask) }
    case 'load':
      return encodeOwn(loadAsSetField(action.value, action.target))
    case 'move':
      return { type: type.OFPAT_COPY_FIELD, ...encodeCopy(action.source, action.target, match) }
    case 'meter':
      return { type: type.OFPAT_METER, meter_id: checked('meter', action.meter, 32) }
    default:
      return undefined
  }
}

function decodeOwn(action: OfpAction): Action | undefined {
  switch (action.type) {
    case type.OFPAT_SET_FIELD: {
      const field = match.decodeField(action.field)
      return field?.mask === undefined
        ? undefined
        : { type: 'set_field', field: field.name, value: field.value, mask: field.mask }
    }
    case type.OFPAT_COPY_FIELD:
      return decodeCopy(action, match)
    case type.OFPAT_METER:
      return { type: 'meter', meter: action.meter_id }
    default:
      return undefined
  }
}

const nested = (inner: readonly Action[]): OfpActions => actions.encode(inner)
const nestedBack = (inner: OfpActions): readonly Action[] => actions.decode([...inner])

const actions = new ActionCodec<OfpAction>(match, {
  encodeOwn,
  decodeOwn,
  encodeExperimenter(action) {
    const body = encodeNiciraAction(action, OFP15_VERSION, nested)
    return body && { type: type.OFPAT_EXPERIMENTER, experimenter: NX_EXPERIMENTER_ID, ...body }
  },
  decodeExperimenter: (action) =>
    action.type === type.OFPAT_EXPERIMENTER && action.experimenter === NX_EXPERIMENTER_ID
      ? decodeNiciraAction(action, OFP15_VERSION, nestedBack)
      : undefined,
  bytesOf: (action) => ofp_action.encode(action),
  ofBytes: (bytes) => ofp_action.decode(bytes),
})

/** Matches, actions and instructions of OpenFlow 1.5. */
export const codec15: Codec<OfpAction, OfpInstruction> = {
  version: OFP15_VERSION,
  match,
  actions,
  instructions: new InstructionCodec<OfpAction, OfpInstruction>(actions, {
    version: OFP15_VERSION,
    meterIsAction: true,
    bytesOf: (instruction) => ofp_instruction.encode(instruction),
    ofBytes: (bytes) => ofp_instruction.decode(bytes),
  }),
}

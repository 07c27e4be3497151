import type { Action } from '../../action/action.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { ONFACT_ET_COPY_FIELD } from '../../onf/action.ts'
import { ONF_EXPERIMENTER_ID } from '../../onf/experimenter.ts'
import { ofp_action, ofp_action_type, type OfpAction, type OfpActions } from '../../v13/action.ts'
import { ofp_instruction, type OfpInstruction } from '../../v13/instruction.ts'
import { decodeNiciraAction, encodeNiciraAction } from '../nicira/action.ts'
import { ActionCodec } from './action.ts'
import type { Codec } from './codec.ts'
import { encodeCopy } from './copy-field.ts'
import { InstructionCodec } from './instruction.ts'
import { MatchCodec } from './match.ts'

/** Matches, actions and instructions of OpenFlow 1.3 and 1.4, which differ only in the headers of some fields. */
export function codec13(version: number): Codec<OfpAction, OfpInstruction> {
  const match = new MatchCodec(version)
  const nested = (inner: readonly Action[]): OfpActions => actions.encode(inner)
  const nestedBack = (inner: OfpActions): readonly Action[] => actions.decode([...inner])

  function encodeExperimenter(action: Action): OfpAction | undefined {
    const body = encodeNiciraAction(action, version, nested)
    if (body !== undefined)
      return { type: ofp_action_type.OFPAT_EXPERIMENTER, experimenter: NX_EXPERIMENTER_ID, ...body }
    if (action.type !== 'move') return undefined
    return {
      type: ofp_action_type.OFPAT_EXPERIMENTER,
      experimenter: ONF_EXPERIMENTER_ID,
      exp_type: ONFACT_ET_COPY_FIELD,
      ...encodeCopy(action.source, action.target, match),
    }
  }

  const actions = new ActionCodec<OfpAction>(match, {
    encodeOwn: () => undefined,
    decodeOwn: () => undefined,
    encodeExperimenter,
    decodeExperimenter: (action) =>
      action.type === ofp_action_type.OFPAT_EXPERIMENTER && action.experimenter === NX_EXPERIMENTER_ID
        ? decodeNiciraAction(action, version, nestedBack)
        : undefined,
    bytesOf: (action) => ofp_action.encode(action),
    ofBytes: (bytes) => ofp_action.decode(bytes),
  })
  const instructions = new InstructionCodec<OfpAction, OfpInstruction>(actions, {
    version,
    meterIsAction: false,
    bytesOf: (instruction) => ofp_instruction.encode(instruction),
    ofBytes: (bytes) => ofp_instruction.decode(bytes),
  })
  return { version, match, actions, instructions }
}

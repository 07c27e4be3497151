import {
  type Each,
  enumeration,
  family,
  type FamilyType,
  type Infer,
  lazy,
  list,
  pad,
  struct,
  type Type,
  u16,
  u32,
} from '@vlcp/struct'
import type { Nested } from '../nicira/action/nested.ts'
import { oxm_id } from '../oxm/oxm.ts'
import {
  action_header,
  actions_since_13,
  ofp_action_experimenter,
  ofp_action_type as ofp13_action_type,
} from '../v13/action.ts'

/** OpenFlow 1.5.1, 7.2.6. */
export const ofp_action_type = enumeration('ofp_action_type', u16, {
  ...ofp13_action_type.members,
  OFPAT_COPY_FIELD: 28,
  OFPAT_METER: 29,
})

const ofp_action_copy_field = struct('ofp_action_copy_field', {
  n_bits: u16,
  src_offset: u16,
  dst_offset: u16,
  _pad: pad(2),
  /* `oxm_ids` in the specification, which has exactly these two. */
  src: oxm_id,
  dst: oxm_id,
})

const define = <A>(actions: Type<A>) =>
  family('ofp_action', action_header(ofp_action_type), 'type', {
    ...actions_since_13,
    [ofp_action_type.OFPAT_COPY_FIELD]: ofp_action_copy_field,
    [ofp_action_type.OFPAT_METER]: struct('ofp_action_meter', { meter_id: u32 }),
    [ofp_action_type.OFPAT_EXPERIMENTER]: ofp_action_experimenter(actions),
  })

interface Self {
  readonly action: OfpAction
}

/** The actions of NXAST_CT and NXAST_CLONE. */
export type OfpActions = Nested<Self>

export type OfpAction = Each<Infer<ReturnType<typeof define<OfpActions>>>>

const nested: Type<OfpActions> = list(lazy('ofp_action', (): Type<OfpAction> => ofp_action, 8))

export const ofp_action: FamilyType<OfpAction> = define(nested)

export const ofp_actions = list<OfpAction>(ofp_action)

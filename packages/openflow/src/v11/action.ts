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
  u8,
} from '@vlcp/struct'
import type { Nested } from '../nicira/action/nested.ts'
import {
  ofp_action_dl_addr,
  ofp_action_nw_addr,
  ofp_action_nw_tos,
  ofp_action_tp_port,
  ofp_action_vlan_pcp,
  ofp_action_vlan_vid,
} from '../v10/action.ts'
import { action_header, actions_since_11, ofp_action_experimenter } from '../v13/action.ts'

/** OpenFlow 1.1.0, A.2.5. */
export const ofp_action_type = enumeration('ofp_action_type', u16, {
  OFPAT_OUTPUT: 0,
  OFPAT_SET_VLAN_VID: 1,
  OFPAT_SET_VLAN_PCP: 2,
  OFPAT_SET_DL_SRC: 3,
  OFPAT_SET_DL_DST: 4,
  OFPAT_SET_NW_SRC: 5,
  OFPAT_SET_NW_DST: 6,
  OFPAT_SET_NW_TOS: 7,
  OFPAT_SET_NW_ECN: 8,
  OFPAT_SET_TP_SRC: 9,
  OFPAT_SET_TP_DST: 10,
  OFPAT_COPY_TTL_OUT: 11,
  OFPAT_COPY_TTL_IN: 12,
  OFPAT_SET_MPLS_LABEL: 13,
  OFPAT_SET_MPLS_TC: 14,
  OFPAT_SET_MPLS_TTL: 15,
  OFPAT_DEC_MPLS_TTL: 16,
  OFPAT_PUSH_VLAN: 17,
  OFPAT_POP_VLAN: 18,
  OFPAT_PUSH_MPLS: 19,
  OFPAT_POP_MPLS: 20,
  OFPAT_SET_QUEUE: 21,
  OFPAT_GROUP: 22,
  OFPAT_SET_NW_TTL: 23,
  OFPAT_DEC_NW_TTL: 24,
  OFPAT_EXPERIMENTER: 0xffff,
})

const define = <A>(actions: Type<A>) =>
  family('ofp_action', action_header(ofp_action_type), 'type', {
    ...actions_since_11,
    [ofp_action_type.OFPAT_SET_VLAN_VID]: ofp_action_vlan_vid,
    [ofp_action_type.OFPAT_SET_VLAN_PCP]: ofp_action_vlan_pcp,
    [ofp_action_type.OFPAT_SET_DL_SRC]: ofp_action_dl_addr,
    [ofp_action_type.OFPAT_SET_DL_DST]: ofp_action_dl_addr,
    [ofp_action_type.OFPAT_SET_NW_SRC]: ofp_action_nw_addr,
    [ofp_action_type.OFPAT_SET_NW_DST]: ofp_action_nw_addr,
    [ofp_action_type.OFPAT_SET_NW_TOS]: ofp_action_nw_tos,
    [ofp_action_type.OFPAT_SET_NW_ECN]: struct('ofp_action_nw_ecn', { nw_ecn: u8, _pad: pad(3) }),
    [ofp_action_type.OFPAT_SET_TP_SRC]: ofp_action_tp_port,
    [ofp_action_type.OFPAT_SET_TP_DST]: ofp_action_tp_port,
    [ofp_action_type.OFPAT_SET_MPLS_LABEL]: struct('ofp_action_mpls_label', { mpls_label: u32 }),
    [ofp_action_type.OFPAT_SET_MPLS_TC]: struct('ofp_action_mpls_tc', { mpls_tc: u8, _pad: pad(3) }),
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

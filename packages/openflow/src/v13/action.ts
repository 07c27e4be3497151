import {
  type Each,
  enumeration,
  family,
  type FamilyType,
  type Infer,
  lazy,
  type IntType,
  length,
  list,
  pad,
  struct,
  type Type,
  u16,
  u32,
  u8,
} from '@vlcp/struct'
import { nx_action } from '../nicira/action/action.ts'
import type { Nested } from '../nicira/action/nested.ts'
import { NX_EXPERIMENTER_ID } from '../nicira/experimenter.ts'
import { onf_action } from '../onf/action.ts'
import { ONF_EXPERIMENTER_ID } from '../onf/experimenter.ts'
import { ofp_oxm } from '../oxm/oxm.ts'
import { ofp_port_no } from '../port-no.ts'

/** OpenFlow 1.3.5, 7.2.5. */
export const ofp_action_type = enumeration('ofp_action_type', u16, {
  OFPAT_OUTPUT: 0,
  OFPAT_COPY_TTL_OUT: 11,
  OFPAT_COPY_TTL_IN: 12,
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
  OFPAT_SET_FIELD: 25,
  OFPAT_PUSH_PBB: 26,
  OFPAT_POP_PBB: 27,
  OFPAT_EXPERIMENTER: 0xffff,
})

/** OFPCML_MAX and OFPCML_NO_BUFFER, OpenFlow 1.3.5, 7.2.5: the largest length; the whole packet goes to the controller. */
export const OFPCML_MAX = 0xffe5
export const OFPCML_NO_BUFFER = 0xffff

/** OpenFlow 1.3.5, 7.2.5: an action takes a multiple of eight octets. */
export const action_header = <T extends number>(type: IntType<T>) =>
  struct('ofp_action_header', { type, len: length(u16) }, { align: 8 })

const ofp_action_no_argument = struct('ofp_action_no_argument', { _pad: pad(4) })
const ofp_action_ttl = struct('ofp_action_ttl', { ttl: u8, _pad: pad(3) })
const ofp_action_ethertype = struct('ofp_action_ethertype', { ethertype: u16, _pad: pad(2) })

/** The actions that are the same in OpenFlow 1.1 to 1.5. */
export const actions_since_11 = {
  [ofp_action_type.OFPAT_OUTPUT]: struct('ofp_action_output', { port: ofp_port_no, max_len: u16, _pad: pad(6) }),
  [ofp_action_type.OFPAT_COPY_TTL_OUT]: ofp_action_no_argument,
  [ofp_action_type.OFPAT_COPY_TTL_IN]: ofp_action_no_argument,
  [ofp_action_type.OFPAT_SET_MPLS_TTL]: ofp_action_ttl,
  [ofp_action_type.OFPAT_DEC_MPLS_TTL]: ofp_action_no_argument,
  [ofp_action_type.OFPAT_PUSH_VLAN]: ofp_action_ethertype,
  [ofp_action_type.OFPAT_POP_VLAN]: ofp_action_no_argument,
  [ofp_action_type.OFPAT_PUSH_MPLS]: ofp_action_ethertype,
  [ofp_action_type.OFPAT_POP_MPLS]: ofp_action_ethertype,
  [ofp_action_type.OFPAT_SET_QUEUE]: struct('ofp_action_set_queue', { queue_id: u32 }),
  [ofp_action_type.OFPAT_GROUP]: struct('ofp_action_group', { group_id: u32 }),
  [ofp_action_type.OFPAT_SET_NW_TTL]: ofp_action_ttl,
  [ofp_action_type.OFPAT_DEC_NW_TTL]: ofp_action_no_argument,
} as const

/** The actions that are the same in OpenFlow 1.3, 1.4 and 1.5. */
export const actions_since_13 = {
  ...actions_since_11,
  [ofp_action_type.OFPAT_SET_FIELD]: struct('ofp_action_set_field', { field: ofp_oxm }),
  [ofp_action_type.OFPAT_PUSH_PBB]: ofp_action_ethertype,
  [ofp_action_type.OFPAT_POP_PBB]: ofp_action_no_argument,
} as const

/** Actions of experimenters; those of others than Nicira and the ONF are kept as they are. */
export const ofp_action_experimenter = <A>(actions: Type<A>) =>
  family('ofp_action_experimenter', struct('ofp_action_experimenter_header', { experimenter: u32 }), 'experimenter', {
    [NX_EXPERIMENTER_ID]: nx_action(actions),
    [ONF_EXPERIMENTER_ID]: onf_action,
  })

const define = <A>(actions: Type<A>) =>
  family('ofp_action', action_header(ofp_action_type), 'type', {
    ...actions_since_13,
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

import {
  type Each,
  enumeration,
  family,
  type FamilyType,
  type Infer,
  ipv4,
  lazy,
  list,
  mac,
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
import { action_header } from '../v13/action.ts'
import { ofp10_port_no } from './port-no.ts'

/** OpenFlow 1.0.1, 5.2.4. */
export const ofp_action_type = enumeration('ofp_action_type', u16, {
  OFPAT_OUTPUT: 0,
  OFPAT_SET_VLAN_VID: 1,
  OFPAT_SET_VLAN_PCP: 2,
  OFPAT_STRIP_VLAN: 3,
  OFPAT_SET_DL_SRC: 4,
  OFPAT_SET_DL_DST: 5,
  OFPAT_SET_NW_SRC: 6,
  OFPAT_SET_NW_DST: 7,
  OFPAT_SET_NW_TOS: 8,
  OFPAT_SET_TP_SRC: 9,
  OFPAT_SET_TP_DST: 10,
  OFPAT_ENQUEUE: 11,
  OFPAT_VENDOR: 0xffff,
})

export const ofp_action_vlan_vid = struct('ofp_action_vlan_vid', { vlan_vid: u16, _pad: pad(2) })
export const ofp_action_vlan_pcp = struct('ofp_action_vlan_pcp', { vlan_pcp: u8, _pad: pad(3) })
export const ofp_action_dl_addr = struct('ofp_action_dl_addr', { dl_addr: mac, _pad: pad(6) })
export const ofp_action_nw_addr = struct('ofp_action_nw_addr', { nw_addr: ipv4 })
export const ofp_action_nw_tos = struct('ofp_action_nw_tos', { nw_tos: u8, _pad: pad(3) })
export const ofp_action_tp_port = struct('ofp_action_tp_port', { tp_port: u16, _pad: pad(2) })

const define = <A>(actions: Type<A>) =>
  family('ofp_action', action_header(ofp_action_type), 'type', {
    [ofp_action_type.OFPAT_OUTPUT]: struct('ofp_action_output', { port: ofp10_port_no, max_len: u16 }),
    [ofp_action_type.OFPAT_SET_VLAN_VID]: ofp_action_vlan_vid,
    [ofp_action_type.OFPAT_SET_VLAN_PCP]: ofp_action_vlan_pcp,
    [ofp_action_type.OFPAT_STRIP_VLAN]: struct('ofp_action_strip_vlan', { _pad: pad(4) }),
    [ofp_action_type.OFPAT_SET_DL_SRC]: ofp_action_dl_addr,
    [ofp_action_type.OFPAT_SET_DL_DST]: ofp_action_dl_addr,
    [ofp_action_type.OFPAT_SET_NW_SRC]: ofp_action_nw_addr,
    [ofp_action_type.OFPAT_SET_NW_DST]: ofp_action_nw_addr,
    [ofp_action_type.OFPAT_SET_NW_TOS]: ofp_action_nw_tos,
    [ofp_action_type.OFPAT_SET_TP_SRC]: ofp_action_tp_port,
    [ofp_action_type.OFPAT_SET_TP_DST]: ofp_action_tp_port,
    [ofp_action_type.OFPAT_ENQUEUE]: struct('ofp_action_enqueue', { port: ofp10_port_no, _pad: pad(6), queue_id: u32 }),
    [ofp_action_type.OFPAT_VENDOR]: family(
      'ofp_action_vendor',
      struct('ofp_action_vendor_header', { vendor: u32 }),
      'vendor',
      { [NX_EXPERIMENTER_ID]: nx_action(actions) },
    ),
  })

interface Self {
  readonly action: OfpAction
}

/** The actions of NXAST_CT and NXAST_CLONE. */
export type OfpActions = Nested<Self>

export type OfpAction = Each<Infer<ReturnType<typeof define<OfpActions>>>>

const nested: Type<OfpActions> = list(lazy('ofp_action', (): Type<OfpAction> => ofp_action, 8))

/** OpenFlow 1.0.1, 5.2.4. Actions of vendors other than Nicira are kept as they are. */
export const ofp_action: FamilyType<OfpAction> = define(nested)

export const ofp_actions = list<OfpAction>(ofp_action)

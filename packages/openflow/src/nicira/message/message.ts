import { enumeration, family, pad, struct, type Type, u16, u32, u8 } from '@vlcp/struct'
import { ofp_empty } from '../../symmetric/body.ts'
import { ofp_async_config as ofp13_async_config } from '../../v13/switch.ts'
import { ofp_async_config } from '../../v14/async.ts'
import { ofp_requestforward } from '../../v14/requestforward.ts'
import { nx_ct_flush, nx_zone_id } from './ct-flush.ts'
import { nx_flow_mod, nx_flow_removed, nx_packet_in } from './flow.ts'
import { nx_packet_in2 } from './packet-in2.ts'
import { nx_tlv_table_mod, nx_tlv_table_reply } from './tlv-table.ts'

/** Numbers of Nicira's messages, as in Open vSwitch 3.1's ofp-msgs.h. */
export const nx_subtype = enumeration('nx_subtype', u32, {
  NXT_ROLE_REQUEST: 10,
  NXT_ROLE_REPLY: 11,
  NXT_SET_FLOW_FORMAT: 12,
  NXT_FLOW_MOD: 13,
  NXT_FLOW_REMOVED: 14,
  NXT_FLOW_MOD_TABLE_ID: 15,
  NXT_SET_PACKET_IN_FORMAT: 16,
  NXT_PACKET_IN: 17,
  NXT_FLOW_AGE: 18,
  NXT_SET_ASYNC_CONFIG: 19,
  NXT_SET_CONTROLLER_ID: 20,
  NXT_FLOW_MONITOR_CANCEL: 21,
  NXT_FLOW_MONITOR_PAUSED: 22,
  NXT_FLOW_MONITOR_RESUMED: 23,
  NXT_TLV_TABLE_MOD: 24,
  NXT_TLV_TABLE_REQUEST: 25,
  NXT_TLV_TABLE_REPLY: 26,
  NXT_SET_ASYNC_CONFIG2: 27,
  NXT_RESUME: 28,
  NXT_CT_FLUSH_ZONE: 29,
  NXT_PACKET_IN2: 30,
  NXT_GROUP_MOD: 31,
  NXT_CT_FLUSH: 32,
  NXT_REQUESTFORWARD: 132,
})

export const nx_role = enumeration('nx_role', u32, { NX_ROLE_OTHER: 0, NX_ROLE_MASTER: 1, NX_ROLE_SLAVE: 2 })

export const nx_flow_format = enumeration('nx_flow_format', u32, { NXFF_OPENFLOW10: 0, NXFF_NXM: 2 })

export const nx_packet_in_format = enumeration('nx_packet_in_format', u32, {
  NXPIF_STANDARD: 0,
  NXPIF_NXT_PACKET_IN: 1,
  NXPIF_NXT_PACKET_IN2: 2,
})

const nx_role_request = struct('nx_role_request', { role: nx_role })

/** Nicira's messages that exist in every version. @param actions the list of actions of the version */
export const nx_messages = <A>(actions: Type<A>) =>
  ({
    [nx_subtype.NXT_ROLE_REQUEST]: nx_role_request,
    [nx_subtype.NXT_ROLE_REPLY]: nx_role_request,
    [nx_subtype.NXT_SET_FLOW_FORMAT]: struct('nx_set_flow_format', { format: nx_flow_format }),
    [nx_subtype.NXT_FLOW_MOD]: nx_flow_mod(actions),
    [nx_subtype.NXT_FLOW_REMOVED]: nx_flow_removed,
    [nx_subtype.NXT_FLOW_MOD_TABLE_ID]: struct('nx_flow_mod_table_id', { set: u8, _pad: pad(7) }),
    [nx_subtype.NXT_SET_PACKET_IN_FORMAT]: struct('nx_set_packet_in_format', { format: nx_packet_in_format }),
    [nx_subtype.NXT_PACKET_IN]: nx_packet_in,
    [nx_subtype.NXT_FLOW_AGE]: ofp_empty,
    [nx_subtype.NXT_SET_ASYNC_CONFIG]: ofp13_async_config,
    [nx_subtype.NXT_SET_CONTROLLER_ID]: struct('nx_controller_id', { _zero: pad(6), controller_id: u16 }),
    [nx_subtype.NXT_FLOW_MONITOR_CANCEL]: struct('nx_flow_monitor_cancel', { id: u32 }),
    [nx_subtype.NXT_FLOW_MONITOR_PAUSED]: ofp_empty,
    [nx_subtype.NXT_FLOW_MONITOR_RESUMED]: ofp_empty,
    [nx_subtype.NXT_TLV_TABLE_MOD]: nx_tlv_table_mod,
    [nx_subtype.NXT_TLV_TABLE_REQUEST]: ofp_empty,
    [nx_subtype.NXT_TLV_TABLE_REPLY]: nx_tlv_table_reply,
    [nx_subtype.NXT_SET_ASYNC_CONFIG2]: ofp_async_config,
    [nx_subtype.NXT_RESUME]: nx_packet_in2,
    [nx_subtype.NXT_CT_FLUSH_ZONE]: nx_zone_id,
    [nx_subtype.NXT_PACKET_IN2]: nx_packet_in2,
    [nx_subtype.NXT_CT_FLUSH]: nx_ct_flush,
    [nx_subtype.NXT_REQUESTFORWARD]: ofp_requestforward,
  }) as const

/** Nicira's messages in OpenFlow 1.1 and later, behind the experimenter's number. */
export const nx_message = <A>(actions: Type<A>) =>
  family('nx_experimenter', struct('nicira_header', { exp_type: nx_subtype }), 'exp_type', nx_messages(actions))

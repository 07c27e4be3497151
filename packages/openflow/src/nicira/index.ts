/** Nicira's extensions, as Open vSwitch 3.1 knows them: numbers and names. Their structures are part of each version. */
export { nx_bd_algorithm, nx_hash_fields, nx_mp_algorithm } from './action/choice.ts'
export { nx_conntrack_flags, nx_ct_alg, NX_CT_RECIRC_NONE, nx_nat_flags, nx_nat_range } from './action/conntrack.ts'
export { nx_action_controller2_prop_type, nx_packet_in_reason } from './action/controller.ts'
export { ofp_ed_prop_class, OFPPPT_PROP_NSH_MDTYPE, OFPPPT_PROP_NSH_TLV, packet_type } from './action/encap.ts'
export {
  NX_LEARN_DST_LOAD,
  NX_LEARN_DST_MATCH,
  NX_LEARN_DST_OUTPUT,
  nx_learn_flags,
  NX_LEARN_SRC_FIELD,
  NX_LEARN_SRC_IMMEDIATE,
} from './action/learn.ts'
export { nx_action_subtype } from './action/type.ts'
export { NX_EXPERIMENTER_ID } from './experimenter.ts'
export { nx_ct_flush_prop_type, nx_ct_flush_tuple_prop_type } from './message/ct-flush.ts'
export { nx_flow_format, nx_packet_in_format, nx_role, nx_subtype } from './message/message.ts'
export { nx_flow_monitor_flags, nx_flow_update_event } from './message/monitor.ts'
export { nx_stats_subtype } from './message/multipart.ts'
export { nx_packet_in2_prop_type } from './message/packet-in2.ts'
export { nx_tlv_table_mod_command } from './message/tlv-table.ts'

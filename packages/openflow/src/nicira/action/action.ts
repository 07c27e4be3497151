import { family, struct, type Type } from '@vlcp/struct'
import { nx_action_bundle, nx_action_multipath } from './choice.ts'
import { nx_action_clone, nx_action_conntrack, nx_action_nat } from './conntrack.ts'
import { nx_action_controller, nx_action_controller2 } from './controller.ts'
import { nx_action_decap, nx_action_encap } from './encap.ts'
import { nx_action_learn, nx_action_learn2 } from './learn.ts'
import {
  nx_action_cnt_ids,
  nx_action_conjunction,
  nx_action_fin_timeout,
  nx_action_mpls,
  nx_action_mpls_label,
  nx_action_mpls_tc,
  nx_action_mpls_ttl,
  nx_action_no_argument,
  nx_action_note,
  nx_action_output_trunc,
  nx_action_resubmit,
  nx_action_resubmit_table,
  nx_action_sample,
  nx_action_sample2,
} from './plain.ts'
import {
  nx_action_check_pkt_larger,
  nx_action_delete_field,
  nx_action_group,
  nx_action_output_reg,
  nx_action_output_reg2,
  nx_action_reg_load,
  nx_action_reg_load2,
  nx_action_reg_move,
  nx_action_set_queue,
  nx_action_set_tunnel,
  nx_action_set_tunnel64,
  nx_action_stack,
  nx_action_write_metadata,
} from './register.ts'
import { nx_action_subtype as subtype } from './type.ts'

/**
 * Nicira's actions as Open vSwitch 3.1 knows them. They are the same in every version of OpenFlow, except for the actions
 * inside NXAST_CT and NXAST_CLONE, which are the version's own.
 *
 * @param actions the list of actions of the version
 */
export const nx_action = <A>(actions: Type<A>) =>
  family('nx_action', struct('nx_action_header', { subtype }), 'subtype', {
    [subtype.NXAST_RESUBMIT]: nx_action_resubmit,
    [subtype.NXAST_SET_TUNNEL]: nx_action_set_tunnel,
    [subtype.NXAST_SET_QUEUE]: nx_action_set_queue,
    [subtype.NXAST_POP_QUEUE]: nx_action_no_argument,
    [subtype.NXAST_REG_MOVE]: nx_action_reg_move,
    [subtype.NXAST_REG_LOAD]: nx_action_reg_load,
    [subtype.NXAST_NOTE]: nx_action_note,
    [subtype.NXAST_SET_TUNNEL64]: nx_action_set_tunnel64,
    [subtype.NXAST_MULTIPATH]: nx_action_multipath,
    [subtype.NXAST_BUNDLE]: nx_action_bundle,
    [subtype.NXAST_BUNDLE_LOAD]: nx_action_bundle,
    [subtype.NXAST_RESUBMIT_TABLE]: nx_action_resubmit_table,
    [subtype.NXAST_OUTPUT_REG]: nx_action_output_reg,
    [subtype.NXAST_LEARN]: nx_action_learn,
    [subtype.NXAST_EXIT]: nx_action_no_argument,
    [subtype.NXAST_DEC_TTL]: nx_action_no_argument,
    [subtype.NXAST_FIN_TIMEOUT]: nx_action_fin_timeout,
    [subtype.NXAST_CONTROLLER]: nx_action_controller,
    [subtype.NXAST_DEC_TTL_CNT_IDS]: nx_action_cnt_ids,
    [subtype.NXAST_WRITE_METADATA]: nx_action_write_metadata,
    [subtype.NXAST_PUSH_MPLS]: nx_action_mpls,
    [subtype.NXAST_POP_MPLS]: nx_action_mpls,
    [subtype.NXAST_SET_MPLS_TTL]: nx_action_mpls_ttl,
    [subtype.NXAST_DEC_MPLS_TTL]: nx_action_no_argument,
    [subtype.NXAST_STACK_PUSH]: nx_action_stack,
    [subtype.NXAST_STACK_POP]: nx_action_stack,
    [subtype.NXAST_SAMPLE]: nx_action_sample,
    [subtype.NXAST_SET_MPLS_LABEL]: nx_action_mpls_label,
    [subtype.NXAST_SET_MPLS_TC]: nx_action_mpls_tc,
    [subtype.NXAST_OUTPUT_REG2]: nx_action_output_reg2,
    [subtype.NXAST_REG_LOAD2]: nx_action_reg_load2,
    [subtype.NXAST_CONJUNCTION]: nx_action_conjunction,
    [subtype.NXAST_CT]: nx_action_conntrack(actions),
    [subtype.NXAST_NAT]: nx_action_nat,
    [subtype.NXAST_CONTROLLER2]: nx_action_controller2,
    [subtype.NXAST_SAMPLE2]: nx_action_sample2,
    [subtype.NXAST_OUTPUT_TRUNC]: nx_action_output_trunc,
    [subtype.NXAST_GROUP]: nx_action_group,
    [subtype.NXAST_SAMPLE3]: nx_action_sample2,
    [subtype.NXAST_CLONE]: nx_action_clone(actions),
    [subtype.NXAST_CT_CLEAR]: nx_action_no_argument,
    [subtype.NXAST_RESUBMIT_TABLE_CT]: nx_action_resubmit_table,
    [subtype.NXAST_LEARN2]: nx_action_learn2,
    [subtype.NXAST_ENCAP]: nx_action_encap,
    [subtype.NXAST_DECAP]: nx_action_decap,
    [subtype.NXAST_DEC_NSH_TTL]: nx_action_no_argument,
    [subtype.NXAST_CHECK_PKT_LARGER]: nx_action_check_pkt_larger,
    [subtype.NXAST_DELETE_FIELD]: nx_action_delete_field,
    [subtype.NXAST_DEBUG_SLOW]: nx_action_no_argument,
    [subtype.NXAST_DEBUG_RECIRC]: nx_action_no_argument,
  })

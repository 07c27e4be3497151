import { array, bytes, count, pad, struct, u16, u32, u8 } from '@vlcp/struct'
import { ofp10_port_no } from '../../v10/port-no.ts'

/** NXAST_RESUBMIT and, with a table, NXAST_RESUBMIT_TABLE and NXAST_RESUBMIT_TABLE_CT. */
export const nx_action_resubmit = struct('nx_action_resubmit', { in_port: ofp10_port_no, _pad: pad(4) })
export const nx_action_resubmit_table = struct('nx_action_resubmit_table', {
  in_port: ofp10_port_no,
  /* 0xff: the table of the flow itself. */
  table: u8,
  _pad: pad(3),
})

/** NXAST_NOTE: octets without meaning to the switch; their number is 6 more than a multiple of 8. */
export const nx_action_note = struct('nx_action_note', { note: bytes() })

/** NXAST_POP_QUEUE, NXAST_EXIT, NXAST_DEC_TTL, NXAST_DEC_MPLS_TTL, NXAST_CT_CLEAR, NXAST_DEC_NSH_TTL. */
export const nx_action_no_argument = struct('nx_action_no_argument', { _pad: pad(6) })

/** NXAST_FIN_TIMEOUT: seconds that remain of a flow whose TCP connection ends. */
export const nx_action_fin_timeout = struct('nx_action_fin_timeout', {
  fin_idle_timeout: u16,
  fin_hard_timeout: u16,
  _pad: pad(2),
})

/** NXAST_DEC_TTL_CNT_IDS: packets whose TTL ends go to these controllers. */
export const nx_action_cnt_ids = struct('nx_action_cnt_ids', {
  n_controllers: count(u16),
  _zeros: pad(4),
  cnt_ids: array(u16, 'n_controllers'),
})

/** NXAST_PUSH_MPLS and NXAST_POP_MPLS, of OpenFlow 1.0. */
export const nx_action_mpls = struct('nx_action_mpls', { ethertype: u16, _pad: pad(4) })

/** NXAST_SET_MPLS_TTL, NXAST_SET_MPLS_LABEL and NXAST_SET_MPLS_TC, of OpenFlow 1.0. */
export const nx_action_mpls_ttl = struct('nx_action_mpls_ttl', { ttl: u8, _pad: pad(5) })
export const nx_action_mpls_label = struct('nx_action_mpls_label', { _zeros: pad(2), label: u32 })
export const nx_action_mpls_tc = struct('nx_action_mpls_tc', { tc: u8, _pad: pad(5) })

/** NXAST_CONJUNCTION: this flow is one alternative of clause `clause` (the first is 0) of `n_clauses`. */
export const nx_action_conjunction = struct('nx_action_conjunction', { clause: u8, n_clauses: u8, id: u32 })

/** NXAST_OUTPUT_TRUNC: outputs at most `max_len` octets. */
export const nx_action_output_trunc = struct('nx_action_output_trunc', { port: ofp10_port_no, max_len: u32 })

/** NXAST_SAMPLE: sends a sample of so many packets in 65536 to IPFIX collectors. */
export const nx_action_sample = struct('nx_action_sample', {
  probability: u16,
  collector_set_id: u32,
  obs_domain_id: u32,
  obs_point_id: u32,
})

/** NXAST_SAMPLE2 and NXAST_SAMPLE3. */
export const nx_action_sample2 = struct('nx_action_sample2', {
  probability: u16,
  collector_set_id: u32,
  obs_domain_id: u32,
  obs_point_id: u32,
  sampling_port: ofp10_port_no,
  /* NX_ACTION_SAMPLE_DEFAULT 0, INGRESS 1, EGRESS 2. */
  direction: u8,
  _zeros: pad(5),
})

import { NX_EXPERIMENTER_ID } from '../nicira/experimenter.ts'
import { nx_stats_subtype as nxst } from '../nicira/message/multipart.ts'
import { ofp_type } from '../v11/header.ts'
import { ofp_stats_types as st } from '../v11/statistics.ts'
import type { Kind } from './kind.ts'

type Fields = Kind['fields']

export const ipfix = {
  total_flows: 5n,
  current_flows: 4n,
  pkts: 6n,
  ipv4_pkts: 3n,
  ipv6_pkts: 3n,
  error_pkts: 0n,
  ipv4_error_pkts: 0n,
  ipv6_error_pkts: 0n,
  tx_pkts: 6n,
  tx_errors: 0n,
  collector_set_id: 7,
}

/** Statistics that depend on the version: fields in OpenFlow 1.1 are 16, in 1.2 those of OXM. */
const tableStats = (version: number): Fields => ({
  table_id: 1,
  name: 'classifier',
  active_count: 2,
  lookup_count: 3n,
  matched_count: 4n,
  max_entries: 1_000_000,
  config: 1,
  instructions: 0x3e,
  write_actions: 0x01ff_9801,
  apply_actions: 0x01ff_9801,
  ...(version === 2
    ? { wildcards: 0xffff, match: 0xffff }
    : {
        match: 0xf_ffff_ffffn,
        wildcards: 0xf_ffff_ffffn,
        write_setfields: 0xf_ffff_ffffn,
        apply_setfields: 0xf_ffff_ffffn,
        metadata_match: 0xffn,
        metadata_write: 0xffn,
      }),
})

const queueReply = (version: number): Fields => ({
  type: ofp_type.OFPT_QUEUE_GET_CONFIG_REPLY,
  port: 1,
  queues: [
    {
      queue_id: 5,
      ...(version === 2 ? {} : { port: 1 }),
      properties: [
        { property: 1, rate: 500 },
        { property: 2, rate: 900 },
      ],
    },
  ],
})

/** OpenFlow 1.1's match of every field; a mask of ones ignores the field. */
const everyField = {
  type: 0,
  in_port: 1,
  wildcards: 0x300,
  dl_src: 0x0200_0000_0001,
  dl_src_mask: 0,
  dl_dst: 0x0200_0000_0002,
  dl_dst_mask: 0xff_ffff,
  dl_vlan: 100,
  dl_vlan_pcp: 3,
  dl_type: 0x0800,
  nw_tos: 32,
  nw_proto: 6,
  nw_src: 0x0a00_0000,
  nw_src_mask: 0xff,
  nw_dst: 0x0a00_0002,
  nw_dst_mask: 0,
  tp_src: 80,
  tp_dst: 443,
  mpls_label: 0,
  mpls_tc: 0,
  metadata: 7n,
  metadata_mask: 0n,
}

/** Statistics of OpenFlow 1.1 and 1.2 that nobody has recorded. @param match the match of OpenFlow 1.2 */
export function madeStatistics(version: number, match: Fields): Fields[] {
  const reply = { type: ofp_type.OFPT_STATS_REPLY }
  const nicira = { ...reply, stats_type: st.OFPST_EXPERIMENTER, experimenter: NX_EXPERIMENTER_ID }
  const flow = {
    type: ofp_type.OFPT_FLOW_MOD,
    priority: 7,
    buffer_id: 0xffff_ffff,
    out_port: 0xffff_ffff,
    out_group: 0xffff_ffff,
  }
  return [
    { ...reply, stats_type: st.OFPST_TABLE, table_stats: [tableStats(version)] },
    { ...nicira, exp_type: nxst.NXST_IPFIX_BRIDGE, ...ipfix },
    { ...nicira, exp_type: nxst.NXST_IPFIX_FLOW, ipfix_stats: [ipfix] },
    queueReply(version),
    { ...flow, match },
    ...(version === 2 ? [{ ...flow, match: everyField }] : []),
  ]
}

import { flags, length, list, pad, struct, u16, u32, u64, u8 } from '@vlcp/struct'
import { ofp_queue_no, ofp_queue_prop } from '../v13/queue.ts'
import { ofp10_port_no } from './port-no.ts'
import { ofp_phy_port } from './port.ts'

export const ofp_capabilities = flags('ofp_capabilities', u32, {
  OFPC_FLOW_STATS: 1 << 0,
  OFPC_TABLE_STATS: 1 << 1,
  OFPC_PORT_STATS: 1 << 2,
  OFPC_STP: 1 << 3,
  OFPC_RESERVED: 1 << 4,
  OFPC_IP_REASM: 1 << 5,
  OFPC_QUEUE_STATS: 1 << 6,
  OFPC_ARP_MATCH_IP: 1 << 7,
})

/** OpenFlow 1.0.1, 5.3.1. */
export const ofp_switch_features = struct('ofp_switch_features', {
  datapath_id: u64,
  n_buffers: u32,
  n_tables: u8,
  _pad: pad(3),
  capabilities: ofp_capabilities,
  /* Bit number is OFPAT_*. */
  actions: u32,
  ports: list(ofp_phy_port),
})

/** The same in OpenFlow 1.1. */
export const ofp_packet_queue = struct('ofp_packet_queue', {
  queue_id: ofp_queue_no,
  len: length(u16),
  _pad: pad(2),
  properties: list(ofp_queue_prop),
})

/** OpenFlow 1.0.1, 5.3.4. */
export const ofp_queue_get_config_request = struct('ofp_queue_get_config_request', {
  port: ofp10_port_no,
  _pad: pad(2),
})

export const ofp_queue_get_config_reply = struct('ofp_queue_get_config_reply', {
  port: ofp10_port_no,
  _pad: pad(6),
  queues: list(ofp_packet_queue),
})

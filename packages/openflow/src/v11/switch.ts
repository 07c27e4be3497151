import { flags, list, pad, struct, type Type, u32, u64, u8 } from '@vlcp/struct'
import { ofp_port_no } from '../port-no.ts'
import { ofp_packet_queue } from '../v10/switch.ts'
import { ofp_port, type OfpPort } from '../v13/port.ts'

export const ofp_capabilities = flags('ofp_capabilities', u32, {
  OFPC_FLOW_STATS: 1 << 0,
  OFPC_TABLE_STATS: 1 << 1,
  OFPC_PORT_STATS: 1 << 2,
  OFPC_GROUP_STATS: 1 << 3,
  OFPC_IP_REASM: 1 << 5,
  OFPC_QUEUE_STATS: 1 << 6,
  OFPC_ARP_MATCH_IP: 1 << 7,
})

/** OpenFlow 1.1.0, A.3.1; in 1.2 with other capabilities. Ports are messages of their own since 1.3. */
export const switch_features = (capabilities: Type<number>) =>
  struct('ofp_switch_features', {
    datapath_id: u64,
    n_buffers: u32,
    n_tables: u8,
    _pad: pad(3),
    capabilities,
    _reserved: pad(4),
    ports: list<OfpPort>(ofp_port),
  })

export const ofp_switch_features = switch_features(ofp_capabilities)

/** OpenFlow 1.1.0, A.3: queues as in 1.0. */
export const ofp_queue_get_config_reply = struct('ofp_queue_get_config_reply', {
  port: ofp_port_no,
  _pad: pad(4),
  queues: list(ofp_packet_queue),
})

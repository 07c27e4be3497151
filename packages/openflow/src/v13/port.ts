import { enumeration, fixedString, flags, type Infer, mac, pad, struct, u32, u8 } from '@vlcp/struct'
import { ofp_port_no } from '../port-no.ts'

/** OpenFlow 1.3.5, 7.2.1. */
export const ofp_port_config = flags('ofp_port_config', u32, {
  OFPPC_PORT_DOWN: 1 << 0,
  OFPPC_NO_RECV: 1 << 2,
  OFPPC_NO_FWD: 1 << 5,
  OFPPC_NO_PACKET_IN: 1 << 6,
})

export const ofp_port_state = flags('ofp_port_state', u32, {
  OFPPS_LINK_DOWN: 1 << 0,
  OFPPS_BLOCKED: 1 << 1,
  OFPPS_LIVE: 1 << 2,
})

export const ofp_port_features = flags('ofp_port_features', u32, {
  OFPPF_10MB_HD: 1 << 0,
  OFPPF_10MB_FD: 1 << 1,
  OFPPF_100MB_HD: 1 << 2,
  OFPPF_100MB_FD: 1 << 3,
  OFPPF_1GB_HD: 1 << 4,
  OFPPF_1GB_FD: 1 << 5,
  OFPPF_10GB_FD: 1 << 6,
  OFPPF_40GB_FD: 1 << 7,
  OFPPF_100GB_FD: 1 << 8,
  OFPPF_1TB_FD: 1 << 9,
  OFPPF_OTHER: 1 << 10,
  OFPPF_COPPER: 1 << 11,
  OFPPF_FIBER: 1 << 12,
  OFPPF_AUTONEG: 1 << 13,
  OFPPF_PAUSE: 1 << 14,
  OFPPF_PAUSE_ASYM: 1 << 15,
})

/** What a port can do and does; zero where unsupported. A property of the port since OpenFlow 1.4. */
export const ofp_port_ethernet = struct('ofp_port_ethernet', {
  curr: ofp_port_features,
  advertised: ofp_port_features,
  supported: ofp_port_features,
  peer: ofp_port_features,
  /* In kbit/s. */
  curr_speed: u32,
  max_speed: u32,
})

/** Description of a port. */
export const ofp_port = struct('ofp_port', {
  port_no: ofp_port_no,
  _pad1: pad(4),
  hw_addr: mac,
  /* Align to 64 bits. */
  _pad2: pad(2),
  /* Null-terminated. */
  name: fixedString(16),
  config: ofp_port_config,
  state: ofp_port_state,
  _ethernet: ofp_port_ethernet,
})

export interface OfpPort extends Infer<typeof ofp_port> {}

export const ofp_port_reason = enumeration('ofp_port_reason', u8, { OFPPR_ADD: 0, OFPPR_DELETE: 1, OFPPR_MODIFY: 2 })

/** OpenFlow 1.3.5, 7.4.3. */
export const ofp_port_status = struct('ofp_port_status', { reason: ofp_port_reason, _pad: pad(7), desc: ofp_port })

/** OpenFlow 1.3.5, 7.3.4.3. */
export const ofp_port_mod = struct('ofp_port_mod', {
  port_no: ofp_port_no,
  _pad1: pad(4),
  /* Must be the port's own: the switch compares it. */
  hw_addr: mac,
  _pad2: pad(2),
  config: ofp_port_config,
  /* Which bits of the configuration change. */
  mask: ofp_port_config,
  advertise: ofp_port_features,
  _pad3: pad(4),
})

import { fixedString, flags, type Infer, mac, pad, struct, u32 } from '@vlcp/struct'
import { ofp_port_reason } from '../v13/port.ts'
import { ofp10_port_no } from './port-no.ts'

/** OpenFlow 1.0.1, 5.2.1. */
export const ofp_port_config = flags('ofp_port_config', u32, {
  OFPPC_PORT_DOWN: 1 << 0,
  OFPPC_NO_STP: 1 << 1,
  OFPPC_NO_RECV: 1 << 2,
  OFPPC_NO_RECV_STP: 1 << 3,
  OFPPC_NO_FLOOD: 1 << 4,
  OFPPC_NO_FWD: 1 << 5,
  OFPPC_NO_PACKET_IN: 1 << 6,
})

/** Bits 8 and 9 are a number: listening 0, learning 1, forwarding 2, blocking 3. */
export const ofp_port_state = flags('ofp_port_state', u32, {
  OFPPS_LINK_DOWN: 1 << 0,
  OFPPS_STP_LISTEN: 0,
  OFPPS_STP_LEARN: 1 << 8,
  OFPPS_STP_FORWARD: 2 << 8,
  OFPPS_STP_BLOCK: 3 << 8,
})

export const ofp_port_features = flags('ofp_port_features', u32, {
  OFPPF_10MB_HD: 1 << 0,
  OFPPF_10MB_FD: 1 << 1,
  OFPPF_100MB_HD: 1 << 2,
  OFPPF_100MB_FD: 1 << 3,
  OFPPF_1GB_HD: 1 << 4,
  OFPPF_1GB_FD: 1 << 5,
  OFPPF_10GB_FD: 1 << 6,
  OFPPF_COPPER: 1 << 7,
  OFPPF_FIBER: 1 << 8,
  OFPPF_AUTONEG: 1 << 9,
  OFPPF_PAUSE: 1 << 10,
  OFPPF_PAUSE_ASYM: 1 << 11,
})

/** Description of a port. */
export const ofp_phy_port = struct('ofp_phy_port', {
  port_no: ofp10_port_no,
  hw_addr: mac,
  /* Null-terminated. */
  name: fixedString(16),
  config: ofp_port_config,
  state: ofp_port_state,
  curr: ofp_port_features,
  advertised: ofp_port_features,
  supported: ofp_port_features,
  peer: ofp_port_features,
})

export interface OfpPhyPort extends Infer<typeof ofp_phy_port> {}

/** OpenFlow 1.0.1, 5.4.3. */
export const ofp_port_status = struct('ofp_port_status', { reason: ofp_port_reason, _pad: pad(7), desc: ofp_phy_port })

/** OpenFlow 1.0.1, 5.3.3. */
export const ofp_port_mod = struct('ofp_port_mod', {
  port_no: ofp10_port_no,
  /* Must be the port's own: the switch compares it. */
  hw_addr: mac,
  config: ofp_port_config,
  /* Which bits of the configuration change. */
  mask: ofp_port_config,
  advertise: ofp_port_features,
  _pad: pad(4),
})

import { enumeration, fixedString, flags, type Infer, mac, pad, struct, u32, u8 } from '@vlcp/struct'

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

/** Description of a port. */
export const ofp_port = struct('ofp_port', {
  port_no: u32,
  _pad1: pad(4),
  hw_addr: mac,
  /* Align to 64 bits. */
  _pad2: pad(2),
  /* Null-terminated. */
  name: fixedString(16),
  config: ofp_port_config,
  state: ofp_port_state,
  /* Bitmaps of OFPPF_* that describe features; zero where unsupported. */
  curr: u32,
  advertised: u32,
  supported: u32,
  peer: u32,
  /* In kbit/s. */
  curr_speed: u32,
  max_speed: u32,
})

export interface OfpPort extends Infer<typeof ofp_port> {}

export const ofp_port_reason = enumeration('ofp_port_reason', u8, { OFPPR_ADD: 0, OFPPR_DELETE: 1, OFPPR_MODIFY: 2 })

/** OpenFlow 1.3.5, 7.4.3. */
export const ofp_port_status = struct('ofp_port_status', { reason: ofp_port_reason, _pad: pad(7), desc: ofp_port })

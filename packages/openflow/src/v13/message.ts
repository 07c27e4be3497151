import {
  bytes,
  enumeration,
  family,
  flags,
  type Infer,
  list,
  pad,
  struct,
  u16,
  u32,
  u64,
  u8,
  unpaddedLength,
} from '@vlcp/struct'
import { ofp_experimenter } from './experimenter.ts'
import { ofp_header, ofp_type } from './header.ts'
import { ofp_match } from './match.ts'
import { ofp_flow_mod, ofp_group_mod } from './modify.ts'
import { ofp_multipart_reply, ofp_multipart_request } from './multipart.ts'
import { ofp_port_status } from './port.ts'

/** OpenFlow 1.3.5, 7.5.1. */
export const ofp_hello_elem_type = enumeration('ofp_hello_elem_type', u16, { OFPHET_VERSIONBITMAP: 1 })

/** Elements are padded to a multiple of eight octets, which their length does not count. */
const ofp_hello_elem_header = struct(
  'ofp_hello_elem_header',
  { type: ofp_hello_elem_type, length: unpaddedLength(u16) },
  { align: 8 },
)

const ofp_hello_elem = family('ofp_hello_elem', ofp_hello_elem_header, 'type', {
  [ofp_hello_elem_type.OFPHET_VERSIONBITMAP]: struct('ofp_hello_elem_versionbitmap', { bitmaps: list(u32) }),
})

const ofp_hello = struct('ofp_hello', { elements: list(ofp_hello_elem) })

/** OpenFlow 1.3.5, 7.4.4; data holds at least 64 octets of the refused message. */
const ofp_error_msg = struct('ofp_error_msg', { error_type: u16, error_code: u16, data: bytes() })

const ofp_echo = struct('ofp_echo', { data: bytes() })

export const ofp_capabilities = flags('ofp_capabilities', u32, {
  OFPC_FLOW_STATS: 1 << 0,
  OFPC_TABLE_STATS: 1 << 1,
  OFPC_PORT_STATS: 1 << 2,
  OFPC_GROUP_STATS: 1 << 3,
  OFPC_IP_REASM: 1 << 5,
  OFPC_QUEUE_STATS: 1 << 6,
  OFPC_PORT_BLOCKED: 1 << 8,
})

/** OpenFlow 1.3.5, 7.3.1. */
const ofp_switch_features = struct('ofp_switch_features', {
  datapath_id: u64,
  n_buffers: u32,
  n_tables: u8,
  auxiliary_id: u8,
  _pad: pad(2),
  capabilities: ofp_capabilities,
  _reserved: pad(4),
})

const ofp_packet_in_reason = enumeration('ofp_packet_in_reason', u8, {
  OFPR_NO_MATCH: 0,
  OFPR_ACTION: 1,
  OFPR_INVALID_TTL: 2,
})

/** OpenFlow 1.3.5, 7.4.1. */
const ofp_packet_in = struct('ofp_packet_in', {
  buffer_id: u32,
  total_len: u16,
  reason: ofp_packet_in_reason,
  table_id: u8,
  cookie: u64,
  match: ofp_match,
  _pad: pad(2),
  data: bytes(),
})

const ofp_empty = struct('ofp_empty', {})

/** Every OpenFlow 1.3 message; those without a definition here keep their body in `_extra`. */
export const ofp_msg = family('ofp_msg', ofp_header, 'type', {
  [ofp_type.OFPT_HELLO]: ofp_hello,
  [ofp_type.OFPT_ERROR]: ofp_error_msg,
  [ofp_type.OFPT_ECHO_REQUEST]: ofp_echo,
  [ofp_type.OFPT_ECHO_REPLY]: ofp_echo,
  [ofp_type.OFPT_EXPERIMENTER]: ofp_experimenter,
  [ofp_type.OFPT_FEATURES_REQUEST]: ofp_empty,
  [ofp_type.OFPT_FEATURES_REPLY]: ofp_switch_features,
  [ofp_type.OFPT_PACKET_IN]: ofp_packet_in,
  [ofp_type.OFPT_PORT_STATUS]: ofp_port_status,
  [ofp_type.OFPT_FLOW_MOD]: ofp_flow_mod,
  [ofp_type.OFPT_GROUP_MOD]: ofp_group_mod,
  [ofp_type.OFPT_MULTIPART_REQUEST]: ofp_multipart_request,
  [ofp_type.OFPT_MULTIPART_REPLY]: ofp_multipart_reply,
  [ofp_type.OFPT_BARRIER_REQUEST]: ofp_empty,
  [ofp_type.OFPT_BARRIER_REPLY]: ofp_empty,
})

export type OfpMsg = Infer<typeof ofp_msg>

import {
  byteLength,
  bytes,
  length,
  list,
  openEnumeration,
  pad,
  padded,
  struct,
  type Type,
  u16,
  u32,
  u64,
  u8,
} from '@vlcp/struct'
import { ofp_oxm, type OfpOxm } from '../../oxm/oxm.ts'
import { ofp10_port_no } from '../../v10/port-no.ts'
import { ofp_flow_removed_reason } from '../../v13/packet.ts'
import { nx_packet_in_reason } from '../action/controller.ts'

/** Of a message whose field `match_len` says how many octets the match has; zeros follow up to a multiple of eight. */
const match = padded(list<OfpOxm>(ofp_oxm, 'match_len'), 8)

/**
 * The command of a flow-mod of OpenFlow 1.0. With NXT_FLOW_MOD_TABLE_ID the upper octet is the number of the table, so
 * other numbers than these are as good.
 */
export const ofp10_flow_mod_command = openEnumeration('ofp10_flow_mod_command', u16, {
  OFPFC_ADD: 0,
  OFPFC_MODIFY: 1,
  OFPFC_MODIFY_STRICT: 2,
  OFPFC_DELETE: 3,
  OFPFC_DELETE_STRICT: 4,
})

/** NXT_FLOW_MOD. */
export const nx_flow_mod = <A>(actions: Type<A>) =>
  struct('nx_flow_mod', {
    cookie: u64,
    command: ofp10_flow_mod_command,
    /* In seconds; zero: never. */
    idle_timeout: u16,
    hard_timeout: u16,
    priority: u16,
    buffer_id: u32,
    out_port: ofp10_port_no,
    flags: u16,
    match_len: byteLength(u16),
    _pad: pad(6),
    match,
    actions,
  })

/** NXT_FLOW_REMOVED. */
export const nx_flow_removed = struct('nx_flow_removed', {
  cookie: u64,
  priority: u16,
  reason: ofp_flow_removed_reason,
  /* Number of the table plus one; zero: not known. */
  table_id: u8,
  duration_sec: u32,
  duration_nsec: u32,
  idle_timeout: u16,
  match_len: byteLength(u16),
  packet_count: u64,
  byte_count: u64,
  match,
})

/** NXT_PACKET_IN. */
export const nx_packet_in = struct('nx_packet_in', {
  buffer_id: u32,
  total_len: u16,
  reason: nx_packet_in_reason,
  table_id: u8,
  cookie: u64,
  match_len: byteLength(u16),
  _pad1: pad(6),
  match,
  _pad2: pad(2),
  data: bytes(),
})

/** NXST_FLOW and NXST_AGGREGATE requests. */
export const nx_flow_stats_request = struct('nx_flow_stats_request', {
  out_port: ofp10_port_no,
  match_len: byteLength(u16),
  /* 0xff: all tables. */
  table_id: u8,
  _pad: pad(3),
  match,
})

/** One flow of an NXST_FLOW reply. */
export const nx_flow_stats = <A>(actions: Type<A>) =>
  struct('nx_flow_stats', {
    length: length(u16),
    table_id: u8,
    _pad: pad(1),
    duration_sec: u32,
    duration_nsec: u32,
    priority: u16,
    idle_timeout: u16,
    hard_timeout: u16,
    match_len: byteLength(u16),
    /* In seconds, plus one; zero: not known. */
    idle_age: u16,
    hard_age: u16,
    cookie: u64,
    /* All ones: not known. */
    packet_count: u64,
    byte_count: u64,
    match,
    actions,
  })

import * as s from '@vlcp/struct'
import { names } from './cases.mjs'

const { bits, family, flag, length, list, mac, pad, struct, totalSize, u8, u16, u32, u64, unpaddedLength } = s

const flat = struct('flat', Object.fromEntries(names.map((name) => [name, u32])))

const packet = struct('packet', {
  eth_dst: mac,
  eth_src: mac,
  eth_type: u16,
  _ip: bits(u8, { version: 4, ihl: 4 }),
  _tos: bits(u8, { dscp: 6, ecn: 2 }),
  total_length: u16,
  identification: u16,
  _fragment: bits(u16, { reserved: flag, df: flag, mf: flag, fragment_offset: 13 }),
  ttl: u8,
  protocol: u8,
  header_checksum: u16,
  ip_src: u32,
  ip_dst: u32,
  src_port: u16,
  dst_port: u16,
  sequence: u32,
  acknowledgement: u32,
  _offset: bits(u16, { data_offset: 4, _reserved: 3, control: 9 }),
  window: u16,
  checksum: u16,
  urgent: u16,
})

const oxm = family(
  'oxm',
  struct('oxm_header', { header: u32, _size: totalSize((v) => 4 + (v.header & 255)) }),
  'header',
  {
    0x80000004: struct('in_port', { value: u32 }),
    0x80000606: struct('eth_dst', { value: mac }),
    0x80000806: struct('eth_src', { value: mac }),
    0x80000a02: struct('eth_type', { value: u16 }),
    0x80000c02: struct('vlan_vid', { value: u16 }),
    0x80001401: struct('ip_proto', { value: u8 }),
    0x80001604: struct('ipv4_src', { value: u32 }),
    0x80001804: struct('ipv4_dst', { value: u32 }),
    0x80001a02: struct('tcp_src', { value: u16 }),
    0x80001c02: struct('tcp_dst', { value: u16 }),
  },
)
const match = struct('match', { type: u16, length: unpaddedLength(u16), oxm_fields: list(oxm) }, { align: 8 })
const action = family('action', struct('action_header', { type: u16, len: length(u16) }, { align: 8 }), 'type', {
  0: struct('output', { port: u32, max_len: u16, _pad: pad(6) }),
  22: struct('group', { group_id: u32 }),
  25: struct('set_field', { field: oxm }),
})
const instruction = family(
  'instruction',
  struct('instruction_header', { type: u16, len: length(u16) }, { align: 8 }),
  'type',
  {
    1: struct('goto_table', { table_id: u8, _pad: pad(3) }),
    4: struct('apply_actions', { _pad: pad(4), actions: list(action) }),
  },
)
const message = family('message', struct('header', { version: u8, type: u8, length: length(u16), xid: u32 }), 'type', {
  0: struct('hello', {}),
  13: struct('packet_out', { buffer_id: u32 }),
  14: struct('flow_mod', {
    cookie: u64,
    cookie_mask: u64,
    table_id: u8,
    command: u8,
    idle_timeout: u16,
    hard_timeout: u16,
    priority: u16,
    buffer_id: u32,
    out_port: u32,
    out_group: u32,
    flags: u16,
    _pad: pad(2),
    match,
    instructions: list(instruction),
  }),
})

const codec = (type) => ({ encode: (value) => type.encode(value), decode: (bytes) => type.decode(bytes) })

export const ours = {
  name: '@vlcp/struct',
  'flow-mod': codec(message),
  'ethernet+ipv4+tcp': codec(packet),
  'flat 64 bytes': codec(flat),
}

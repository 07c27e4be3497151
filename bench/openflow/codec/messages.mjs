// One message of each kind, in the shape of @vlcp/openflow.
import { flowMod } from '../../struct/cases.mjs'

const XID = 0x1234
const NX = 0x2320
const EXPERIMENTER = 0xffff
const NO_BUFFER = 0xffffffff
const ANY = 0xffffffff

const frame = new Uint8Array(64).map((_, i) => (i * 37) & 0xff)
const none = new Uint8Array(0)
const output = (port) => ({ type: 0, port, max_len: 0 })
const inPort = (value) => ({ header: 0x80000004, value })

const anything10 = { in_port: 0, dl_vlan_pcp: 0, nw_tos: 0, tp_src: 0, tp_dst: 0 }

const flowMod10 = {
  version: 1,
  type: 14,
  xid: XID,
  match: {
    ...anything10,
    wildcards: 0x003000e1,
    dl_src: 0x02000000fe02,
    dl_dst: 0x020000000001,
    dl_vlan: 0xffff,
    dl_type: 0x0800,
    nw_proto: 6,
    nw_src: 0x0a000001,
    nw_dst: 0xc0a80102,
  },
  cookie: 0x123456789abcdef0n,
  command: 0,
  idle_timeout: 60,
  hard_timeout: 0,
  priority: 1000,
  buffer_id: NO_BUFFER,
  out_port: 0xffff,
  flags: 1,
  actions: [{ type: 5, dl_addr: 0x020000000003 }, output(3)],
}

/** A switch that forwards: each flow has another destination, port and counters. */
const flowStats = (i) => ({
  table_id: i % 3,
  duration_sec: 1000 + i,
  duration_nsec: 123456789,
  priority: 1000 + i,
  idle_timeout: 60,
  hard_timeout: 0,
  flags: 1,
  cookie: 0x564c000000000000n + BigInt(i),
  packet_count: BigInt(i * 1001),
  byte_count: BigInt(i * 100100),
  match: { type: 1, oxm_fields: [inPort(i), { header: 0x80000606, value: 0x020000000000 + i }] },
  instructions: [
    { type: 4, actions: [output(i)] },
    { type: 1, table_id: 5 },
  ],
})

const port = {
  port_no: 3,
  hw_addr: 0x020000000003,
  name: 'tap3a4b5c6d',
  config: 0,
  state: 4,
  curr: 0x0840,
  advertised: 0,
  supported: 0,
  peer: 0,
  curr_speed: 10000000,
  max_speed: 0,
}

const bucket = (i) => ({ weight: 0, watch_port: ANY, watch_group: ANY, actions: [output(i)] })
const group = (i) => ({ type: 0, group_id: 0x56000000 + i, buckets: [bucket(1), bucket(2), bucket(3)] })

const nicira = (subtype, fields) => ({ type: EXPERIMENTER, vendor: NX, subtype, ...fields })
const learnField = (n_bits, src, dst) => ({
  src: 0,
  dst: 0,
  n_bits,
  src_field: { header: src },
  src_ofs: 0,
  dst_field: { header: dst },
  dst_ofs: 0,
})

/** NXT_FLOW_MOD; load:5->reg1[], learn(...), ct(commit,zone=1,exec(load:1->ct_mark[])), resubmit(,3). */
const niciraFlowMod = {
  version: 1,
  type: 4,
  xid: XID,
  vendor: NX,
  subtype: 13,
  cookie: 0x1234n,
  command: 0,
  idle_timeout: 0,
  hard_timeout: 0,
  priority: 32768,
  buffer_id: NO_BUFFER,
  out_port: 0xffff,
  flags: 0,
  match: [
    { header: 0x00000002, value: 3 },
    { header: 0x00000602, value: 0x0800 },
    { header: 0x00010004, value: 7 },
    { header: 0x0001d308, value: 0x20, mask: 0x20 },
  ],
  actions: [
    nicira(7, { ofs: 0, n_bits_less_1: 31, dst: 0x00010204, value: 5n }),
    nicira(16, {
      idle_timeout: 10,
      hard_timeout: 20,
      priority: 100,
      cookie: 1n,
      flags: 3,
      table_id: 1,
      fin_idle_timeout: 1,
      fin_hard_timeout: 2,
      specs: [
        learnField(12, 0x00000802, 0x00000802),
        learnField(48, 0x00000406, 0x00000206),
        { src: 0, dst: 2, n_bits: 16, src_field: { header: 2 }, src_ofs: 0 },
      ],
    }),
    nicira(35, {
      flags: 1,
      zone_src: 0,
      zone: 1,
      recirc_table: 0xff,
      alg: 0,
      actions: [nicira(7, { ofs: 0, n_bits_less_1: 31, dst: 0x0001d604, value: 1n })],
    }),
    nicira(14, { in_port: 0xfff8, table: 3 }),
  ],
}

export const messages = {
  'echo 1.3': { version: 4, type: 2, xid: XID, data: frame.subarray(0, 8) },
  'packet-in 1.3': {
    version: 4,
    type: 10,
    xid: XID,
    buffer_id: NO_BUFFER,
    total_len: 64,
    reason: 0,
    table_id: 0,
    cookie: 0xffffffffffffffffn,
    match: { type: 1, oxm_fields: [inPort(3)] },
    data: frame,
  },
  'packet-out 1.3': {
    version: 4,
    type: 13,
    xid: XID,
    buffer_id: NO_BUFFER,
    in_port: 3,
    actions: [output(4)],
    data: frame,
  },
  'packet-in 1.0': {
    version: 1,
    type: 10,
    xid: XID,
    buffer_id: 77,
    total_len: 64,
    in_port: 3,
    reason: 0,
    data: frame,
  },
  'packet-out 1.0': { version: 1, type: 13, xid: XID, buffer_id: 77, in_port: 3, actions: [output(4)], data: none },
  'flow-mod 1.3': flowMod,
  'flow-mod 1.0': flowMod10,
  'flow-mod 1.0 of Nicira': niciraFlowMod,
  'flow statistics 1.3, 20 flows': {
    version: 4,
    type: 19,
    xid: XID,
    mp_type: 1,
    flags: 0,
    flow_stats: Array.from({ length: 20 }, (_, i) => flowStats(i + 1)),
  },
  'port-status 1.3': { version: 4, type: 12, xid: XID, reason: 2, desc: port },
  'group descriptions 1.3, 4 groups': {
    version: 4,
    type: 19,
    xid: XID,
    mp_type: 7,
    flags: 0,
    group_desc: [group(1), group(2), group(3), group(4)],
  },
}

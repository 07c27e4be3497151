// The three values every contender decodes and encodes, in the shape of @vlcp/struct.

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p']

/** Sixteen unsigned 32-bit integers. */
export const flat = Object.fromEntries(names.map((name, i) => [name, (0x9e3779b1 * (i + 1)) >>> 0]))

/** Ethernet, IPv4 without options, TCP without options. */
export const packet = {
  eth_dst: 0x020000000001,
  eth_src: 0x02000000fe02,
  eth_type: 0x0800,
  version: 4,
  ihl: 5,
  dscp: 10,
  ecn: 1,
  total_length: 40,
  identification: 0xbeef,
  reserved: false,
  df: true,
  mf: false,
  fragment_offset: 0,
  ttl: 64,
  protocol: 6,
  header_checksum: 0x1234,
  ip_src: 0x0a000001,
  ip_dst: 0xc0a80102,
  src_port: 43210,
  dst_port: 443,
  sequence: 0xdeadbeef,
  acknowledgement: 0x01020304,
  data_offset: 5,
  control: 0x18,
  window: 65535,
  checksum: 0xabcd,
  urgent: 0,
}

/** OpenFlow 1.3 flow-mod: five match fields, one apply-actions instruction with three actions. */
export const flowMod = {
  version: 4,
  type: 14,
  xid: 0x1234,
  cookie: 0x123456789abcdef0n,
  cookie_mask: 0xffffffffffffffffn,
  table_id: 3,
  command: 0,
  idle_timeout: 60,
  hard_timeout: 0,
  priority: 1000,
  buffer_id: 0xffffffff,
  out_port: 0xffffffff,
  out_group: 0xffffffff,
  flags: 1,
  match: {
    type: 1,
    oxm_fields: [
      { header: 0x80000004, value: 7 },
      { header: 0x80000a02, value: 0x0800 },
      { header: 0x80000606, value: 0x020000000001 },
      { header: 0x80001401, value: 6 },
      { header: 0x80001804, value: 0x0a000001 },
    ],
  },
  instructions: [
    {
      type: 4,
      actions: [
        { type: 25, field: { header: 0x80000806, value: 0x02000000fe02 } },
        { type: 22, group_id: 5 },
        { type: 0, port: 3, max_len: 0 },
      ],
    },
  ],
}

export const cases = [
  { name: 'flow-mod', value: flowMod },
  { name: 'ethernet+ipv4+tcp', value: packet },
  { name: 'flat 64 bytes', value: flat },
]
export { names }

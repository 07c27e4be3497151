// restructure has neither 48- nor 64-bit integers; they are pairs here. Lengths in bytes are part of the value.
import * as r from 'restructure'
import { names } from './cases.mjs'

const { uint8, uint16be, uint32be } = r
const flat = new r.Struct(Object.fromEntries(names.map((name) => [name, uint32be])))

const mac = new r.Struct({ high: uint16be, low: uint32be })
const u64 = new r.Struct({ high: uint32be, low: uint32be })

// Bitfields of restructure are single bits, so wider parts share an integer, as they do in the value.
const packet = new r.Struct({
  eth_dst: mac,
  eth_src: mac,
  eth_type: uint16be,
  version_ihl: uint8,
  tos: uint8,
  total_length: uint16be,
  identification: uint16be,
  fragment: uint16be,
  ttl: uint8,
  protocol: uint8,
  header_checksum: uint16be,
  ip_src: uint32be,
  ip_dst: uint32be,
  src_port: uint16be,
  dst_port: uint16be,
  sequence: uint32be,
  acknowledgement: uint32be,
  offset_control: uint16be,
  window: uint16be,
  checksum: uint16be,
  urgent: uint16be,
})

const oxm = new r.VersionedStruct(uint32be, {
  0x80000004: { value: uint32be },
  0x80000606: { value: mac },
  0x80000806: { value: mac },
  0x80000a02: { value: uint16be },
  0x80000c02: { value: uint16be },
  0x80001401: { value: uint8 },
  0x80001604: { value: uint32be },
  0x80001804: { value: uint32be },
  0x80001a02: { value: uint16be },
  0x80001c02: { value: uint16be },
})
const action = new r.VersionedStruct(uint16be, {
  0: { len: uint16be, port: uint32be, max_len: uint16be, _pad: new r.Reserved(uint8, 6) },
  22: { len: uint16be, group_id: uint32be },
  25: { len: uint16be, field: oxm, _pad: new r.Reserved(uint8, 2) },
})
const instruction = new r.VersionedStruct(uint16be, {
  1: { len: uint16be, table_id: uint8, _pad: new r.Reserved(uint8, 3) },
  4: { len: uint16be, _pad: new r.Reserved(uint8, 4), actions: new r.Array(action, (p) => p.len - 8, 'bytes') },
})
const flowMod = new r.Struct({
  version: uint8,
  type: uint8,
  length: uint16be,
  xid: uint32be,
  cookie: u64,
  cookie_mask: u64,
  table_id: uint8,
  command: uint8,
  idle_timeout: uint16be,
  hard_timeout: uint16be,
  priority: uint16be,
  buffer_id: uint32be,
  out_port: uint32be,
  out_group: uint32be,
  flags: uint16be,
  _pad: new r.Reserved(uint8, 2),
  match_type: uint16be,
  match_length: uint16be,
  oxm_fields: new r.Array(oxm, (p) => p.match_length - 4, 'bytes'),
  // A computed size of padding cannot be encoded; this is the padding of the value at hand.
  _pad2: new r.Reserved(uint8, 7),
  instructions: new r.Array(instruction, (p) => p.length - 48 - Math.ceil(p.match_length / 8) * 8, 'bytes'),
})

const split = (n) => ({ high: Math.floor(n / 4294967296), low: n % 4294967296 })
const join = ({ high, low }) => high * 4294967296 + low
const split64 = (n) => ({ high: Number(n >> 32n), low: Number(n & 0xffffffffn) })
const join64 = ({ high, low }) => (BigInt(high) << 32n) | BigInt(low)

const isMac = (header) => header === 0x80000606 || header === 0x80000806
const toField = ({ header, value }) => ({ version: header, value: isMac(header) ? split(value) : value })
const fromField = ({ version, value }) => ({ header: version, value: isMac(version) ? join(value) : value })

const sizes = { 0: 16, 22: 8, 25: 16 }
const toAction = ({ type, field, ...rest }) =>
  field === undefined ? { version: type, len: sizes[type], ...rest } : { version: type, len: 16, field: toField(field) }
const fromAction = ({ version, len: _len, field, _pad, ...rest }) =>
  field === undefined ? { type: version, ...rest } : { type: version, field: fromField(field) }

function toFlowMod({ match, instructions, cookie, cookie_mask, ...rest }) {
  const match_length = match.oxm_fields.reduce((sum, { header }) => sum + 4 + (header & 255), 4)
  const made = instructions.map(({ type, actions }) => {
    const list = actions.map(toAction)
    return { version: type, len: list.reduce((sum, { len }) => sum + len, 8), actions: list }
  })
  const length = made.reduce((sum, { len }) => sum + len, 48 + Math.ceil(match_length / 8) * 8)
  return {
    ...rest,
    length,
    cookie: split64(cookie),
    cookie_mask: split64(cookie_mask),
    match_type: match.type,
    match_length,
    oxm_fields: match.oxm_fields.map(toField),
    instructions: made,
  }
}

function fromFlowMod({
  length: _length,
  match_type,
  match_length: _match,
  oxm_fields,
  instructions,
  _pad,
  _pad2,
  ...rest
}) {
  return {
    ...rest,
    cookie: join64(rest.cookie),
    cookie_mask: join64(rest.cookie_mask),
    match: { type: match_type, oxm_fields: oxm_fields.map(fromField) },
    instructions: instructions.map(({ version, actions }) => ({ type: version, actions: actions.map(fromAction) })),
  }
}

function toPacket({
  eth_dst,
  eth_src,
  version,
  ihl,
  dscp,
  ecn,
  reserved,
  df,
  mf,
  fragment_offset,
  data_offset,
  control,
  ...v
}) {
  return {
    ...v,
    eth_dst: split(eth_dst),
    eth_src: split(eth_src),
    version_ihl: (version << 4) | ihl,
    tos: (dscp << 2) | ecn,
    fragment: (reserved << 15) | (df << 14) | (mf << 13) | fragment_offset,
    offset_control: (data_offset << 12) | control,
  }
}

function fromPacket({ eth_dst, eth_src, version_ihl, tos, fragment, offset_control, ...v }) {
  return {
    ...v,
    eth_dst: join(eth_dst),
    eth_src: join(eth_src),
    version: version_ihl >> 4,
    ihl: version_ihl & 15,
    dscp: tos >> 2,
    ecn: tos & 3,
    reserved: (fragment & 0x8000) !== 0,
    df: (fragment & 0x4000) !== 0,
    mf: (fragment & 0x2000) !== 0,
    fragment_offset: fragment & 0x1fff,
    data_offset: offset_control >> 12,
    control: offset_control & 511,
  }
}

const codec = (type, from, to) => ({ decode: (b) => type.fromBuffer(b), encode: (v) => type.toBuffer(v), from, to })
const same = (v) => v

export const restructure = {
  name: 'restructure',
  'flow-mod': codec(flowMod, fromFlowMod, toFlowMod),
  'ethernet+ipv4+tcp': codec(packet, fromPacket, toPacket),
  'flat 64 bytes': codec(flat, same, same),
}

// micro-packed: variants are { TAG, data }; lengths exclude what stands before them, so they are mapped by `apply`.
import * as P from 'micro-packed'
import { names } from './cases.mjs'

const flat = P.struct(Object.fromEntries(names.map((name) => [name, P.U32BE])))

const u48 = P.int(6)
const packet = P.struct({
  eth_dst: u48,
  eth_src: u48,
  eth_type: P.U16BE,
  version: P.bits(4),
  ihl: P.bits(4),
  dscp: P.bits(6),
  ecn: P.bits(2),
  total_length: P.U16BE,
  identification: P.U16BE,
  reserved: P.bits(1),
  df: P.bits(1),
  mf: P.bits(1),
  fragment_offset: P.bits(13),
  ttl: P.U8,
  protocol: P.U8,
  header_checksum: P.U16BE,
  ip_src: P.U32BE,
  ip_dst: P.U32BE,
  src_port: P.U16BE,
  dst_port: P.U16BE,
  sequence: P.U32BE,
  acknowledgement: P.U32BE,
  data_offset: P.bits(4),
  unused: P.bits(3),
  control: P.bits(9),
  window: P.U16BE,
  checksum: P.U16BE,
  urgent: P.U16BE,
})

const lengthPlus = (n) => P.apply(P.U16BE, { encode: (stored) => stored - n, decode: (actual) => actual + n })
const zero = (n) => P.magicBytes(new Uint8Array(n))
const value = (inner) => P.struct({ value: inner })
const oxm = P.tag(P.U32BE, {
  0x80000004: value(P.U32BE),
  0x80000606: value(u48),
  0x80000806: value(u48),
  0x80000a02: value(P.U16BE),
  0x80000c02: value(P.U16BE),
  0x80001401: value(P.U8),
  0x80001604: value(P.U32BE),
  0x80001804: value(P.U32BE),
  0x80001a02: value(P.U16BE),
  0x80001c02: value(P.U16BE),
})
const action = P.tag(P.U16BE, {
  0: P.prefix(lengthPlus(4), P.struct({ port: P.U32BE, max_len: P.U16BE, _pad: zero(6) })),
  22: P.prefix(lengthPlus(4), P.struct({ group_id: P.U32BE })),
  25: P.prefix(lengthPlus(4), P.struct({ field: oxm, _pad: zero(2) })),
})
const instruction = P.tag(P.U16BE, {
  1: P.prefix(lengthPlus(4), P.struct({ table_id: P.U8, _pad: zero(3) })),
  4: P.prefix(lengthPlus(4), P.struct({ _pad: zero(4), actions: P.array(null, action) })),
})
const match = P.padRight(
  8,
  P.struct({ type: P.U16BE, oxm_fields: P.prefix(lengthPlus(4), P.array(null, oxm)) }),
  P.ZeroPad,
)
const body = P.struct({
  xid: P.U32BE,
  cookie: P.U64BE,
  cookie_mask: P.U64BE,
  table_id: P.U8,
  command: P.U8,
  idle_timeout: P.U16BE,
  hard_timeout: P.U16BE,
  priority: P.U16BE,
  buffer_id: P.U32BE,
  out_port: P.U32BE,
  out_group: P.U32BE,
  flags: P.U16BE,
  _pad: zero(2),
  match,
  instructions: P.array(null, instruction),
})
const flowMod = P.struct({ version: P.U8, type: P.U8, body: P.prefix(lengthPlus(4), body) })

const toField = ({ header, value: inner }) => ({ TAG: header, data: { value: inner } })
const fromField = ({ TAG, data }) => ({ header: TAG, value: data.value })

function toAction({ type, field, ...rest }) {
  return { TAG: type, data: field === undefined ? rest : { field: toField(field) } }
}

function fromAction({ TAG, data: { field, _pad, ...rest } }) {
  return field === undefined ? { type: TAG, ...rest } : { type: TAG, field: fromField(field) }
}

function toFlowMod({ version, type, match: { type: kind, oxm_fields }, instructions, ...rest }) {
  return {
    version,
    type,
    body: {
      ...rest,
      match: { type: kind, oxm_fields: oxm_fields.map(toField) },
      instructions: instructions.map((i) => ({ TAG: i.type, data: { actions: i.actions.map(toAction) } })),
    },
  }
}

function fromFlowMod({
  version,
  type,
  body: {
    match: { type: kind, oxm_fields },
    instructions,
    _pad,
    ...rest
  },
}) {
  return {
    version,
    type,
    ...rest,
    match: { type: kind, oxm_fields: oxm_fields.map(fromField) },
    instructions: instructions.map(({ TAG, data }) => ({ type: TAG, actions: data.actions.map(fromAction) })),
  }
}

const toPacket = (v) => ({ ...v, reserved: Number(v.reserved), df: Number(v.df), mf: Number(v.mf), unused: 0 })
const fromPacket = ({ unused: _unused, ...v }) => ({ ...v, reserved: v.reserved === 1, df: v.df === 1, mf: v.mf === 1 })
const same = (v) => v

export const microPacked = {
  name: 'micro-packed',
  'flow-mod': { decode: (b) => flowMod.decode(b), encode: (v) => flowMod.encode(v), from: fromFlowMod, to: toFlowMod },
  'ethernet+ipv4+tcp': {
    decode: (b) => packet.decode(b),
    encode: (v) => packet.encode(v),
    from: fromPacket,
    to: toPacket,
  },
  'flat 64 bytes': { decode: (b) => flat.decode(b), encode: (v) => flat.encode(v), from: same, to: same },
}

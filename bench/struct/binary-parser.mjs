// binary-parser decodes only. It has no 48-bit integers, so a MAC address is two fields.
import { Parser } from 'binary-parser'
import { names } from './cases.mjs'

const start = () => new Parser().endianness('big')

let flat = start()
for (const name of names) flat = flat.uint32(name)

const packet = start()
  .uint16('dst_high')
  .uint32('dst_low')
  .uint16('src_high')
  .uint32('src_low')
  .uint16('eth_type')
  .bit4('version')
  .bit4('ihl')
  .bit6('dscp')
  .bit2('ecn')
  .uint16('total_length')
  .uint16('identification')
  .bit1('reserved')
  .bit1('df')
  .bit1('mf')
  .bit13('fragment_offset')
  .uint8('ttl')
  .uint8('protocol')
  .uint16('header_checksum')
  .uint32('ip_src')
  .uint32('ip_dst')
  .uint16('src_port')
  .uint16('dst_port')
  .uint32('sequence')
  .uint32('acknowledgement')
  .bit4('data_offset')
  .bit3('unused')
  .bit9('control')
  .uint16('window')
  .uint16('checksum')
  .uint16('urgent')

const mac = start().uint16('high').uint32('low')
const u32 = start().uint32('value')
const u16 = start().uint16('value')
const u8 = start().uint8('value')
const oxm = start()
  .uint32('header')
  .choice('body', {
    tag: 'header',
    choices: {
      0x80000004: u32,
      0x80000606: mac,
      0x80000806: mac,
      0x80000a02: u16,
      0x80000c02: u16,
      0x80001401: u8,
      0x80001604: u32,
      0x80001804: u32,
      0x80001a02: u16,
      0x80001c02: u16,
    },
  })
const action = start()
  .uint16('type')
  .uint16('len')
  .choice('body', {
    tag: 'type',
    choices: {
      0: start().uint32('port').uint16('max_len').seek(6),
      22: start().uint32('group_id'),
      25: start().nest('field', { type: oxm }).seek(2),
    },
  })
const instruction = start()
  .uint16('type')
  .uint16('len')
  .choice('body', {
    tag: 'type',
    choices: {
      1: start().uint8('table_id').seek(3),
      4: start()
        .seek(4)
        .array('actions', {
          type: action,
          lengthInBytes() {
            return this.$parent.len - 8
          },
        }),
    },
  })
const flowMod = start()
  .uint8('version')
  .uint8('type')
  .uint16('length')
  .uint32('xid')
  .uint64('cookie')
  .uint64('cookie_mask')
  .uint8('table_id')
  .uint8('command')
  .uint16('idle_timeout')
  .uint16('hard_timeout')
  .uint16('priority')
  .uint32('buffer_id')
  .uint32('out_port')
  .uint32('out_group')
  .uint16('flags')
  .seek(2)
  .uint16('match_type')
  .uint16('match_length')
  .array('oxm_fields', {
    type: oxm,
    lengthInBytes() {
      return this.match_length - 4
    },
  })
  .seek(function () {
    return (8 - (this.match_length % 8)) % 8
  })
  .array('instructions', {
    type: instruction,
    lengthInBytes() {
      return this.length - 48 - Math.ceil(this.match_length / 8) * 8
    },
  })
  .useContextVars()

const join = ({ high, low }) => high * 4294967296 + low
const field = ({ header, body }) => ({ header, value: 'high' in body ? join(body) : body.value })

function fromAction({ type, body }) {
  const { len: _len, field: inner, ...rest } = body
  return inner === undefined ? { type, ...rest } : { type, field: field(inner) }
}

function fromFlowMod({ length: _length, match_type, match_length: _match_length, oxm_fields, instructions, ...rest }) {
  return {
    ...rest,
    match: { type: match_type, oxm_fields: oxm_fields.map(field) },
    instructions: instructions.map(({ type, body }) => ({ type, actions: body.actions.map(fromAction) })),
  }
}

function fromPacket({ dst_high, dst_low, src_high, src_low, unused: _unused, ...rest }) {
  const { reserved, df, mf } = rest
  const bits = { reserved: reserved === 1, df: df === 1, mf: mf === 1 }
  return { eth_dst: dst_high * 4294967296 + dst_low, eth_src: src_high * 4294967296 + src_low, ...rest, ...bits }
}

export const binaryParser = {
  name: 'binary-parser',
  'flow-mod': { decode: (bytes) => flowMod.parse(bytes), from: fromFlowMod },
  'ethernet+ipv4+tcp': { decode: (bytes) => packet.parse(bytes), from: fromPacket },
  'flat 64 bytes': { decode: (bytes) => flat.parse(bytes), from: (value) => value },
}

// typed-binary has no byte lengths, no bit fields and no 48- or 64-bit integers: those are schemas of one's own.
import * as bin from 'typed-binary'
import { names } from './cases.mjs'

const { u8, u16, u32 } = bin
const size =
  (n) =>
  (_value, measurer = new bin.Measurer()) =>
    measurer.add(n)

class U48 extends bin.Schema {
  measure = size(6)
  read(input) {
    return input.readUint16() * 4294967296 + input.readUint32()
  }
  write(output, value) {
    output.writeUint16(Math.floor(value / 4294967296))
    output.writeUint32(value % 4294967296)
  }
}

class U64 extends bin.Schema {
  measure = size(8)
  read(input) {
    return (BigInt(input.readUint32()) << 32n) | BigInt(input.readUint32())
  }
  write(output, value) {
    output.writeUint32(Number(value >> 32n))
    output.writeUint32(Number(value & 0xffffffffn))
  }
}

const u48 = new U48()
const u64 = new U64()

/** Items to the end of a length in front of them that counts `plus` bytes more, padded to 8. */
class Sized extends bin.Schema {
  constructor(item, plus, gap) {
    super()
    this.item = item
    this.plus = plus
    this.gap = gap
  }
  content(value) {
    const measurer = new bin.Measurer()
    for (const item of value) this.item.measure(item, measurer)
    return measurer.size
  }
  measure(value, measurer = new bin.Measurer()) {
    const content = this.content(value)
    return measurer.add(2 + this.gap + content + padding(this.plus, content))
  }
  read(input) {
    const content = input.readUint16() - this.plus
    input.skipBytes(this.gap)
    const end = input.currentByteOffset + content
    const list = []
    while (input.currentByteOffset < end) list.push(this.item.read(input))
    input.skipBytes(padding(this.plus, content))
    return list
  }
  write(output, value) {
    const content = this.content(value)
    output.writeUint16(content + this.plus)
    for (let i = 0; i < this.gap; i++) output.writeUint8(0)
    for (const item of value) this.item.write(output, item)
    for (let i = padding(this.plus, content); i > 0; i--) output.writeUint8(0)
  }
}

const padding = (plus, content) => (8 - ((plus + content) % 8)) % 8

/** A tag of the given schema, then the object schema of its variant. */
class Tagged extends bin.Schema {
  constructor(key, tag, variants) {
    super()
    this.key = key
    this.tag = tag
    this.variants = variants
  }
  measure(value, measurer = new bin.Measurer()) {
    this.tag.measure(0, measurer)
    return this.variants[value[this.key]].measure(value, measurer)
  }
  read(input) {
    const tag = this.tag.read(input)
    return { [this.key]: tag, ...this.variants[tag].read(input) }
  }
  write(output, value) {
    this.tag.write(output, value[this.key])
    this.variants[value[this.key]].write(output, value)
  }
}

const flat = bin.object(Object.fromEntries(names.map((name) => [name, u32])))

const packet = bin.object({
  eth_dst: u48,
  eth_src: u48,
  eth_type: u16,
  version_ihl: u8,
  tos: u8,
  total_length: u16,
  identification: u16,
  fragment: u16,
  ttl: u8,
  protocol: u8,
  header_checksum: u16,
  ip_src: u32,
  ip_dst: u32,
  src_port: u16,
  dst_port: u16,
  sequence: u32,
  acknowledgement: u32,
  offset_control: u16,
  window: u16,
  checksum: u16,
  urgent: u16,
})

const value = (inner) => bin.object({ value: inner })
const oxm = new Tagged('header', u32, {
  0x80000004: value(u32),
  0x80000606: value(u48),
  0x80000806: value(u48),
  0x80000a02: value(u16),
  0x80000c02: value(u16),
  0x80001401: value(u8),
  0x80001604: value(u32),
  0x80001804: value(u32),
  0x80001a02: value(u16),
  0x80001c02: value(u16),
})
const action = new Tagged('type', u16, {
  0: bin.object({ len: u16, port: u32, max_len: u16, pad: bin.arrayOf(u8, 6) }),
  22: bin.object({ len: u16, group_id: u32 }),
  25: bin.object({ len: u16, field: oxm, pad: bin.arrayOf(u8, 2) }),
})
const instruction = new Tagged('type', u16, { 4: bin.object({ actions: new Sized(action, 8, 4) }) })

// A schema sees neither the fields around it nor the end of the input, so the one instruction is counted.
const flowMod = bin.object({
  version: u8,
  type: u8,
  length: u16,
  xid: u32,
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
  pad: u16,
  match: bin.object({ type: u16, oxm_fields: new Sized(oxm, 4, 0) }),
  instructions: bin.arrayOf(instruction, 1),
})

const big = { endianness: 'big' }

function codec(schema, from, to) {
  return {
    decode: (bytes) => schema.read(new bin.BufferReader(bytes.buffer, { ...big, byteOffset: bytes.byteOffset })),
    encode(v) {
      const buffer = new ArrayBuffer(schema.measure(v).size)
      schema.write(new bin.BufferWriter(buffer, big), v)
      return new Uint8Array(buffer)
    },
    from,
    to,
  }
}

const lengths = { 0: 16, 22: 8, 25: 16 }

function toAction(a) {
  const pad = { 0: [0, 0, 0, 0, 0, 0], 25: [0, 0] }[a.type]
  return { ...a, len: lengths[a.type], ...(pad === undefined ? {} : { pad }) }
}

function toFlowMod({ instructions, ...v }) {
  const made = {
    ...v,
    length: 0,
    pad: 0,
    instructions: instructions.map((i) => ({ ...i, actions: i.actions.map(toAction) })),
  }
  return { ...made, length: flowMod.measure(made).size }
}

function fromFlowMod({ length: _length, pad: _pad, instructions, ...v }) {
  const strip = ({ len: _len, pad: _p, ...a }) => a
  return { ...v, instructions: instructions.map(({ type, actions }) => ({ type, actions: actions.map(strip) })) }
}

function toPacket({ version, ihl, dscp, ecn, reserved, df, mf, fragment_offset, data_offset, control, ...v }) {
  return {
    ...v,
    version_ihl: (version << 4) | ihl,
    tos: (dscp << 2) | ecn,
    fragment: (reserved << 15) | (df << 14) | (mf << 13) | fragment_offset,
    offset_control: (data_offset << 12) | control,
  }
}

function fromPacket({ version_ihl, tos, fragment, offset_control, ...v }) {
  return {
    ...v,
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

const same = (v) => v

export const typedBinary = {
  name: 'typed-binary',
  'flow-mod': codec(flowMod, fromFlowMod, toFlowMod),
  'ethernet+ipv4+tcp': codec(packet, fromPacket, toPacket),
  'flat 64 bytes': codec(flat, same, same),
}

// What one would write by hand, three times: with Buffer methods, with a DataView made for each message, and with a DataView
// kept for as long as the messages lie in the same memory. The fastest one is the yardstick.

const newView = (b) => new DataView(b.buffer, b.byteOffset, b.length)
const atStart = () => 0

let kept = newView(new Uint8Array(0))
function keptView(b) {
  if (kept.buffer !== b.buffer) kept = new DataView(b.buffer)
  return kept
}
const inMemory = (b) => b.byteOffset

// --- flat -----------------------------------------------------------------------------------------------------------

const decodeFlatView = (view, base) => (bytes) => {
  const d = view(bytes)
  const o = base(bytes)
  if (bytes.length !== 64) throw new Error('size')
  return {
    a: d.getUint32(o),
    b: d.getUint32(o + 4),
    c: d.getUint32(o + 8),
    d: d.getUint32(o + 12),
    e: d.getUint32(o + 16),
    f: d.getUint32(o + 20),
    g: d.getUint32(o + 24),
    h: d.getUint32(o + 28),
    i: d.getUint32(o + 32),
    j: d.getUint32(o + 36),
    k: d.getUint32(o + 40),
    l: d.getUint32(o + 44),
    m: d.getUint32(o + 48),
    n: d.getUint32(o + 52),
    o: d.getUint32(o + 56),
    p: d.getUint32(o + 60),
  }
}

function decodeFlatBuffer(b) {
  if (b.length !== 64) throw new Error('size')
  return {
    a: b.readUInt32BE(0),
    b: b.readUInt32BE(4),
    c: b.readUInt32BE(8),
    d: b.readUInt32BE(12),
    e: b.readUInt32BE(16),
    f: b.readUInt32BE(20),
    g: b.readUInt32BE(24),
    h: b.readUInt32BE(28),
    i: b.readUInt32BE(32),
    j: b.readUInt32BE(36),
    k: b.readUInt32BE(40),
    l: b.readUInt32BE(44),
    m: b.readUInt32BE(48),
    n: b.readUInt32BE(52),
    o: b.readUInt32BE(56),
    p: b.readUInt32BE(60),
  }
}

const encodeFlatView = (view, base) => (v) => {
  const bytes = Buffer.allocUnsafe(64)
  const d = view(bytes)
  const o = base(bytes)
  d.setUint32(o, v.a)
  d.setUint32(o + 4, v.b)
  d.setUint32(o + 8, v.c)
  d.setUint32(o + 12, v.d)
  d.setUint32(o + 16, v.e)
  d.setUint32(o + 20, v.f)
  d.setUint32(o + 24, v.g)
  d.setUint32(o + 28, v.h)
  d.setUint32(o + 32, v.i)
  d.setUint32(o + 36, v.j)
  d.setUint32(o + 40, v.k)
  d.setUint32(o + 44, v.l)
  d.setUint32(o + 48, v.m)
  d.setUint32(o + 52, v.n)
  d.setUint32(o + 56, v.o)
  d.setUint32(o + 60, v.p)
  return bytes
}

function encodeFlatBuffer(v) {
  const b = Buffer.allocUnsafe(64)
  b.writeUInt32BE(v.a, 0)
  b.writeUInt32BE(v.b, 4)
  b.writeUInt32BE(v.c, 8)
  b.writeUInt32BE(v.d, 12)
  b.writeUInt32BE(v.e, 16)
  b.writeUInt32BE(v.f, 20)
  b.writeUInt32BE(v.g, 24)
  b.writeUInt32BE(v.h, 28)
  b.writeUInt32BE(v.i, 32)
  b.writeUInt32BE(v.j, 36)
  b.writeUInt32BE(v.k, 40)
  b.writeUInt32BE(v.l, 44)
  b.writeUInt32BE(v.m, 48)
  b.writeUInt32BE(v.n, 52)
  b.writeUInt32BE(v.o, 56)
  b.writeUInt32BE(v.p, 60)
  return b
}

// --- packet ---------------------------------------------------------------------------------------------------------

const decodePacketView = (view, base) => (bytes) => {
  const d = view(bytes)
  const o = base(bytes)
  if (bytes.length !== 54) throw new Error('size')
  const ip = d.getUint8(o + 14),
    tos = d.getUint8(o + 15),
    fragment = d.getUint16(o + 20),
    offset = d.getUint16(o + 46)
  return {
    eth_dst: d.getUint16(o) * 4294967296 + d.getUint32(o + 2),
    eth_src: d.getUint16(o + 6) * 4294967296 + d.getUint32(o + 8),
    eth_type: d.getUint16(o + 12),
    version: ip >> 4,
    ihl: ip & 15,
    dscp: tos >> 2,
    ecn: tos & 3,
    total_length: d.getUint16(o + 16),
    identification: d.getUint16(o + 18),
    reserved: (fragment & 0x8000) !== 0,
    df: (fragment & 0x4000) !== 0,
    mf: (fragment & 0x2000) !== 0,
    fragment_offset: fragment & 0x1fff,
    ttl: d.getUint8(o + 22),
    protocol: d.getUint8(o + 23),
    header_checksum: d.getUint16(o + 24),
    ip_src: d.getUint32(o + 26),
    ip_dst: d.getUint32(o + 30),
    src_port: d.getUint16(o + 34),
    dst_port: d.getUint16(o + 36),
    sequence: d.getUint32(o + 38),
    acknowledgement: d.getUint32(o + 42),
    data_offset: offset >> 12,
    control: offset & 511,
    window: d.getUint16(o + 48),
    checksum: d.getUint16(o + 50),
    urgent: d.getUint16(o + 52),
  }
}

function decodePacketBuffer(b) {
  if (b.length !== 54) throw new Error('size')
  const ip = b[14],
    tos = b[15],
    fragment = b.readUInt16BE(20),
    offset = b.readUInt16BE(46)
  return {
    eth_dst: b.readUIntBE(0, 6),
    eth_src: b.readUIntBE(6, 6),
    eth_type: b.readUInt16BE(12),
    version: ip >> 4,
    ihl: ip & 15,
    dscp: tos >> 2,
    ecn: tos & 3,
    total_length: b.readUInt16BE(16),
    identification: b.readUInt16BE(18),
    reserved: (fragment & 0x8000) !== 0,
    df: (fragment & 0x4000) !== 0,
    mf: (fragment & 0x2000) !== 0,
    fragment_offset: fragment & 0x1fff,
    ttl: b[22],
    protocol: b[23],
    header_checksum: b.readUInt16BE(24),
    ip_src: b.readUInt32BE(26),
    ip_dst: b.readUInt32BE(30),
    src_port: b.readUInt16BE(34),
    dst_port: b.readUInt16BE(36),
    sequence: b.readUInt32BE(38),
    acknowledgement: b.readUInt32BE(42),
    data_offset: offset >> 12,
    control: offset & 511,
    window: b.readUInt16BE(48),
    checksum: b.readUInt16BE(50),
    urgent: b.readUInt16BE(52),
  }
}

const encodePacketView = (view, base) => (v) => {
  const bytes = Buffer.allocUnsafe(54)
  const d = view(bytes)
  const o = base(bytes)
  d.setUint16(o, v.eth_dst / 4294967296)
  d.setUint32(o + 2, v.eth_dst)
  d.setUint16(o + 6, v.eth_src / 4294967296)
  d.setUint32(o + 8, v.eth_src)
  d.setUint16(o + 12, v.eth_type)
  d.setUint8(o + 14, (v.version << 4) | v.ihl)
  d.setUint8(o + 15, (v.dscp << 2) | v.ecn)
  d.setUint16(o + 16, v.total_length)
  d.setUint16(o + 18, v.identification)
  d.setUint16(o + 20, (v.reserved ? 0x8000 : 0) | (v.df ? 0x4000 : 0) | (v.mf ? 0x2000 : 0) | v.fragment_offset)
  d.setUint8(o + 22, v.ttl)
  d.setUint8(o + 23, v.protocol)
  d.setUint16(o + 24, v.header_checksum)
  d.setUint32(o + 26, v.ip_src)
  d.setUint32(o + 30, v.ip_dst)
  d.setUint16(o + 34, v.src_port)
  d.setUint16(o + 36, v.dst_port)
  d.setUint32(o + 38, v.sequence)
  d.setUint32(o + 42, v.acknowledgement)
  d.setUint16(o + 46, (v.data_offset << 12) | v.control)
  d.setUint16(o + 48, v.window)
  d.setUint16(o + 50, v.checksum)
  d.setUint16(o + 52, v.urgent)
  return bytes
}

function encodePacketBuffer(v) {
  const b = Buffer.allocUnsafe(54)
  b.writeUIntBE(v.eth_dst, 0, 6)
  b.writeUIntBE(v.eth_src, 6, 6)
  b.writeUInt16BE(v.eth_type, 12)
  b[14] = (v.version << 4) | v.ihl
  b[15] = (v.dscp << 2) | v.ecn
  b.writeUInt16BE(v.total_length, 16)
  b.writeUInt16BE(v.identification, 18)
  b.writeUInt16BE((v.reserved ? 0x8000 : 0) | (v.df ? 0x4000 : 0) | (v.mf ? 0x2000 : 0) | v.fragment_offset, 20)
  b[22] = v.ttl
  b[23] = v.protocol
  b.writeUInt16BE(v.header_checksum, 24)
  b.writeUInt32BE(v.ip_src, 26)
  b.writeUInt32BE(v.ip_dst, 30)
  b.writeUInt16BE(v.src_port, 34)
  b.writeUInt16BE(v.dst_port, 36)
  b.writeUInt32BE(v.sequence, 38)
  b.writeUInt32BE(v.acknowledgement, 42)
  b.writeUInt16BE((v.data_offset << 12) | v.control, 46)
  b.writeUInt16BE(v.window, 48)
  b.writeUInt16BE(v.checksum, 50)
  b.writeUInt16BE(v.urgent, 52)
  return b
}

// --- flow-mod -------------------------------------------------------------------------------------------------------

const IN_PORT = 0x80000004,
  ETH_DST = 0x80000606,
  ETH_SRC = 0x80000806,
  ETH_TYPE = 0x80000a02,
  VLAN = 0x80000c02
const IP_PROTO = 0x80001401,
  IP_SRC = 0x80001604,
  IP_DST = 0x80001804,
  TCP_SRC = 0x80001a02,
  TCP_DST = 0x80001c02
const pad8 = (size) => (size + 7) & -8

function need(condition) {
  if (!condition) throw new Error('malformed')
}

function decodeOxmView(d, at, end) {
  need(end - at >= 4)
  const header = d.getUint32(at)
  need(end - at >= 4 + (header & 255))
  switch (header) {
    case IN_PORT:
    case IP_SRC:
    case IP_DST:
      return { header, value: d.getUint32(at + 4) }
    case ETH_TYPE:
    case VLAN:
    case TCP_SRC:
    case TCP_DST:
      return { header, value: d.getUint16(at + 4) }
    case ETH_DST:
    case ETH_SRC:
      return { header, value: d.getUint16(at + 4) * 4294967296 + d.getUint32(at + 6) }
    case IP_PROTO:
      return { header, value: d.getUint8(at + 4) }
    default:
      return { header, _extra: new Uint8Array(d.buffer, d.byteOffset + at + 4, header & 255) }
  }
}

function decodeActionView(d, at, len) {
  const type = d.getUint16(at)
  switch (type) {
    case 0:
      need(len >= 16)
      return { type, port: d.getUint32(at + 4), max_len: d.getUint16(at + 8) }
    case 22:
      need(len >= 8)
      return { type, group_id: d.getUint32(at + 4) }
    case 25:
      return { type, field: decodeOxmView(d, at + 4, at + len) }
    default:
      return { type, _extra: new Uint8Array(d.buffer, d.byteOffset + at + 4, len - 4) }
  }
}

function lengthView(d, at, end) {
  need(end - at >= 8)
  const len = d.getUint16(at + 2)
  need(len >= 8 && len % 8 === 0 && len <= end - at)
  return len
}

function decodeInstructionView(d, at, len) {
  const type = d.getUint16(at)
  if (type === 4) {
    const actions = []
    for (let p = at + 8; p < at + len;) {
      const size = lengthView(d, p, at + len)
      actions.push(decodeActionView(d, p, size))
      p += size
    }
    return { type, actions }
  }
  if (type === 1) return { type, table_id: d.getUint8(at + 4) }
  return { type, _extra: new Uint8Array(d.buffer, d.byteOffset + at + 4, len - 4) }
}

const decodeFlowModView = (view, base) => (bytes) => {
  const d = view(bytes)
  const o = base(bytes)
  const length = bytes.length
  const end = o + length
  need(length >= 56 && d.getUint8(o + 1) === 14 && d.getUint16(o + 2) === length)
  const matchLength = d.getUint16(o + 50)
  need(matchLength >= 4 && 48 + pad8(matchLength) <= length)
  const oxm_fields = []
  for (let p = o + 52; p < o + 48 + matchLength; p += 4 + d.getUint8(p + 3))
    oxm_fields.push(decodeOxmView(d, p, o + 48 + matchLength))
  const instructions = []
  for (let p = o + 48 + pad8(matchLength); p < end;) {
    const size = lengthView(d, p, end)
    instructions.push(decodeInstructionView(d, p, size))
    p += size
  }
  return {
    version: d.getUint8(o),
    type: 14,
    xid: d.getUint32(o + 4),
    cookie: d.getBigUint64(o + 8),
    cookie_mask: d.getBigUint64(o + 16),
    table_id: d.getUint8(o + 24),
    command: d.getUint8(o + 25),
    idle_timeout: d.getUint16(o + 26),
    hard_timeout: d.getUint16(o + 28),
    priority: d.getUint16(o + 30),
    buffer_id: d.getUint32(o + 32),
    out_port: d.getUint32(o + 36),
    out_group: d.getUint32(o + 40),
    flags: d.getUint16(o + 44),
    match: { type: d.getUint16(o + 48), oxm_fields },
    instructions,
  }
}

function decodeOxmBuffer(b, at, end) {
  need(end - at >= 4)
  const header = b.readUInt32BE(at)
  need(end - at >= 4 + (header & 255))
  switch (header) {
    case IN_PORT:
    case IP_SRC:
    case IP_DST:
      return { header, value: b.readUInt32BE(at + 4) }
    case ETH_TYPE:
    case VLAN:
    case TCP_SRC:
    case TCP_DST:
      return { header, value: b.readUInt16BE(at + 4) }
    case ETH_DST:
    case ETH_SRC:
      return { header, value: b.readUIntBE(at + 4, 6) }
    case IP_PROTO:
      return { header, value: b[at + 4] }
    default:
      return { header, _extra: b.subarray(at + 4, at + 4 + (header & 255)) }
  }
}

function decodeActionBuffer(b, at, len) {
  const type = b.readUInt16BE(at)
  switch (type) {
    case 0:
      need(len >= 16)
      return { type, port: b.readUInt32BE(at + 4), max_len: b.readUInt16BE(at + 8) }
    case 22:
      need(len >= 8)
      return { type, group_id: b.readUInt32BE(at + 4) }
    case 25:
      return { type, field: decodeOxmBuffer(b, at + 4, at + len) }
    default:
      return { type, _extra: b.subarray(at + 4, at + len) }
  }
}

function lengthBuffer(b, at, end) {
  need(end - at >= 8)
  const len = b.readUInt16BE(at + 2)
  need(len >= 8 && len % 8 === 0 && len <= end - at)
  return len
}

function decodeInstructionBuffer(b, at, len) {
  const type = b.readUInt16BE(at)
  if (type === 4) {
    const actions = []
    for (let p = at + 8; p < at + len;) {
      const size = lengthBuffer(b, p, at + len)
      actions.push(decodeActionBuffer(b, p, size))
      p += size
    }
    return { type, actions }
  }
  if (type === 1) return { type, table_id: b[at + 4] }
  return { type, _extra: b.subarray(at + 4, at + len) }
}

function decodeFlowModBuffer(b) {
  const end = b.length
  need(end >= 56 && b[1] === 14 && b.readUInt16BE(2) === end)
  const matchLength = b.readUInt16BE(50)
  need(matchLength >= 4 && 48 + pad8(matchLength) <= end)
  const oxm_fields = []
  for (let p = 52; p < 48 + matchLength; p += 4 + b[p + 3]) oxm_fields.push(decodeOxmBuffer(b, p, 48 + matchLength))
  const instructions = []
  for (let p = 48 + pad8(matchLength); p < end;) {
    const size = lengthBuffer(b, p, end)
    instructions.push(decodeInstructionBuffer(b, p, size))
    p += size
  }
  return {
    version: b[0],
    type: 14,
    xid: b.readUInt32BE(4),
    cookie: b.readBigUInt64BE(8),
    cookie_mask: b.readBigUInt64BE(16),
    table_id: b[24],
    command: b[25],
    idle_timeout: b.readUInt16BE(26),
    hard_timeout: b.readUInt16BE(28),
    priority: b.readUInt16BE(30),
    buffer_id: b.readUInt32BE(32),
    out_port: b.readUInt32BE(36),
    out_group: b.readUInt32BE(40),
    flags: b.readUInt16BE(44),
    match: { type: b.readUInt16BE(48), oxm_fields },
    instructions,
  }
}

function sizeOfMatch(fields) {
  let size = 4
  for (const field of fields) size += 4 + (field.header & 255)
  return size
}

function sizeOfAction(action) {
  switch (action.type) {
    case 0:
      return 16
    case 22:
      return 8
    case 25:
      return pad8(8 + (action.field.header & 255))
    default:
      return pad8(4 + action._extra.length)
  }
}

function sizeOfInstruction(instruction) {
  if (instruction.type === 1) return 8
  if (instruction.type !== 4) return pad8(4 + instruction._extra.length)
  let size = 8
  for (const action of instruction.actions) size += sizeOfAction(action)
  return size
}

function sizeOfFlowMod(v, matchSize) {
  let size = 48 + pad8(matchSize)
  for (const instruction of v.instructions) size += sizeOfInstruction(instruction)
  return size
}

function encodeOxmView(d, at, oxm) {
  d.setUint32(at, oxm.header)
  const length = oxm.header & 255
  switch (oxm.header) {
    case IN_PORT:
    case IP_SRC:
    case IP_DST:
      d.setUint32(at + 4, oxm.value)
      break
    case ETH_TYPE:
    case VLAN:
    case TCP_SRC:
    case TCP_DST:
      d.setUint16(at + 4, oxm.value)
      break
    case ETH_DST:
    case ETH_SRC:
      d.setUint16(at + 4, oxm.value / 4294967296)
      d.setUint32(at + 6, oxm.value)
      break
    case IP_PROTO:
      d.setUint8(at + 4, oxm.value)
      break
    default:
      for (let i = 0; i < length; i++) d.setUint8(at + 4 + i, oxm._extra[i])
  }
  return at + 4 + length
}

function encodeActionView(d, at, action, size) {
  d.setUint16(at, action.type)
  d.setUint16(at + 2, size)
  switch (action.type) {
    case 0:
      d.setUint32(at + 4, action.port)
      d.setUint16(at + 8, action.max_len)
      d.setUint16(at + 10, 0)
      d.setUint32(at + 12, 0)
      break
    case 22:
      d.setUint32(at + 4, action.group_id)
      break
    case 25:
      for (let p = encodeOxmView(d, at + 4, action.field); p < at + size; p++) d.setUint8(p, 0)
      break
    default:
      for (let i = 4; i < size; i++) d.setUint8(at + i, action._extra[i - 4])
  }
}

const encodeFlowModView = (view, base) => (v) => {
  const fields = v.match.oxm_fields
  const matchSize = sizeOfMatch(fields)
  const size = sizeOfFlowMod(v, matchSize)
  const bytes = Buffer.allocUnsafe(size)
  const d = view(bytes)
  const o = base(bytes)
  d.setUint8(o, v.version)
  d.setUint8(o + 1, 14)
  d.setUint16(o + 2, size)
  d.setUint32(o + 4, v.xid)
  d.setBigUint64(o + 8, v.cookie)
  d.setBigUint64(o + 16, v.cookie_mask)
  d.setUint8(o + 24, v.table_id)
  d.setUint8(o + 25, v.command)
  d.setUint16(o + 26, v.idle_timeout)
  d.setUint16(o + 28, v.hard_timeout)
  d.setUint16(o + 30, v.priority)
  d.setUint32(o + 32, v.buffer_id)
  d.setUint32(o + 36, v.out_port)
  d.setUint32(o + 40, v.out_group)
  d.setUint16(o + 44, v.flags)
  d.setUint16(o + 46, 0)
  d.setUint16(o + 48, v.match.type)
  d.setUint16(o + 50, matchSize)
  let p = o + 52
  for (const field of fields) p = encodeOxmView(d, p, field)
  for (const end = o + 48 + pad8(matchSize); p < end; p++) d.setUint8(p, 0)
  for (const instruction of v.instructions) {
    const length = sizeOfInstruction(instruction)
    d.setUint16(p, instruction.type)
    d.setUint16(p + 2, length)
    if (instruction.type === 4) {
      d.setUint32(p + 4, 0)
      let q = p + 8
      for (const action of instruction.actions) {
        const one = sizeOfAction(action)
        encodeActionView(d, q, action, one)
        q += one
      }
    } else if (instruction.type === 1) d.setUint32(p + 4, instruction.table_id << 24)
    else for (let i = 4; i < length; i++) d.setUint8(p + i, instruction._extra[i - 4])
    p += length
  }
  return bytes
}

function encodeOxmBuffer(b, at, oxm) {
  b.writeUInt32BE(oxm.header, at)
  const length = oxm.header & 255
  switch (oxm.header) {
    case IN_PORT:
    case IP_SRC:
    case IP_DST:
      b.writeUInt32BE(oxm.value, at + 4)
      break
    case ETH_TYPE:
    case VLAN:
    case TCP_SRC:
    case TCP_DST:
      b.writeUInt16BE(oxm.value, at + 4)
      break
    case ETH_DST:
    case ETH_SRC:
      b.writeUIntBE(oxm.value, at + 4, 6)
      break
    case IP_PROTO:
      b[at + 4] = oxm.value
      break
    default:
      b.set(oxm._extra, at + 4)
  }
  return at + 4 + length
}

function encodeActionBuffer(b, at, action, size) {
  b.writeUInt16BE(action.type, at)
  b.writeUInt16BE(size, at + 2)
  switch (action.type) {
    case 0:
      b.writeUInt32BE(action.port, at + 4)
      b.writeUInt16BE(action.max_len, at + 8)
      b.writeUInt16BE(0, at + 10)
      b.writeUInt32BE(0, at + 12)
      break
    case 22:
      b.writeUInt32BE(action.group_id, at + 4)
      break
    case 25:
      for (let p = encodeOxmBuffer(b, at + 4, action.field); p < at + size; p++) b[p] = 0
      break
    default:
      b.set(action._extra, at + 4)
  }
}

function encodeFlowModBuffer(v) {
  const fields = v.match.oxm_fields
  const matchSize = sizeOfMatch(fields)
  const size = sizeOfFlowMod(v, matchSize)
  const b = Buffer.allocUnsafe(size)
  b[0] = v.version
  b[1] = 14
  b.writeUInt16BE(size, 2)
  b.writeUInt32BE(v.xid, 4)
  b.writeBigUInt64BE(v.cookie, 8)
  b.writeBigUInt64BE(v.cookie_mask, 16)
  b[24] = v.table_id
  b[25] = v.command
  b.writeUInt16BE(v.idle_timeout, 26)
  b.writeUInt16BE(v.hard_timeout, 28)
  b.writeUInt16BE(v.priority, 30)
  b.writeUInt32BE(v.buffer_id, 32)
  b.writeUInt32BE(v.out_port, 36)
  b.writeUInt32BE(v.out_group, 40)
  b.writeUInt16BE(v.flags, 44)
  b.writeUInt16BE(0, 46)
  b.writeUInt16BE(v.match.type, 48)
  b.writeUInt16BE(matchSize, 50)
  let p = 52
  for (const field of fields) p = encodeOxmBuffer(b, p, field)
  for (const end = 48 + pad8(matchSize); p < end; p++) b[p] = 0
  for (const instruction of v.instructions) {
    const length = sizeOfInstruction(instruction)
    b.writeUInt16BE(instruction.type, p)
    b.writeUInt16BE(length, p + 2)
    if (instruction.type === 4) {
      b.writeUInt32BE(0, p + 4)
      let q = p + 8
      for (const action of instruction.actions) {
        const one = sizeOfAction(action)
        encodeActionBuffer(b, q, action, one)
        q += one
      }
    } else if (instruction.type === 1) b.writeUInt32BE((instruction.table_id << 24) >>> 0, p + 4)
    else b.set(instruction._extra, p + 4)
    p += length
  }
  return b
}

const withView = (name, view, base) => ({
  name,
  'flow-mod': { decode: decodeFlowModView(view, base), encode: encodeFlowModView(view, base) },
  'ethernet+ipv4+tcp': { decode: decodePacketView(view, base), encode: encodePacketView(view, base) },
  'flat 64 bytes': { decode: decodeFlatView(view, base), encode: encodeFlatView(view, base) },
})

export const handView = withView('hand-written DataView', newView, atStart)
export const handKeptView = withView('hand-written kept DataView', keptView, inMemory)

export const handBuffer = {
  name: 'hand-written Buffer',
  'flow-mod': { decode: decodeFlowModBuffer, encode: encodeFlowModBuffer },
  'ethernet+ipv4+tcp': { decode: decodePacketBuffer, encode: encodePacketBuffer },
  'flat 64 bytes': { decode: decodeFlatBuffer, encode: encodeFlatBuffer },
}

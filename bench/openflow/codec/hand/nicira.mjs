// Nicira's actions, inside an action of an experimenter; those that are not here keep their bytes.
import { need, pad8, putRaw, putZeros, raw } from './memory.mjs'

export const NX = 0x2320
const REG_LOAD = 7
const RESUBMIT_TABLE = 14
const LEARN = 16
const CT = 35
const EXPERIMENTER = 0xffff

function decodeSpecs(d, at, end) {
  const specs = []
  let p = at
  while (end - p >= 2) {
    const head = d.getUint16(p)
    if (head === 0) break
    const spec = { src: (head >> 13) & 1, dst: (head >> 11) & 3, n_bits: head & 0x7ff }
    p += 2
    if (spec.src === 0) {
      need(end - p >= 6)
      spec.src_field = { header: d.getUint32(p) }
      spec.src_ofs = d.getUint16(p + 4)
      p += 6
    } else {
      const size = 2 * Math.ceil(spec.n_bits / 16)
      need(end - p >= size)
      spec.immediate = raw(d, p, p + size)
      p += size
    }
    if (spec.dst !== 2) {
      need(end - p >= 6)
      spec.dst_field = { header: d.getUint32(p) }
      spec.dst_ofs = d.getUint16(p + 4)
      p += 6
    }
    specs.push(spec)
  }
  need(end - p < 8)
  return specs
}

function putSpecs(d, at, specs) {
  let p = at
  for (const spec of specs) {
    d.setUint16(p, (spec.src << 13) | (spec.dst << 11) | spec.n_bits)
    p += 2
    if (spec.src === 0) {
      d.setUint32(p, spec.src_field.header)
      d.setUint16(p + 4, spec.src_ofs)
      p += 6
    } else p = putRaw(d, p, spec.immediate)
    if (spec.dst !== 2) {
      d.setUint32(p, spec.dst_field.header)
      d.setUint16(p + 4, spec.dst_ofs)
      p += 6
    }
  }
  return p
}

/** @param {(d: DataView, at: number, end: number) => object[]} decodeActions of the version */
export function decodeNicira(d, at, end, decodeActions) {
  const type = EXPERIMENTER
  const vendor = d.getUint32(at + 4)
  if (vendor !== NX) return { type, vendor, _extra: raw(d, at + 8, end) }
  need(end - at >= 16)
  const subtype = d.getUint16(at + 8)
  switch (subtype) {
    case REG_LOAD: {
      need(end - at === 24)
      const part = d.getUint16(at + 10)
      const ofs = part >> 6
      const n_bits_less_1 = part & 63
      return { type, vendor, subtype, ofs, n_bits_less_1, dst: d.getUint32(at + 12), value: d.getBigUint64(at + 16) }
    }
    case RESUBMIT_TABLE:
      return { type, vendor, subtype, in_port: d.getUint16(at + 10), table: d.getUint8(at + 12) }
    case LEARN:
      need(end - at >= 32)
      return {
        type,
        vendor,
        subtype,
        idle_timeout: d.getUint16(at + 10),
        hard_timeout: d.getUint16(at + 12),
        priority: d.getUint16(at + 14),
        cookie: d.getBigUint64(at + 16),
        flags: d.getUint16(at + 24),
        table_id: d.getUint8(at + 26),
        fin_idle_timeout: d.getUint16(at + 28),
        fin_hard_timeout: d.getUint16(at + 30),
        specs: decodeSpecs(d, at + 32, end),
      }
    case CT:
      need(end - at >= 24)
      return {
        type,
        vendor,
        subtype,
        flags: d.getUint16(at + 10),
        zone_src: d.getUint32(at + 12),
        zone: d.getUint16(at + 16),
        recirc_table: d.getUint8(at + 18),
        alg: d.getUint16(at + 22),
        actions: decodeActions(d, at + 24, end),
      }
    default:
      return { type, vendor, subtype, _extra: raw(d, at + 10, end) }
  }
}

/** Everything behind type and length; returns where the action ends, padding included. */
export function putNicira(d, at, action, putActions) {
  d.setUint32(at + 4, action.vendor)
  if (action.vendor !== NX) return putRaw(d, at + 8, action._extra)
  d.setUint16(at + 8, action.subtype)
  switch (action.subtype) {
    case REG_LOAD:
      d.setUint16(at + 10, (action.ofs << 6) | action.n_bits_less_1)
      d.setUint32(at + 12, action.dst)
      d.setBigUint64(at + 16, action.value)
      return at + 24
    case RESUBMIT_TABLE:
      d.setUint16(at + 10, action.in_port)
      d.setUint32(at + 12, action.table << 24)
      return at + 16
    case LEARN: {
      d.setUint16(at + 10, action.idle_timeout)
      d.setUint16(at + 12, action.hard_timeout)
      d.setUint16(at + 14, action.priority)
      d.setBigUint64(at + 16, action.cookie)
      d.setUint16(at + 24, action.flags)
      d.setUint16(at + 26, action.table_id << 8)
      d.setUint16(at + 28, action.fin_idle_timeout)
      d.setUint16(at + 30, action.fin_hard_timeout)
      const end = putSpecs(d, at + 32, action.specs)
      return putZeros(d, end, at + pad8(end - at))
    }
    case CT:
      d.setUint16(at + 10, action.flags)
      d.setUint32(at + 12, action.zone_src)
      d.setUint16(at + 16, action.zone)
      d.setUint32(at + 18, action.recirc_table << 24)
      d.setUint16(at + 22, action.alg)
      return putActions(d, at + 24, action.actions)
    default:
      return putRaw(d, at + 10, action._extra)
  }
}

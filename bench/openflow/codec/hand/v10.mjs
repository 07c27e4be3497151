import { decodeActions10, putActions10 } from './action.mjs'
import { mac, need, pad8, putHeader, putLength, putMac, putRaw, putZeros, raw } from './memory.mjs'
import { NX } from './nicira.mjs'
import { decodeFields, putFields } from './oxm.mjs'

const VENDOR = 4
const PACKET_IN = 10
const PACKET_OUT = 13
const FLOW_MOD = 14
const NXT_FLOW_MOD = 13

function decodeMatch(d, at) {
  return {
    wildcards: d.getUint32(at),
    in_port: d.getUint16(at + 4),
    dl_src: mac(d, at + 6),
    dl_dst: mac(d, at + 12),
    dl_vlan: d.getUint16(at + 18),
    dl_vlan_pcp: d.getUint8(at + 20),
    dl_type: d.getUint16(at + 22),
    nw_tos: d.getUint8(at + 24),
    nw_proto: d.getUint8(at + 25),
    nw_src: d.getUint32(at + 28),
    nw_dst: d.getUint32(at + 32),
    tp_src: d.getUint16(at + 36),
    tp_dst: d.getUint16(at + 38),
  }
}

function putMatch(d, at, v) {
  d.setUint32(at, v.wildcards)
  d.setUint16(at + 4, v.in_port)
  putMac(d, at + 6, v.dl_src)
  putMac(d, at + 12, v.dl_dst)
  d.setUint16(at + 18, v.dl_vlan)
  d.setUint16(at + 20, v.dl_vlan_pcp << 8)
  d.setUint16(at + 22, v.dl_type)
  d.setUint8(at + 24, v.nw_tos)
  d.setUint8(at + 25, v.nw_proto)
  d.setUint16(at + 26, 0)
  d.setUint32(at + 28, v.nw_src)
  d.setUint32(at + 32, v.nw_dst)
  d.setUint16(at + 36, v.tp_src)
  d.setUint16(at + 38, v.tp_dst)
}

function decodeFlowMod(d, o, end) {
  need(end - o >= 72)
  return {
    version: 1,
    type: FLOW_MOD,
    xid: d.getUint32(o + 4),
    match: decodeMatch(d, o + 8),
    cookie: d.getBigUint64(o + 48),
    command: d.getUint16(o + 56),
    idle_timeout: d.getUint16(o + 58),
    hard_timeout: d.getUint16(o + 60),
    priority: d.getUint16(o + 62),
    buffer_id: d.getUint32(o + 64),
    out_port: d.getUint16(o + 68),
    flags: d.getUint16(o + 70),
    actions: decodeActions10(d, o + 72, end),
  }
}

function putFlowMod(d, o, v) {
  putMatch(d, o + 8, v.match)
  d.setBigUint64(o + 48, v.cookie)
  d.setUint16(o + 56, v.command)
  d.setUint16(o + 58, v.idle_timeout)
  d.setUint16(o + 60, v.hard_timeout)
  d.setUint16(o + 62, v.priority)
  d.setUint32(o + 64, v.buffer_id)
  d.setUint16(o + 68, v.out_port)
  d.setUint16(o + 70, v.flags)
  return putActions10(d, o + 72, v.actions)
}

function decodeVendor(d, o, end) {
  need(end - o >= 12)
  const xid = d.getUint32(o + 4)
  const vendor = d.getUint32(o + 8)
  if (vendor !== NX) return { version: 1, type: VENDOR, xid, vendor, _extra: raw(d, o + 12, end) }
  need(end - o >= 16)
  const subtype = d.getUint32(o + 12)
  if (subtype !== NXT_FLOW_MOD) return { version: 1, type: VENDOR, xid, vendor, subtype, _extra: raw(d, o + 16, end) }
  need(end - o >= 48)
  const matchLength = d.getUint16(o + 40)
  const actions = o + 48 + pad8(matchLength)
  need(actions <= end)
  return {
    version: 1,
    type: VENDOR,
    xid,
    vendor,
    subtype,
    cookie: d.getBigUint64(o + 16),
    command: d.getUint16(o + 24),
    idle_timeout: d.getUint16(o + 26),
    hard_timeout: d.getUint16(o + 28),
    priority: d.getUint16(o + 30),
    buffer_id: d.getUint32(o + 32),
    out_port: d.getUint16(o + 36),
    flags: d.getUint16(o + 38),
    match: decodeFields(d, o + 48, o + 48 + matchLength),
    actions: decodeActions10(d, actions, end),
  }
}

function putVendor(d, o, v) {
  d.setUint32(o + 8, v.vendor)
  if (v.vendor !== NX) return putRaw(d, o + 12, v._extra)
  d.setUint32(o + 12, v.subtype)
  if (v.subtype !== NXT_FLOW_MOD) return putRaw(d, o + 16, v._extra)
  d.setBigUint64(o + 16, v.cookie)
  d.setUint16(o + 24, v.command)
  d.setUint16(o + 26, v.idle_timeout)
  d.setUint16(o + 28, v.hard_timeout)
  d.setUint16(o + 30, v.priority)
  d.setUint32(o + 32, v.buffer_id)
  d.setUint16(o + 36, v.out_port)
  d.setUint16(o + 38, v.flags)
  d.setUint32(o + 42, 0)
  d.setUint16(o + 46, 0)
  const match = o + 48
  const matchEnd = putFields(d, match, v.match)
  d.setUint16(o + 40, matchEnd - match)
  return putActions10(d, putZeros(d, matchEnd, match + pad8(matchEnd - match)), v.actions)
}

export function decode10(d, o, end) {
  const type = d.getUint8(o + 1)
  const xid = d.getUint32(o + 4)
  switch (type) {
    case PACKET_IN:
      need(end - o >= 18)
      return {
        version: 1,
        type,
        xid,
        buffer_id: d.getUint32(o + 8),
        total_len: d.getUint16(o + 12),
        in_port: d.getUint16(o + 14),
        reason: d.getUint8(o + 16),
        data: raw(d, o + 18, end),
      }
    case PACKET_OUT: {
      need(end - o >= 16)
      const actionsEnd = o + 16 + d.getUint16(o + 14)
      need(actionsEnd <= end)
      return {
        version: 1,
        type,
        xid,
        buffer_id: d.getUint32(o + 8),
        in_port: d.getUint16(o + 12),
        actions: decodeActions10(d, o + 16, actionsEnd),
        data: raw(d, actionsEnd, end),
      }
    }
    case FLOW_MOD:
      return decodeFlowMod(d, o, end)
    case VENDOR:
      return decodeVendor(d, o, end)
    default:
      return { version: 1, type, xid, _extra: raw(d, o + 8, end) }
  }
}

function putBody(d, o, v) {
  switch (v.type) {
    case PACKET_IN:
      d.setUint32(o + 8, v.buffer_id)
      d.setUint16(o + 12, v.total_len)
      d.setUint16(o + 14, v.in_port)
      d.setUint16(o + 16, v.reason << 8)
      return putRaw(d, o + 18, v.data)
    case PACKET_OUT: {
      d.setUint32(o + 8, v.buffer_id)
      d.setUint16(o + 12, v.in_port)
      const end = putActions10(d, o + 16, v.actions)
      d.setUint16(o + 14, end - o - 16)
      return putRaw(d, end, v.data)
    }
    case FLOW_MOD:
      return putFlowMod(d, o, v)
    case VENDOR:
      return putVendor(d, o, v)
    default:
      return putRaw(d, o + 8, v._extra)
  }
}

export function put10(d, o, v) {
  putHeader(d, o, v)
  return putLength(d, o, putBody(d, o, v))
}

// Multipart replies of OpenFlow 1.3: flow statistics and group descriptions; the others keep their bytes.
import { decodeActions, decodeInstructions, putActions, putInstructions } from './action.mjs'
import { need, putRaw, raw } from './memory.mjs'
import { decodeMatch, matchEnd, putMatch } from './oxm.mjs'

const MULTIPART_REPLY = 19
const FLOW = 1
const GROUP_DESC = 7

/** The length stands first in what these replies list. */
function lengthAt(d, at, end, least) {
  need(end - at >= least)
  const length = d.getUint16(at)
  need(length >= least && length <= end - at)
  return length
}

function decodeFlow(d, at, end) {
  const instructions = matchEnd(d, at + 48, end)
  return {
    table_id: d.getUint8(at + 2),
    duration_sec: d.getUint32(at + 4),
    duration_nsec: d.getUint32(at + 8),
    priority: d.getUint16(at + 12),
    idle_timeout: d.getUint16(at + 14),
    hard_timeout: d.getUint16(at + 16),
    flags: d.getUint16(at + 18),
    cookie: d.getBigUint64(at + 24),
    packet_count: d.getBigUint64(at + 32),
    byte_count: d.getBigUint64(at + 40),
    match: decodeMatch(d, at + 48),
    instructions: decodeInstructions(d, instructions, end),
  }
}

function putFlow(d, at, v) {
  d.setUint16(at + 2, v.table_id << 8)
  d.setUint32(at + 4, v.duration_sec)
  d.setUint32(at + 8, v.duration_nsec)
  d.setUint16(at + 12, v.priority)
  d.setUint16(at + 14, v.idle_timeout)
  d.setUint16(at + 16, v.hard_timeout)
  d.setUint16(at + 18, v.flags)
  d.setUint32(at + 20, 0)
  d.setBigUint64(at + 24, v.cookie)
  d.setBigUint64(at + 32, v.packet_count)
  d.setBigUint64(at + 40, v.byte_count)
  const end = putInstructions(d, putMatch(d, at + 48, v.match), v.instructions)
  d.setUint16(at, end - at)
  return end
}

function decodeBucket(d, at, end) {
  return {
    weight: d.getUint16(at + 2),
    watch_port: d.getUint32(at + 4),
    watch_group: d.getUint32(at + 8),
    actions: decodeActions(d, at + 16, end),
  }
}

function putBucket(d, at, v) {
  d.setUint16(at + 2, v.weight)
  d.setUint32(at + 4, v.watch_port)
  d.setUint32(at + 8, v.watch_group)
  d.setUint32(at + 12, 0)
  const end = putActions(d, at + 16, v.actions)
  d.setUint16(at, end - at)
  return end
}

function decodeList(d, at, end, least, decode) {
  const items = []
  for (let p = at; p < end;) {
    const next = p + lengthAt(d, p, end, least)
    items.push(decode(d, p, next))
    p = next
  }
  return items
}

function decodeGroup(d, at, end) {
  return {
    type: d.getUint8(at + 2),
    group_id: d.getUint32(at + 4),
    buckets: decodeList(d, at + 8, end, 16, decodeBucket),
  }
}

function putGroup(d, at, v) {
  d.setUint16(at + 2, v.type << 8)
  d.setUint32(at + 4, v.group_id)
  let p = at + 8
  for (let i = 0; i < v.buckets.length; i++) p = putBucket(d, p, v.buckets[i])
  d.setUint16(at, p - at)
  return p
}

export function decodeMultipart(d, o, end) {
  need(end - o >= 16)
  const version = 4
  const type = MULTIPART_REPLY
  const xid = d.getUint32(o + 4)
  const mp_type = d.getUint16(o + 8)
  const flags = d.getUint16(o + 10)
  switch (mp_type) {
    case FLOW:
      return { version, type, xid, mp_type, flags, flow_stats: decodeList(d, o + 16, end, 56, decodeFlow) }
    case GROUP_DESC:
      return { version, type, xid, mp_type, flags, group_desc: decodeList(d, o + 16, end, 8, decodeGroup) }
    default:
      return { version, type, xid, mp_type, flags, _extra: raw(d, o + 16, end) }
  }
}

export function putMultipart(d, o, v) {
  d.setUint16(o + 8, v.mp_type)
  d.setUint16(o + 10, v.flags)
  d.setUint32(o + 12, 0)
  let p = o + 16
  switch (v.mp_type) {
    case FLOW:
      for (let i = 0; i < v.flow_stats.length; i++) p = putFlow(d, p, v.flow_stats[i])
      return p
    case GROUP_DESC:
      for (let i = 0; i < v.group_desc.length; i++) p = putGroup(d, p, v.group_desc[i])
      return p
    default:
      return putRaw(d, p, v._extra)
  }
}

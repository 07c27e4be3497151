import { decodeActions, decodeInstructions, putActions, putInstructions } from './action.mjs'
import { need, putHeader, putLength, putRaw, raw } from './memory.mjs'
import { decodeMultipart, putMultipart } from './multipart.mjs'
import { decodeMatch, matchEnd, putMatch } from './oxm.mjs'
import { decodePort, putPort } from './port.mjs'

const ECHO_REQUEST = 2
const ECHO_REPLY = 3
const PACKET_IN = 10
const PORT_STATUS = 12
const PACKET_OUT = 13
const FLOW_MOD = 14
const MULTIPART_REPLY = 19

function decodeFlowMod(d, o, end) {
  need(end - o >= 56)
  const instructions = matchEnd(d, o + 48, end)
  return {
    version: 4,
    type: FLOW_MOD,
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
    match: decodeMatch(d, o + 48),
    instructions: decodeInstructions(d, instructions, end),
  }
}

function putFlowMod(d, o, v) {
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
  d.setUint32(o + 44, v.flags << 16)
  return putInstructions(d, putMatch(d, o + 48, v.match), v.instructions)
}

function decodePacketIn(d, o, end) {
  need(end - o >= 34)
  const data = matchEnd(d, o + 24, end) + 2
  need(data <= end)
  return {
    version: 4,
    type: PACKET_IN,
    xid: d.getUint32(o + 4),
    buffer_id: d.getUint32(o + 8),
    total_len: d.getUint16(o + 12),
    reason: d.getUint8(o + 14),
    table_id: d.getUint8(o + 15),
    cookie: d.getBigUint64(o + 16),
    match: decodeMatch(d, o + 24),
    data: raw(d, data, end),
  }
}

function putPacketIn(d, o, v) {
  d.setUint32(o + 8, v.buffer_id)
  d.setUint16(o + 12, v.total_len)
  d.setUint8(o + 14, v.reason)
  d.setUint8(o + 15, v.table_id)
  d.setBigUint64(o + 16, v.cookie)
  const end = putMatch(d, o + 24, v.match)
  d.setUint16(end, 0)
  return putRaw(d, end + 2, v.data)
}

function decodePacketOut(d, o, end) {
  need(end - o >= 24)
  const actionsEnd = o + 24 + d.getUint16(o + 16)
  need(actionsEnd <= end)
  return {
    version: 4,
    type: PACKET_OUT,
    xid: d.getUint32(o + 4),
    buffer_id: d.getUint32(o + 8),
    in_port: d.getUint32(o + 12),
    actions: decodeActions(d, o + 24, actionsEnd),
    data: raw(d, actionsEnd, end),
  }
}

function putPacketOut(d, o, v) {
  d.setUint32(o + 8, v.buffer_id)
  d.setUint32(o + 12, v.in_port)
  const end = putActions(d, o + 24, v.actions)
  d.setUint32(o + 16, (end - o - 24) << 16)
  d.setUint32(o + 20, 0)
  return putRaw(d, end, v.data)
}

export function decode13(d, o, end) {
  const type = d.getUint8(o + 1)
  const xid = d.getUint32(o + 4)
  switch (type) {
    case ECHO_REQUEST:
    case ECHO_REPLY:
      return { version: 4, type, xid, data: raw(d, o + 8, end) }
    case PACKET_IN:
      return decodePacketIn(d, o, end)
    case PORT_STATUS:
      need(end - o === 80)
      return { version: 4, type, xid, reason: d.getUint8(o + 8), desc: decodePort(d, o + 16) }
    case PACKET_OUT:
      return decodePacketOut(d, o, end)
    case FLOW_MOD:
      return decodeFlowMod(d, o, end)
    case MULTIPART_REPLY:
      return decodeMultipart(d, o, end)
    default:
      return { version: 4, type, xid, _extra: raw(d, o + 8, end) }
  }
}

function putBody(d, o, v) {
  switch (v.type) {
    case ECHO_REQUEST:
    case ECHO_REPLY:
      return putRaw(d, o + 8, v.data)
    case PACKET_IN:
      return putPacketIn(d, o, v)
    case PORT_STATUS:
      d.setUint32(o + 8, v.reason << 24)
      d.setUint32(o + 12, 0)
      return putPort(d, o + 16, v.desc)
    case PACKET_OUT:
      return putPacketOut(d, o, v)
    case FLOW_MOD:
      return putFlowMod(d, o, v)
    case MULTIPART_REPLY:
      return putMultipart(d, o, v)
    default:
      return putRaw(d, o + 8, v._extra)
  }
}

export function put13(d, o, v) {
  putHeader(d, o, v)
  return putLength(d, o, putBody(d, o, v))
}

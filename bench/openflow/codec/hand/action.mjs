// Actions of OpenFlow 1.0 and 1.3, instructions of 1.3.
import { elementLength, mac, need, pad8, putLength, putMac, putRaw, putZeros, raw } from './memory.mjs'
import { decodeNicira, putNicira } from './nicira.mjs'
import { decodeOxm, putOxm } from './oxm.mjs'

const OUTPUT = 0
const SET_DL_SRC = 4
const SET_DL_DST = 5
const PUSH_VLAN = 17
const POP_VLAN = 18
const SET_QUEUE = 21
const GROUP = 22
const SET_FIELD = 25
const EXPERIMENTER = 0xffff
const GOTO_TABLE = 1
const WRITE_ACTIONS = 3
const APPLY_ACTIONS = 4

function decodeAction10(d, at, end) {
  const type = d.getUint16(at)
  switch (type) {
    case OUTPUT:
      return { type, port: d.getUint16(at + 4), max_len: d.getUint16(at + 6) }
    case SET_DL_SRC:
    case SET_DL_DST:
      need(end - at >= 16)
      return { type, dl_addr: mac(d, at + 4) }
    case EXPERIMENTER:
      return decodeNicira(d, at, end, decodeActions10)
    default:
      return { type, _extra: raw(d, at + 4, end) }
  }
}

export function decodeActions10(d, at, end) {
  const actions = []
  for (let p = at; p < end;) {
    const next = p + elementLength(d, p, end, 8)
    actions.push(decodeAction10(d, p, next))
    p = next
  }
  return actions
}

function putAction10(d, at, action) {
  d.setUint16(at, action.type)
  switch (action.type) {
    case OUTPUT:
      d.setUint16(at + 4, action.port)
      d.setUint16(at + 6, action.max_len)
      return putLength(d, at, at + 8)
    case SET_DL_SRC:
    case SET_DL_DST:
      putMac(d, at + 4, action.dl_addr)
      d.setUint16(at + 10, 0)
      d.setUint32(at + 12, 0)
      return putLength(d, at, at + 16)
    case EXPERIMENTER:
      return putLength(d, at, putNicira(d, at, action, putActions10))
    default:
      return putLength(d, at, putRaw(d, at + 4, action._extra))
  }
}

export function putActions10(d, at, actions) {
  let p = at
  for (let i = 0; i < actions.length; i++) p = putAction10(d, p, actions[i])
  return p
}

function decodeAction(d, at, end) {
  const type = d.getUint16(at)
  switch (type) {
    case OUTPUT:
      need(end - at === 16)
      return { type, port: d.getUint32(at + 4), max_len: d.getUint16(at + 8) }
    case SET_FIELD:
      return { type, field: decodeOxm(d, at + 4, end) }
    case PUSH_VLAN:
      return { type, ethertype: d.getUint16(at + 4) }
    case POP_VLAN:
      return { type }
    case SET_QUEUE:
      return { type, queue_id: d.getUint32(at + 4) }
    case GROUP:
      return { type, group_id: d.getUint32(at + 4) }
    default:
      return { type, _extra: raw(d, at + 4, end) }
  }
}

export function decodeActions(d, at, end) {
  const actions = []
  for (let p = at; p < end;) {
    const next = p + elementLength(d, p, end, 8)
    actions.push(decodeAction(d, p, next))
    p = next
  }
  return actions
}

function putAction(d, at, action) {
  d.setUint16(at, action.type)
  switch (action.type) {
    case OUTPUT:
      d.setUint32(at + 4, action.port)
      d.setUint32(at + 8, action.max_len << 16)
      d.setUint32(at + 12, 0)
      return putLength(d, at, at + 16)
    case SET_FIELD: {
      const end = putOxm(d, at + 4, action.field)
      return putLength(d, at, putZeros(d, end, at + pad8(end - at)))
    }
    case PUSH_VLAN:
      d.setUint32(at + 4, action.ethertype << 16)
      return putLength(d, at, at + 8)
    case POP_VLAN:
      d.setUint32(at + 4, 0)
      return putLength(d, at, at + 8)
    case SET_QUEUE:
      d.setUint32(at + 4, action.queue_id)
      return putLength(d, at, at + 8)
    case GROUP:
      d.setUint32(at + 4, action.group_id)
      return putLength(d, at, at + 8)
    default:
      return putLength(d, at, putRaw(d, at + 4, action._extra))
  }
}

export function putActions(d, at, actions) {
  let p = at
  for (let i = 0; i < actions.length; i++) p = putAction(d, p, actions[i])
  return p
}

function decodeInstruction(d, at, end) {
  const type = d.getUint16(at)
  if (type === APPLY_ACTIONS || type === WRITE_ACTIONS) return { type, actions: decodeActions(d, at + 8, end) }
  if (type === GOTO_TABLE) return { type, table_id: d.getUint8(at + 4) }
  return { type, _extra: raw(d, at + 4, end) }
}

export function decodeInstructions(d, at, end) {
  const instructions = []
  for (let p = at; p < end;) {
    const next = p + elementLength(d, p, end, 8)
    instructions.push(decodeInstruction(d, p, next))
    p = next
  }
  return instructions
}

function putInstruction(d, at, instruction) {
  d.setUint16(at, instruction.type)
  if (instruction.type === APPLY_ACTIONS || instruction.type === WRITE_ACTIONS) {
    d.setUint32(at + 4, 0)
    return putLength(d, at, putActions(d, at + 8, instruction.actions))
  }
  if (instruction.type === GOTO_TABLE) {
    d.setUint32(at + 4, instruction.table_id << 24)
    return putLength(d, at, at + 8)
  }
  return putLength(d, at, putRaw(d, at + 4, instruction._extra))
}

export function putInstructions(d, at, instructions) {
  let p = at
  for (let i = 0; i < instructions.length; i++) p = putInstruction(d, p, instructions[i])
  return p
}

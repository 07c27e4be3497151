import type { Action } from '../../action/action.ts'
import { OFPP_ANY, OFPP_CONTROLLER } from '../../action/reserved-ports.ts'
import { DEFAULT_PRIORITY } from '../../flow.ts'
import type { FieldName } from '../../match/fields.ts'
import type { NaturalMatch } from '../../match/build.ts'
import { encodeMessage } from '../../message.ts'
import type { PacketIn, PacketOut } from '../../packet.ts'
import { ofp_action, ofp_action_type } from '../../v10/action.ts'
import { ofp_flow_mod, ofp_packet_in, ofp_packet_out } from '../../v10/flow.ts'
import { OFP10_VERSION, ofp_type } from '../../v10/header.ts'
import { ofp_flow_wildcards } from '../../v10/match.ts'
import { OFP_NO_BUFFER } from '../../v13/modify.ts'
import { WHOLE } from '../v10/action.ts'
import { LAST_TABLE } from '../v10/filter.ts'
import { FLAGS } from '../v10/flow-mod.ts'
import { packetInOf } from '../v10/packet.ts'
import type { Direct } from '../dialect.ts'
import { DECLINED, type MessageDialect, ROOM } from './direct.ts'
import { fits16, fits32, fits64, get16, get32, put48, putWords, viewOf, wordsOf, writerOn } from './octets.ts'
import { LENGTH_AT, placeOf, TYPE_AT, XID_AT } from './place.ts'
import { type AnyFlow, appliedActions } from './plain-flow.ts'

// Enumerations of many names are dictionaries: what is read from them for every packet is read once.
const { OFPFW_IN_PORT, OFPFW_DL_SRC, OFPFW_DL_DST, OFPFW_DL_TYPE } = ofp_flow_wildcards
const { OFPT_PACKET_IN } = ofp_type

const packetIn = {
  buffer: placeOf(ofp_packet_in, 'buffer_id'),
  totalLength: placeOf(ofp_packet_in, 'total_len'),
  inPort: placeOf(ofp_packet_in, 'in_port'),
  reason: placeOf(ofp_packet_in, 'reason'),
  data: placeOf(ofp_packet_in, 'data'),
} as const

const flowMod = {
  wildcards: placeOf(ofp_flow_mod, 'match.wildcards'),
  inPort: placeOf(ofp_flow_mod, 'match.in_port'),
  source: placeOf(ofp_flow_mod, 'match.dl_src'),
  destination: placeOf(ofp_flow_mod, 'match.dl_dst'),
  etherType: placeOf(ofp_flow_mod, 'match.dl_type'),
  cookie: placeOf(ofp_flow_mod, 'cookie'),
  command: placeOf(ofp_flow_mod, 'command'),
  idle: placeOf(ofp_flow_mod, 'idle_timeout'),
  hard: placeOf(ofp_flow_mod, 'hard_timeout'),
  priority: placeOf(ofp_flow_mod, 'priority'),
  buffer: placeOf(ofp_flow_mod, 'buffer_id'),
  flags: placeOf(ofp_flow_mod, 'flags'),
  actions: placeOf(ofp_flow_mod, 'actions'),
} as const

const packetOut = {
  buffer: placeOf(ofp_packet_out, 'buffer_id'),
  inPort: placeOf(ofp_packet_out, 'in_port'),
  actionsLength: placeOf(ofp_packet_out, 'actions_len'),
  actions: placeOf(ofp_packet_out, 'actions'),
} as const

const OUTPUT = ofp_action.encode({ type: ofp_action_type.OFPAT_OUTPUT, port: 0, max_len: 0 })
const OUTPUT_HEAD = get32(OUTPUT, 0)
const NO_DATA = new Uint8Array(0)

const MOST_OUTPUTS = 16

/** Ports below 0xff00 are the same in 16 and in 32 bits; the reserved ones are the last of either. */
const isPort = (port: number): boolean => fits32(port) && (port < 0xff00 || port >= 0xffff_ff00)

/** Outputs one behind the other; returns where they end. */
function putOutputs(actions: readonly Action[], view: DataView, start: number): number {
  if (actions.length > MOST_OUTPUTS) return DECLINED
  let at = start
  for (const action of actions) {
    if (action.type !== 'output' || !isPort(action.port)) return DECLINED
    const maxLength = action.port === OFPP_CONTROLLER ? (action.maxLength ?? WHOLE) : 0
    if (!fits16(maxLength)) return DECLINED
    view.setUint32(at, OUTPUT_HEAD)
    view.setUint16(at + 4, action.port)
    view.setUint16(at + 6, maxLength)
    at += OUTPUT.length
  }
  return at
}

const isAddress = (value: number): boolean => value >= 0 && value <= 0xffff_ffff_ffff && Number.isInteger(value)

/** Puts a field of the Ethernet header, or the port, into the match of a flow; returns its wildcard, or DECLINED. */
function putField(name: string, value: unknown, view: DataView, offset: number): number {
  if (typeof value !== 'number') return DECLINED
  switch (name) {
    case 'in_port':
      if (!isPort(value)) return DECLINED
      view.setUint16(offset + flowMod.inPort, value)
      return OFPFW_IN_PORT
    case 'eth_src':
      if (!isAddress(value)) return DECLINED
      put48(view, offset + flowMod.source, value)
      return OFPFW_DL_SRC
    case 'eth_dst':
      if (!isAddress(value)) return DECLINED
      put48(view, offset + flowMod.destination, value)
      return OFPFW_DL_DST
    case 'eth_type':
      if (!fits16(value)) return DECLINED
      view.setUint16(offset + flowMod.etherType, value)
      return OFPFW_DL_TYPE
    default:
      return DECLINED
  }
}

/** Narrows the match of a flow that matches everything. */
function putMatch(match: NaturalMatch, view: DataView, offset: number): boolean {
  let wildcards = view.getUint32(offset + flowMod.wildcards)
  for (const name in match) {
    const flag = putField(name, match[name as FieldName], view, offset)
    if (flag === DECLINED) return false
    wildcards &= ~flag
  }
  view.setUint32(offset + flowMod.wildcards, wildcards)
  return true
}

function readPacketIn(bytes: Uint8Array, start: number, end: number): PacketIn | undefined {
  if (bytes[start + TYPE_AT] !== OFPT_PACKET_IN || bytes[start] !== OFP10_VERSION) return undefined
  if (end - start < packetIn.data || get16(bytes, start + LENGTH_AT) !== end - start) return undefined
  return packetInOf({
    buffer_id: get32(bytes, start + packetIn.buffer),
    total_len: get16(bytes, start + packetIn.totalLength),
    in_port: get16(bytes, start + packetIn.inPort),
    reason: bytes[start + packetIn.reason] ?? 0,
    data: viewOf(bytes, start + packetIn.data, end),
  })
}

/** @param nicira whether the command names the table */
function flowWriters(dialect: MessageDialect, nicira: boolean): Pick<Direct, 'writeFlow' | 'writeModification'> {
  const empty = { table: 0, priority: 0, match: {}, cookie: 0n, instructions: [] }
  const head = wordsOf(encodeMessage(dialect.modification(0, { kind: 'put-flow', flow: empty })))
  const lastTable = nicira ? LAST_TABLE : 0

  // What stands for all the match can say here means the same to everybody.
  function write(xid: number, flow: AnyFlow, bufferId: number, target: Uint8Array, offset: number): number {
    const { table = 0, priority = DEFAULT_PRIORITY, match = {}, cookie = 0n, flags = 0, importance = 0 } = flow
    const { idleTimeoutS = 0, hardTimeoutS = 0, sendFlowRemoved = false, checkOverlap = false } = flow
    if (target.length - offset < ROOM || sendFlowRemoved || checkOverlap || typeof match === 'string') return DECLINED
    if (!fits16(table) || table > lastTable || importance !== 0 || !fits32(bufferId) || !fits64(cookie)) return DECLINED
    if (!fits16(priority) || !fits16(idleTimeoutS) || !fits16(hardTimeoutS)) return DECLINED
    const actions = appliedActions(flow)
    const view = writerOn(target)
    const end = actions === undefined ? DECLINED : putOutputs(actions, view, offset + flowMod.actions)
    if (end === DECLINED) return DECLINED
    putWords(view, offset, head)
    if (!putMatch(match, view, offset)) return DECLINED
    view.setUint16(offset + LENGTH_AT, end - offset)
    view.setUint32(offset + XID_AT, xid)
    if (cookie !== 0n) view.setBigUint64(offset + flowMod.cookie, cookie)
    // The octet before the command itself.
    view.setUint8(offset + flowMod.command, table)
    view.setUint16(offset + flowMod.idle, idleTimeoutS)
    view.setUint16(offset + flowMod.hard, hardTimeoutS)
    view.setUint16(offset + flowMod.priority, priority)
    view.setUint32(offset + flowMod.buffer, bufferId)
    view.setUint16(offset + flowMod.flags, flags & FLAGS)
    return end - offset
  }

  return {
    writeFlow: write,
    writeModification: (xid, change, target, offset) =>
      change.kind === 'put-flow' ? write(xid, change.flow, change.bufferId ?? OFP_NO_BUFFER, target, offset) : DECLINED,
  }
}

function packetWriter(dialect: MessageDialect): Direct['writePacketOut'] {
  const head = wordsOf(encodeMessage(dialect.packetOut(0, { data: NO_DATA, actions: [] })))

  return function writePacketOut(xid: number, packet: PacketOut, target: Uint8Array, offset: number): number {
    const { bufferId = OFP_NO_BUFFER, inPort = OFPP_ANY, actions } = packet
    const data = bufferId === OFP_NO_BUFFER ? (packet.data ?? NO_DATA) : NO_DATA
    if (!(data instanceof Uint8Array) || target.length - offset - data.length < ROOM) return DECLINED
    if (!fits32(bufferId) || !isPort(inPort)) return DECLINED
    const begin = offset + packetOut.actions
    const view = writerOn(target)
    const behindActions = putOutputs(actions, view, begin)
    const end = behindActions + data.length
    if (behindActions === DECLINED || !fits16(end - offset)) return DECLINED
    putWords(view, offset, head)
    view.setUint16(offset + LENGTH_AT, end - offset)
    view.setUint32(offset + XID_AT, xid)
    view.setUint32(offset + packetOut.buffer, bufferId)
    view.setUint16(offset + packetOut.inPort, inPort)
    view.setUint16(offset + packetOut.actionsLength, behindActions - begin)
    if (data.length > 0) target.set(data, behindActions)
    return end - offset
  }
}

/** OpenFlow 1.0. @param nicira as of the dialect */
export const direct10 = (dialect: MessageDialect, nicira: boolean): Direct => ({
  readPacketIn,
  ...flowWriters(dialect, nicira),
  writePacketOut: packetWriter(dialect),
})

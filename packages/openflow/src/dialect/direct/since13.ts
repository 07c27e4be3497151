import type { Type } from '@vlcp/struct'
import type { Action } from '../../action/action.ts'
import { OFPP_CONTROLLER } from '../../action/reserved-ports.ts'
import type { Instruction } from '../../action/instruction.ts'
import type { FieldName } from '../../match/fields.ts'
import type { Match } from '../../match/match.ts'
import { encodeMessage } from '../../message.ts'
import type { Modification } from '../../modification.ts'
import { ofp_match, ofp_match_type } from '../../oxm/match.ts'
import { oxm_header } from '../../oxm/oxm.ts'
import type { PacketIn, PacketOut } from '../../packet.ts'
import { ofp_action, ofp_action_type, OFPCML_NO_BUFFER } from '../../v13/action.ts'
import { ofp_type } from '../../v13/header.ts'
import { ofp_instruction, ofp_instruction_type } from '../../v13/instruction.ts'
import { ofp_flow_mod, OFP_NO_BUFFER } from '../../v13/modify.ts'
import { ofp_packet_in } from '../../v13/packet.ts'
import { NO_METADATA, packetInOf } from '../since13/packet.ts'
import { type WireField, wireFields } from '../since13/wire-field.ts'
import { DECLINED, type Direct, type MessageDialect } from './direct.ts'
import { fits16, fits32, fits64, fits8, get16, get32, get64, put16, put32, put48, put64, viewOf } from './octets.ts'
import { LENGTH_AT, placeOf, TYPE_AT, XID_AT } from './place.ts'

// Enumerations of many names are dictionaries: what is read from them for every packet is read once.
const { OXM_OF_IN_PORT } = oxm_header
const { OFPMT_OXM } = ofp_match_type
const { OFPT_PACKET_IN } = ofp_type

/** A match of the port alone, which is all that most switches tell of a packet: its first eight octets never change. */
const PORT_MATCH = ofp_match.encode({
  type: OFPMT_OXM,
  oxm_fields: [{ header: OXM_OF_IN_PORT, value: 0 }],
})
const PORT_MATCH_HEAD = get32(PORT_MATCH, 0)
const OXM_HEADER_BYTES = 4
const MATCH_HEADER_BYTES = placeOf(ofp_flow_mod, 'match.oxm_fields') - placeOf(ofp_flow_mod, 'match.type')

const packetIn = {
  buffer: placeOf(ofp_packet_in, 'buffer_id'),
  totalLength: placeOf(ofp_packet_in, 'total_len'),
  reason: placeOf(ofp_packet_in, 'reason'),
  table: placeOf(ofp_packet_in, 'table_id'),
  cookie: placeOf(ofp_packet_in, 'cookie'),
  match: placeOf(ofp_packet_in, 'match.type'),
  field: placeOf(ofp_packet_in, 'match.oxm_fields'),
  inPort: placeOf(ofp_packet_in, 'match.oxm_fields') + OXM_HEADER_BYTES,
  /** Behind the match and two octets that align the packet's own addresses. */
  data: placeOf(ofp_packet_in, 'match.type') + PORT_MATCH.length + 2,
} as const

const flowMod = {
  cookie: placeOf(ofp_flow_mod, 'cookie'),
  table: placeOf(ofp_flow_mod, 'table_id'),
  idle: placeOf(ofp_flow_mod, 'idle_timeout'),
  hard: placeOf(ofp_flow_mod, 'hard_timeout'),
  priority: placeOf(ofp_flow_mod, 'priority'),
  buffer: placeOf(ofp_flow_mod, 'buffer_id'),
  flags: placeOf(ofp_flow_mod, 'flags'),
  match: placeOf(ofp_flow_mod, 'match.type'),
} as const

const OUTPUT = ofp_action.encode({ type: ofp_action_type.OFPAT_OUTPUT, port: 0, max_len: 0 })
const OUTPUT_HEAD = get32(OUTPUT, 0)
const APPLY = ofp_instruction.encode({ type: ofp_instruction_type.OFPIT_APPLY_ACTIONS, actions: [] })
const APPLY_HEAD = get32(APPLY, 0) - APPLY.length
const NO_DATA = new Uint8Array(0)

/** More than the longest flow that is written here. */
const ROOM = 256
const MOST_FIELDS = 8
const MOST_OUTPUTS = 4

/** Outputs one behind the other; returns where they end. */
function putOutputs(actions: readonly Action[], target: Uint8Array, start: number): number {
  if (actions.length > MOST_OUTPUTS) return DECLINED
  let at = start
  for (const action of actions) {
    if (action.type !== 'output') return DECLINED
    const { port, maxLength = port === OFPP_CONTROLLER ? OFPCML_NO_BUFFER : 0 } = action
    if (!fits32(port) || !fits16(maxLength)) return DECLINED
    put32(target, at, OUTPUT_HEAD)
    put32(target, at + 4, port)
    put32(target, at + 8, maxLength << 16)
    put32(target, at + 12, 0)
    at += OUTPUT.length
  }
  return at
}

/** None, or outputs that are applied; returns where they end. */
function putInstructions(instructions: readonly Instruction[], target: Uint8Array, start: number): number {
  // By index, because taking an array apart goes through its iterator.
  const only = instructions[0]
  if (only === undefined) return start
  if (instructions.length > 1 || only.type !== 'apply_actions') return DECLINED
  const end = putOutputs(only.actions, target, start + APPLY.length)
  if (end === DECLINED) return DECLINED
  put32(target, start, APPLY_HEAD + end - start)
  put32(target, start + 4, 0)
  return end
}

/** The value of a field; its size is part of the OXM header. */
function putValue(target: Uint8Array, at: number, size: number, value: number): boolean {
  switch (size) {
    case 1:
      target[at] = value
      return true
    case 2:
      put16(target, at, value)
      return true
    case 4:
      put32(target, at, value)
      return true
    case 6:
      put48(target, at, value)
      return true
    default:
      return false
  }
}

const roundUp8 = (size: number): number => (size + 7) & ~7

/** A field that is a plain number. */
interface PlainField {
  readonly position: number
  readonly header: number
  /** Octets of its value. */
  readonly size: number
  readonly max: number
}

/** Those of a version; `nw_tos` is another field in disguise. */
const plainFields = (version: number): ReadonlyMap<string, PlainField> =>
  new Map(
    wireFields(version).flatMap((wire) =>
      wire === undefined || wire.wide || wire.experimenter !== undefined || wire.field.name === 'nw_tos'
        ? []
        : [[wire.field.name, plainField(wire)]],
    ),
  )

const plainField = ({ field: { position }, header, max }: WireField): PlainField => ({
  position,
  header,
  size: header & 0xff,
  max,
})

/** Whole numbers in the order of the table; returns where the match and its padding end. */
function putMatch(fields: ReadonlyMap<string, PlainField>, match: Match, target: Uint8Array, start: number): number {
  let at = start + MATCH_HEADER_BYTES
  let last = -1
  let count = 0
  for (const name in match) {
    const field = fields.get(name)
    const value = match[name as FieldName]
    if (field === undefined || field.position <= last || typeof value !== 'number') return DECLINED
    if (!(value >= 0 && value <= field.max && Number.isInteger(value)) || ++count > MOST_FIELDS) return DECLINED
    last = field.position
    put32(target, at, field.header)
    if (!putValue(target, at + OXM_HEADER_BYTES, field.size, value)) return DECLINED
    at += OXM_HEADER_BYTES + field.size
  }
  put16(target, start, OFPMT_OXM)
  put16(target, start + LENGTH_AT, at - start)
  const end = start + roundUp8(at - start)
  while (at < end) target[at++] = 0
  return end
}

const readPacketIn =
  (version: number) =>
  (bytes: Uint8Array, start: number, end: number): PacketIn | undefined => {
    if (bytes[start + TYPE_AT] !== OFPT_PACKET_IN || bytes[start] !== version) return undefined
    if (end - start < packetIn.data || get16(bytes, start + LENGTH_AT) !== end - start) return undefined
    if (get32(bytes, start + packetIn.match) !== PORT_MATCH_HEAD) return undefined
    if (get32(bytes, start + packetIn.field) !== OXM_OF_IN_PORT) return undefined
    const cookie = start + packetIn.cookie
    const hasCookie = get32(bytes, cookie) !== 0xffff_ffff || get32(bytes, cookie + 4) !== 0xffff_ffff
    return packetInOf(
      {
        buffer_id: get32(bytes, start + packetIn.buffer),
        total_len: get16(bytes, start + packetIn.totalLength),
        reason: bytes[start + packetIn.reason] ?? 0,
        table_id: bytes[start + packetIn.table] ?? 0,
        cookie: hasCookie ? get64(bytes, cookie) : undefined,
        data: viewOf(bytes, start + packetIn.data, end),
      },
      get32(bytes, start + packetIn.inPort),
      NO_METADATA,
    )
  }

/** @param packetOut the definition of the version, and the path to the port */
export function directSince13(dialect: MessageDialect, packetOut: Type<unknown>, portPath: string): Direct {
  const fields = plainFields(dialect.version)
  const empty = { table: 0, priority: 0, match: {}, cookie: 0n, instructions: [] }
  const flowHead = encodeMessage(dialect.modification(0, { kind: 'put-flow', flow: empty })).slice(0, flowMod.match)
  const outHead = encodeMessage(dialect.packetOut(0, { data: NO_DATA, actions: [] }))
  const outBuffer = placeOf(packetOut, 'buffer_id')
  const outActions = placeOf(packetOut, 'actions_len')
  const outPort = placeOf(packetOut, portPath) + (portPath === 'in_port' ? 0 : OXM_HEADER_BYTES)

  function writeModification(xid: number, change: Modification, target: Uint8Array, offset: number): number {
    if (change.kind !== 'put-flow' || target.length - offset < ROOM) return DECLINED
    const { flow, bufferId = OFP_NO_BUFFER } = change
    const { table, priority, cookie, idleTimeoutS = 0, hardTimeoutS = 0, flags = 0, importance = 0 } = flow
    if (!fits8(table) || !fits16(priority) || !fits32(bufferId) || !fits16(flags) || importance !== 0) return DECLINED
    if (!fits16(idleTimeoutS) || !fits16(hardTimeoutS) || !fits64(cookie)) return DECLINED
    const behindMatch = putMatch(fields, flow.match, target, offset + flowMod.match)
    if (behindMatch === DECLINED) return DECLINED
    const end = putInstructions(flow.instructions, target, behindMatch)
    if (end === DECLINED) return DECLINED
    target.set(flowHead, offset)
    put16(target, offset + LENGTH_AT, end - offset)
    put32(target, offset + XID_AT, xid)
    if (cookie !== 0n) put64(target, offset + flowMod.cookie, cookie)
    target[offset + flowMod.table] = table
    put16(target, offset + flowMod.idle, idleTimeoutS)
    put16(target, offset + flowMod.hard, hardTimeoutS)
    put16(target, offset + flowMod.priority, priority)
    put32(target, offset + flowMod.buffer, bufferId)
    put16(target, offset + flowMod.flags, flags)
    return end - offset
  }

  function writePacketOut(xid: number, packet: PacketOut, target: Uint8Array, offset: number): number {
    const { bufferId = OFP_NO_BUFFER, inPort = OFPP_CONTROLLER, actions } = packet
    const data = bufferId === OFP_NO_BUFFER ? packet.data : NO_DATA
    if (!(data instanceof Uint8Array) || target.length - offset - data.length < ROOM) return DECLINED
    if (!fits32(bufferId) || !fits32(inPort)) return DECLINED
    const begin = offset + outHead.length
    const behindActions = putOutputs(actions, target, begin)
    const end = behindActions + data.length
    if (behindActions === DECLINED || !fits16(end - offset)) return DECLINED
    target.set(outHead, offset)
    put16(target, offset + LENGTH_AT, end - offset)
    put32(target, offset + XID_AT, xid)
    put32(target, offset + outBuffer, bufferId)
    put32(target, offset + outPort, inPort)
    put16(target, offset + outActions, behindActions - begin)
    target.set(data, behindActions)
    return end - offset
  }

  return { readPacketIn: readPacketIn(dialect.version), writeModification, writePacketOut }
}

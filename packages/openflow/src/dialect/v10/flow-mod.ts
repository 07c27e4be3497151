import type { Instruction } from '../../action/instruction.ts'
import { DEFAULT_PRIORITY, type Flow } from '../../flow.ts'
import type { Match } from '../../match/match.ts'
import type { Message } from '../../message.ts'
import type { FlowFilter, Modification } from '../../modification.ts'
import { nx_subtype } from '../../nicira/message/message.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import type { OfpAction } from '../../v10/action.ts'
import { ofp_flow_mod_flags } from '../../v10/flow.ts'
import { OFP10_VERSION, ofp_type } from '../../v10/header.ts'
import type { OfpMsg } from '../../v10/message.ts'
import { OFP_NO_BUFFER } from '../../v13/modify.ts'
import { ofp10_flow_mod_command as command } from '../../nicira/message/flow.ts'
import {
  ALL_TABLES,
  type Cookie,
  decodeNxmAndCookie,
  encodeMatch,
  encodeOutPort,
  makeFilter,
  refuseGroup,
  tableOf,
} from './filter.ts'
import { decodeInstructions, encodeInstructions } from './instruction.ts'
import { decodeOfpMatch } from './match.ts'
import { unsupported10 } from './unsupported.ts'

/**
 * The cookie of a modification: all ones keep each flow's own cookie, and tell Open vSwitch not to add a flow where there is
 * none. Other switches do add one (OpenFlow 1.0.1, 4.6).
 */
const KEEP_COOKIE = 0xffff_ffff_ffff_ffffn

const FLAGS = ofp_flow_mod_flags.OFPFF_SEND_FLOW_REM | ofp_flow_mod_flags.OFPFF_CHECK_OVERLAP

interface FlowMod {
  readonly command: number
  readonly table: number
  readonly match: Match
  /** What flows must have, not what they get. */
  readonly compared: Cookie
  readonly cookie: bigint
  readonly priority: number
  readonly actions: OfpAction[]
  readonly idle: number
  readonly hard: number
  readonly flags: number
  readonly buffer: number
  readonly outPort: number
}

function encode(xid: number, mod: FlowMod, nicira: boolean): Message {
  const match = encodeMatch(mod.match, mod.compared, nicira)
  const body = {
    cookie: mod.cookie,
    command: nicira ? (mod.table << 8) | mod.command : mod.command,
    idle_timeout: mod.idle,
    hard_timeout: mod.hard,
    priority: mod.priority,
    buffer_id: mod.buffer,
    out_port: mod.outPort,
    flags: mod.flags,
    actions: mod.actions,
  }
  const version = OFP10_VERSION
  if (!Array.isArray(match)) return { version, type: ofp_type.OFPT_FLOW_MOD, xid, ...body, match }
  const vendor = NX_EXPERIMENTER_ID
  return { version, type: ofp_type.OFPT_VENDOR, xid, vendor, subtype: nx_subtype.NXT_FLOW_MOD, ...body, match }
}

const NO_COOKIE: Cookie = {}
const NO_MATCH: Match = {}
const ANY_PORT = 0xffff

function put(xid: number, flow: Flow, buffer: number | undefined, nicira: boolean): Message {
  if (flow.importance !== undefined && flow.importance !== 0)
    throw unsupported10('importance', 'needs OpenFlow 1.4 or later')
  return encode(
    xid,
    {
      command: command.OFPFC_ADD,
      table: tableOf(flow.table, nicira),
      match: flow.match,
      compared: NO_COOKIE,
      cookie: flow.cookie,
      priority: flow.priority,
      actions: encodeInstructions(flow.instructions, nicira),
      idle: flow.idleTimeoutS ?? 0,
      hard: flow.hardTimeoutS ?? 0,
      // The others ask for less counting, or for what a new flow does anyway.
      flags: (flow.flags ?? 0) & FLAGS,
      buffer: buffer ?? OFP_NO_BUFFER,
      outPort: ANY_PORT,
    },
    nicira,
  )
}

const modified = (actions: OfpAction[]) => ({
  actions,
  cookie: KEEP_COOKIE,
  idle: 0,
  hard: 0,
  flags: 0,
  buffer: OFP_NO_BUFFER,
})

const removed = { actions: [], cookie: 0n, idle: 0, hard: 0, flags: 0, buffer: OFP_NO_BUFFER }

function filtered(filter: FlowFilter, nicira: boolean): Pick<FlowMod, 'table' | 'match' | 'compared' | 'outPort'> {
  refuseGroup(filter)
  return {
    table: tableOf(filter.table, nicira),
    match: filter.match ?? NO_MATCH,
    compared: filter,
    outPort: encodeOutPort(filter.outPort),
  }
}

type FlowModification = Extract<Modification, { readonly kind: `${string}flow${string}` }>

/** A change of flows as OFPT_FLOW_MOD, or as NXT_FLOW_MOD where its match needs that. */
export function encodeFlowModification(xid: number, modification: FlowModification, nicira: boolean): Message {
  switch (modification.kind) {
    case 'put-flow':
      return put(xid, modification.flow, modification.bufferId, nicira)
    case 'modify-flow': {
      const { table, priority, match, instructions } = modification.flow
      const what = { table: tableOf(table, nicira), priority, match, compared: NO_COOKIE, outPort: ANY_PORT }
      const made = modified(encodeInstructions(instructions, nicira))
      return encode(xid, { command: command.OFPFC_MODIFY_STRICT, ...what, ...made }, nicira)
    }
    case 'modify-flows': {
      const { filter, instructions } = modification
      const made = modified(encodeInstructions(instructions, nicira))
      return encode(
        xid,
        { command: command.OFPFC_MODIFY, priority: DEFAULT_PRIORITY, ...filtered(filter, nicira), ...made },
        nicira,
      )
    }
    case 'remove-flow': {
      const { table, priority, match, cookie } = modification.flow
      const compared = cookie === undefined ? NO_COOKIE : { cookie }
      const what = { table: tableOf(table, nicira), priority, match, compared, outPort: ANY_PORT }
      return encode(xid, { command: command.OFPFC_DELETE_STRICT, ...what, ...removed }, nicira)
    }
    case 'remove-flows': {
      const what = filtered(modification.filter, nicira)
      return encode(xid, { command: command.OFPFC_DELETE, priority: DEFAULT_PRIORITY, ...what, ...removed }, nicira)
    }
  }
}

interface Read {
  readonly match: Match
  readonly compared: Cookie
  readonly command: number
  readonly cookie: bigint
  readonly priority: number
  readonly idle_timeout: number
  readonly hard_timeout: number
  readonly flags: number
  readonly buffer_id: number
  readonly out_port: number
  readonly actions: readonly OfpAction[]
}

function read(message: OfpMsg): Read | undefined {
  if (message.type === ofp_type.OFPT_FLOW_MOD)
    return { ...message, match: decodeOfpMatch(message.match), compared: NO_COOKIE }
  if (message.type !== ofp_type.OFPT_VENDOR || message.vendor !== NX_EXPERIMENTER_ID || !('subtype' in message))
    return undefined
  if (message.subtype !== nx_subtype.NXT_FLOW_MOD) return undefined
  const { match, cookie } = decodeNxmAndCookie(message.match)
  return { ...message, match, compared: cookie }
}

/** The protocol of a match, which says what OFPAT_SET_TP_SRC means. */
export const protocolOf = ({ ip_proto }: Match): number | undefined =>
  typeof ip_proto === 'number' ? ip_proto : undefined

function flowOf(mod: Read, table: number, instructions: readonly Instruction[]): Flow {
  const { priority, match, cookie, idle_timeout, hard_timeout, flags } = mod
  return {
    table,
    priority,
    match,
    cookie,
    instructions,
    idleTimeoutS: idle_timeout,
    hardTimeoutS: hard_timeout,
    flags,
  }
}

const modifiedCookie = ({ cookie }: Read): bigint => (cookie === KEEP_COOKIE ? 0n : cookie)

/** The reverse; undefined for other messages, and for commands this package does not know. */
export function decodeFlowModification(message: OfpMsg, nicira: boolean): Modification | undefined {
  const mod = read(message)
  if (mod === undefined) return undefined
  const table = nicira ? mod.command >> 8 : undefined
  // An addition to any table goes to the first one.
  const one = table === undefined || table === ALL_TABLES ? 0 : table
  const filter = (): FlowFilter => makeFilter(mod.match, mod.compared, table, mod.out_port)
  const instructions = decodeInstructions(mod.actions, protocolOf(mod.match))
  switch (nicira ? mod.command & 0xff : mod.command) {
    case command.OFPFC_ADD: {
      const flow = flowOf(mod, one, instructions)
      return mod.buffer_id === OFP_NO_BUFFER
        ? { kind: 'put-flow', flow }
        : { kind: 'put-flow', flow, bufferId: mod.buffer_id }
    }
    case command.OFPFC_MODIFY:
      return { kind: 'modify-flows', filter: filter(), instructions }
    case command.OFPFC_MODIFY_STRICT:
      return { kind: 'modify-flow', flow: { ...flowOf(mod, one, instructions), cookie: modifiedCookie(mod) } }
    case command.OFPFC_DELETE:
      return { kind: 'remove-flows', filter: filter() }
    case command.OFPFC_DELETE_STRICT: {
      const { priority, match, compared } = mod
      // Part of a cookie cannot be compared by a flow's own removal.
      if (compared.cookieMask !== undefined) return undefined
      return { kind: 'remove-flow', flow: { table: one, priority, match, ...compared } }
    }
    default:
      return undefined
  }
}

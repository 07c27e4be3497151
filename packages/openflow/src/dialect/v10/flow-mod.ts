import { DEFAULT_PRIORITY, type Flow } from '../../flow.ts'
import type { Match } from '../../match/match.ts'
import type { Message } from '../../message.ts'
import type { FlowFilter, Modification } from '../../modification.ts'
import { nx_subtype } from '../../nicira/message/message.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import type { OfpAction } from '../../v10/action.ts'
import { ofp_flow_mod_flags } from '../../v10/flow.ts'
import { OFP10_VERSION, ofp_type } from '../../v10/header.ts'
import { OFP_NO_BUFFER } from '../../v13/modify.ts'
import { ofp10_flow_mod_command as command } from '../../nicira/message/flow.ts'
import { type Cookie, encodeMatch, encodeOutPort, refuseGroup, tableOf } from './filter.ts'
import { encodeInstructions } from './instruction.ts'
import { unsupported10 } from './unsupported.ts'

/**
 * The cookie of a modification: all ones keep each flow's own cookie, and tell Open vSwitch not to add a flow where there is
 * none. Other switches do add one (OpenFlow 1.0.1, 4.6).
 */
export const KEEP_COOKIE = 0xffff_ffff_ffff_ffffn

/** Those that OpenFlow 1.0 has. */
export const FLAGS = ofp_flow_mod_flags.OFPFF_SEND_FLOW_REM | ofp_flow_mod_flags.OFPFF_CHECK_OVERLAP

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
  const { cookie, idle, hard, priority, buffer, outPort, flags, actions } = mod
  const version = OFP10_VERSION
  const modCommand = nicira ? (mod.table << 8) | mod.command : mod.command
  // Two literals with all their fields, because merging objects costs as much as all the rest of it.
  if (!Array.isArray(match))
    return {
      version,
      type: ofp_type.OFPT_FLOW_MOD,
      xid,
      match,
      cookie,
      command: modCommand,
      idle_timeout: idle,
      hard_timeout: hard,
      priority,
      buffer_id: buffer,
      out_port: outPort,
      flags,
      actions,
    }
  return {
    version,
    type: ofp_type.OFPT_VENDOR,
    xid,
    vendor: NX_EXPERIMENTER_ID,
    subtype: nx_subtype.NXT_FLOW_MOD,
    cookie,
    command: modCommand,
    idle_timeout: idle,
    hard_timeout: hard,
    priority,
    buffer_id: buffer,
    out_port: outPort,
    flags,
    match,
    actions,
  }
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

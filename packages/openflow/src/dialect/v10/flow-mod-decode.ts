import type { Instruction } from '../../action/instruction.ts'
import type { Flow } from '../../flow.ts'
import type { Match } from '../../match/match.ts'
import type { FlowFilter, Modification } from '../../modification.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { ofp10_flow_mod_command as command } from '../../nicira/message/flow.ts'
import { nx_subtype } from '../../nicira/message/message.ts'
import type { OfpAction } from '../../v10/action.ts'
import { ofp_type } from '../../v10/header.ts'
import type { OfpMsg } from '../../v10/message.ts'
import { OFP_NO_BUFFER } from '../../v13/modify.ts'
import { ALL_TABLES, type Cookie, decodeNxmAndCookie, makeFilter } from './filter.ts'
import { KEEP_COOKIE } from './flow-mod.ts'
import { decodeInstructions } from './instruction.ts'
import { decodeOfpMatch } from './match-decode.ts'

const NO_COOKIE: Cookie = {}

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

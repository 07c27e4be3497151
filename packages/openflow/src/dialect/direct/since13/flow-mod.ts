import { encodeMessage } from '../../../message.ts'
import type { Modification } from '../../../modification.ts'
import { OFP_NO_BUFFER, ofp_flow_mod } from '../../../v13/modify.ts'
import type { Direct } from '../../dialect.ts'
import { DECLINED, type MessageDialect, ROOM } from '../direct.ts'
import { fits16, fits32, fits64, fits8, put16, put32, put64 } from '../octets.ts'
import { LENGTH_AT, placeOf, XID_AT } from '../place.ts'
import { plainFields, putMatch } from './match.ts'
import { putInstructions } from './outputs.ts'

const at = {
  cookie: placeOf(ofp_flow_mod, 'cookie'),
  table: placeOf(ofp_flow_mod, 'table_id'),
  idle: placeOf(ofp_flow_mod, 'idle_timeout'),
  hard: placeOf(ofp_flow_mod, 'hard_timeout'),
  priority: placeOf(ofp_flow_mod, 'priority'),
  buffer: placeOf(ofp_flow_mod, 'buffer_id'),
  flags: placeOf(ofp_flow_mod, 'flags'),
  match: placeOf(ofp_flow_mod, 'match.type'),
} as const

/** New flows that match plain numbers and apply nothing but outputs. */
export function flowWriter(dialect: MessageDialect): Direct['writeModification'] {
  const fields = plainFields(dialect.version)
  const empty = { table: 0, priority: 0, match: {}, cookie: 0n, instructions: [] }
  const head = encodeMessage(dialect.modification(0, { kind: 'put-flow', flow: empty })).slice(0, at.match)

  return function writeModification(xid: number, change: Modification, target: Uint8Array, offset: number): number {
    if (change.kind !== 'put-flow' || target.length - offset < ROOM) return DECLINED
    const { flow, bufferId = OFP_NO_BUFFER } = change
    const { table, priority, cookie, idleTimeoutS = 0, hardTimeoutS = 0, flags = 0, importance = 0 } = flow
    if (!fits8(table) || !fits16(priority) || !fits32(bufferId) || !fits16(flags) || importance !== 0) return DECLINED
    if (!fits16(idleTimeoutS) || !fits16(hardTimeoutS) || !fits64(cookie)) return DECLINED
    const behindMatch = putMatch(fields, flow.match, target, offset + at.match)
    if (behindMatch === DECLINED) return DECLINED
    const end = putInstructions(flow.instructions, target, behindMatch)
    if (end === DECLINED) return DECLINED
    target.set(head, offset)
    put16(target, offset + LENGTH_AT, end - offset)
    put32(target, offset + XID_AT, xid)
    if (cookie !== 0n) put64(target, offset + at.cookie, cookie)
    target[offset + at.table] = table
    put16(target, offset + at.idle, idleTimeoutS)
    put16(target, offset + at.hard, hardTimeoutS)
    put16(target, offset + at.priority, priority)
    put32(target, offset + at.buffer, bufferId)
    put16(target, offset + at.flags, flags)
    return end - offset
  }
}

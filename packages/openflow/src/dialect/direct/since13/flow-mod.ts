import { DEFAULT_PRIORITY } from '../../../flow.ts'
import { standsAlone } from '../../../match/build.ts'
import { encodeMessage } from '../../../message.ts'
import { OFP_NO_BUFFER, ofp_flow_mod } from '../../../v13/modify.ts'
import type { Direct } from '../../dialect.ts'
import { DECLINED, type MessageDialect, ROOM } from '../direct.ts'
import { fits16, fits32, fits64, fits8, putWords, wordsOf, writerOn } from '../octets.ts'
import { LENGTH_AT, placeOf, XID_AT } from '../place.ts'
import { type AnyFlow, appliedActions } from '../plain-flow.ts'
import { type MatchWriter, matchWriter, plainFields } from './match.ts'
import { putApplied } from './outputs.ts'

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
export function flowWriters(dialect: MessageDialect): Pick<Direct, 'writeFlow' | 'writeModification'> {
  const empty = { table: 0, priority: 0, match: {}, cookie: 0n, instructions: [] }
  const head = wordsOf(encodeMessage(dialect.modification(0, { kind: 'put-flow', flow: empty })).subarray(0, at.match))
  const fields = plainFields(dialect.version)
  const putMatch = matchWriter(fields)
  const putNatural = matchWriter(new Map([...fields].filter(([name]) => standsAlone(name))))

  function write(
    putFields: MatchWriter,
    xid: number,
    flow: AnyFlow,
    bufferId: number,
    target: Uint8Array,
    offset: number,
  ): number {
    const { table = 0, priority = DEFAULT_PRIORITY, match = {}, cookie = 0n, flags = 0, importance = 0 } = flow
    const { idleTimeoutS = 0, hardTimeoutS = 0, sendFlowRemoved = false, checkOverlap = false } = flow
    if (!fits8(table) || !fits16(priority) || !fits32(bufferId) || !fits16(flags) || importance !== 0) return DECLINED
    if (!fits16(idleTimeoutS) || !fits16(hardTimeoutS) || !fits64(cookie)) return DECLINED
    if (target.length - offset < ROOM || sendFlowRemoved || checkOverlap || typeof match === 'string') return DECLINED
    const actions = appliedActions(flow)
    const view = writerOn(target)
    const behindMatch = putFields(match, view, offset + at.match)
    if (behindMatch === DECLINED || actions === undefined) return DECLINED
    const end = putApplied(actions, view, behindMatch)
    if (end === DECLINED) return DECLINED
    putWords(view, offset, head)
    view.setUint16(offset + LENGTH_AT, end - offset)
    view.setUint32(offset + XID_AT, xid)
    if (cookie !== 0n) view.setBigUint64(offset + at.cookie, cookie)
    view.setUint8(offset + at.table, table)
    view.setUint16(offset + at.idle, idleTimeoutS)
    view.setUint16(offset + at.hard, hardTimeoutS)
    view.setUint16(offset + at.priority, priority)
    view.setUint32(offset + at.buffer, bufferId)
    view.setUint16(offset + at.flags, flags)
    return end - offset
  }

  return {
    writeFlow: (xid, spec, bufferId, target, offset) => write(putNatural, xid, spec, bufferId, target, offset),
    writeModification: (xid, change, target, offset) =>
      change.kind === 'put-flow'
        ? write(putMatch, xid, change.flow, change.bufferId ?? OFP_NO_BUFFER, target, offset)
        : DECLINED,
  }
}

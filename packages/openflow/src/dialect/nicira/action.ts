import type { Action } from '../../action/action.ts'
import { nx_action_subtype as subtype } from '../../nicira/action/type.ts'
import { OFP10_VERSION } from '../../v10/header.ts'
import { OFP14_VERSION } from '../../v14/header.ts'
import type { NiciraBody } from './body.ts'
import { decodeBundle, decodeMultipath, encodeBundle, encodeMultipath } from './choice.ts'
import { decodeConntrack, decodeNat, encodeConntrack, encodeNat } from './conntrack.ts'
import { decodeController, decodeController2, encodeController } from './controller.ts'
import { decodeDecap, decodeEncap, encodeDecap, encodeEncap } from './encap.ts'
import { fieldOfId, idOf, niciraField } from './field.ts'
import { decodeLearn, encodeLearn } from './learn.ts'
import { decodeNicira10, encodeNicira10 } from './of10.ts'
import { port16, port32 } from './port.ts'
import {
  decodeCheckLarger,
  decodeLoad,
  decodeLoad2,
  decodeMove,
  decodeOutputRegister,
  decodeStack,
  encodeCheckLarger,
  encodeLoad,
  encodeMove,
  encodeOutputRegister,
  encodeSetField,
  encodeStack,
} from './register.ts'
import { decodeResubmit, encodeResubmit } from './resubmit.ts'
import { decodeSample, encodeSample } from './sample.ts'

export type { NiciraBody } from './body.ts'

/** Notes take six octets more than a multiple of eight. */
function paddedNote(note: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.max(0, Math.ceil((note.length - 6) / 8)) * 8 + 6)
  padded.set(note)
  return padded
}

const SET_TUNNEL_MAX = 0xffff_ffffn
const LAST_WITH_LOAD = OFP14_VERSION

/**
 * An action as Nicira's extension says it, in the way Open vSwitch itself would write it; undefined where the extension has
 * no form for it, or none in this version.
 *
 * @param nested makes the list of actions inside `ct` and `clone`
 * @throws UnsupportedError for a field that cannot stand in this action; RangeError for a value that does not fit
 */
export function encodeNiciraAction<A>(
  action: Action,
  version: number,
  nested: (actions: readonly Action[]) => A,
): NiciraBody<A> | undefined {
  if (version === OFP10_VERSION) {
    const body = encodeNicira10(action)
    if (body !== undefined) return body
  }
  switch (action.type) {
    case 'output_reg':
      return encodeOutputRegister(action)
    case 'output_trunc':
      return {
        subtype: subtype.NXAST_OUTPUT_TRUNC,
        port: port16(action.port, 'output_trunc'),
        max_len: action.maxLength,
      }
    case 'controller':
      return encodeController(action)
    case 'bundle':
    case 'bundle_load':
      return encodeBundle(action)
    case 'multipath':
      return encodeMultipath(action)
    // OpenFlow 1.5 has these three itself, and Open vSwitch refuses the extension's there.
    case 'set_field':
      return version > LAST_WITH_LOAD ? undefined : encodeSetField(action)
    case 'load':
      return version > LAST_WITH_LOAD ? undefined : encodeLoad(action)
    case 'move':
      return version > LAST_WITH_LOAD ? undefined : encodeMove(action)
    case 'push':
    case 'pop':
      return encodeStack(action)
    case 'delete_field':
      return { subtype: subtype.NXAST_DELETE_FIELD, field: idOf(niciraField(action.field)) }
    case 'set_tunnel':
      return action.id <= SET_TUNNEL_MAX
        ? { subtype: subtype.NXAST_SET_TUNNEL, tun_id: Number(action.id) }
        : { subtype: subtype.NXAST_SET_TUNNEL64, tun_id: action.id }
    case 'check_pkt_larger':
      return encodeCheckLarger(action)
    case 'dec_ttl':
      return action.controllers === undefined
        ? undefined
        : { subtype: subtype.NXAST_DEC_TTL_CNT_IDS, cnt_ids: [...action.controllers] }
    case 'ct':
      return encodeConntrack(action, nested)
    case 'nat':
      return encodeNat(action)
    case 'resubmit':
      return encodeResubmit(action)
    case 'clone':
      return { subtype: subtype.NXAST_CLONE, actions: nested(action.actions) }
    case 'learn':
      return encodeLearn(action)
    case 'conjunction':
      return { subtype: subtype.NXAST_CONJUNCTION, clause: action.clause, n_clauses: action.clauses, id: action.id }
    case 'fin_timeout':
      return { subtype: subtype.NXAST_FIN_TIMEOUT, fin_idle_timeout: action.idleS, fin_hard_timeout: action.hardS }
    case 'sample':
      return encodeSample(action)
    case 'note':
      return { subtype: subtype.NXAST_NOTE, note: paddedNote(action.note) }
    // Open vSwitch has these three since OpenFlow 1.3.
    case 'encap':
      return version === OFP10_VERSION ? undefined : encodeEncap(action)
    case 'decap':
      return version === OFP10_VERSION ? undefined : encodeDecap(action)
    case 'dec_nsh_ttl':
      return version === OFP10_VERSION ? undefined : { subtype: subtype.NXAST_DEC_NSH_TTL }
    case 'pop_queue':
      return { subtype: subtype.NXAST_POP_QUEUE }
    case 'ct_clear':
      return { subtype: subtype.NXAST_CT_CLEAR }
    case 'exit':
      return { subtype: subtype.NXAST_EXIT }
    case 'debug_recirc':
      return { subtype: subtype.NXAST_DEBUG_RECIRC }
    case 'debug_slow':
      return { subtype: subtype.NXAST_DEBUG_SLOW }
    default:
      return undefined
  }
}

/**
 * The reverse: undefined for an action of which anything cannot be named, which the caller keeps byte for byte. What is
 * returned encodes to the same body again.
 *
 * @param nested translates the list of actions inside `ct` and `clone`
 */
export function decodeNiciraAction<A>(
  body: NiciraBody<A>,
  version: number,
  nested: (actions: A) => readonly Action[],
): Action | undefined {
  if ('_extra' in body) return undefined
  if (version === OFP10_VERSION) {
    const action = decodeNicira10(body)
    if (action !== undefined) return action
  }
  switch (body.subtype) {
    case subtype.NXAST_OUTPUT_REG:
    case subtype.NXAST_OUTPUT_REG2:
      return decodeOutputRegister(body)
    case subtype.NXAST_OUTPUT_TRUNC:
      return { type: 'output_trunc', port: port32(body.port), maxLength: body.max_len }
    case subtype.NXAST_CONTROLLER:
      return decodeController(body)
    case subtype.NXAST_CONTROLLER2:
      return decodeController2(body)
    case subtype.NXAST_BUNDLE:
    case subtype.NXAST_BUNDLE_LOAD:
      return decodeBundle(body)
    case subtype.NXAST_MULTIPATH:
      return decodeMultipath(body)
    case subtype.NXAST_REG_LOAD:
      return version > LAST_WITH_LOAD ? undefined : decodeLoad(body)
    case subtype.NXAST_REG_LOAD2:
      return version > LAST_WITH_LOAD ? undefined : decodeLoad2(body, version)
    case subtype.NXAST_REG_MOVE:
      return version > LAST_WITH_LOAD ? undefined : decodeMove(body)
    case subtype.NXAST_STACK_PUSH:
    case subtype.NXAST_STACK_POP:
      return decodeStack(body)
    case subtype.NXAST_DELETE_FIELD: {
      const name = fieldOfId(body.field)?.field.name
      return name === undefined ? undefined : { type: 'delete_field', field: name }
    }
    case subtype.NXAST_SET_TUNNEL:
      return { type: 'set_tunnel', id: BigInt(body.tun_id) }
    case subtype.NXAST_SET_TUNNEL64:
      return body.tun_id > SET_TUNNEL_MAX ? { type: 'set_tunnel', id: body.tun_id } : undefined
    case subtype.NXAST_CHECK_PKT_LARGER:
      return decodeCheckLarger(body)
    case subtype.NXAST_DEC_TTL_CNT_IDS:
      return { type: 'dec_ttl', controllers: body.cnt_ids }
    case subtype.NXAST_CT:
      return decodeConntrack(body, nested)
    case subtype.NXAST_NAT:
      return decodeNat(body)
    case subtype.NXAST_RESUBMIT:
    case subtype.NXAST_RESUBMIT_TABLE:
    case subtype.NXAST_RESUBMIT_TABLE_CT:
      return decodeResubmit(body)
    case subtype.NXAST_CLONE:
      return { type: 'clone', actions: nested(body.actions) }
    case subtype.NXAST_LEARN:
    case subtype.NXAST_LEARN2:
      return decodeLearn(body)
    case subtype.NXAST_CONJUNCTION:
      return { type: 'conjunction', id: body.id, clause: body.clause, clauses: body.n_clauses }
    case subtype.NXAST_FIN_TIMEOUT:
      return { type: 'fin_timeout', idleS: body.fin_idle_timeout, hardS: body.fin_hard_timeout }
    case subtype.NXAST_SAMPLE:
    case subtype.NXAST_SAMPLE2:
    case subtype.NXAST_SAMPLE3:
      return decodeSample(body)
    case subtype.NXAST_NOTE:
      // Copied, because the message's bytes belong to the connection.
      return body.note.length % 8 === 6 ? { type: 'note', note: body.note.slice() } : undefined
    case subtype.NXAST_ENCAP:
      return version === OFP10_VERSION ? undefined : decodeEncap(body)
    case subtype.NXAST_DECAP:
      return version === OFP10_VERSION ? undefined : decodeDecap(body)
    case subtype.NXAST_DEC_NSH_TTL:
      return version === OFP10_VERSION ? undefined : { type: 'dec_nsh_ttl' }
    case subtype.NXAST_POP_QUEUE:
      return { type: 'pop_queue' }
    case subtype.NXAST_CT_CLEAR:
      return { type: 'ct_clear' }
    case subtype.NXAST_EXIT:
      return { type: 'exit' }
    case subtype.NXAST_DEBUG_RECIRC:
      return { type: 'debug_recirc' }
    case subtype.NXAST_DEBUG_SLOW:
      return { type: 'debug_slow' }
    default:
      return undefined
  }
}

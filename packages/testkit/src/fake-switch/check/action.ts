import { type Action, bitRange, type FieldName, fieldByName, OFPP_ANY, OFPP_MAX, type Subfield } from '@vlcp/openflow'
import { badAction, NotExecutableError, type Refusal } from '../errors.ts'
import { isMplsType, isVlanType } from '../frame/headers.ts'
import { type Known, missingFor, MPLS } from './prerequisite.ts'

/** Open vSwitch 3.1 changes none of these. */
const READ_ONLY =
  /^(packet_type|dp_hash|recirc_id|conj_id|in_phy_port|actset_output|eth_type|ip_(frag|proto)|ipv6_exthdr|mpls_bos|tcp_flags|ct_(state|zone|nw_|ipv6_|tp_))/
const LAST_RESERVED_TABLE = 254

/** What a group, or another flow, can be asked while actions are checked. */
export interface Surroundings {
  readonly hasGroup: (id: number) => boolean
}

function checkTarget(field: FieldName, known: Known, inConntrack: boolean): Refusal | undefined {
  if (/^(nsh|pbb)_/.test(field)) throw new NotExecutableError(`changes of ${field}`)
  if (READ_ONLY.test(field)) return badAction('OFPBAC_BAD_SET_ARGUMENT', `${field} cannot be written`)
  if (field.startsWith('ct_') && !inConntrack)
    return badAction('OFPBAC_BAD_SET_ARGUMENT', `${field} is written inside ct only`)
  const isUntagged = field === 'vlan_vid' && !known.tagged
  const missing = isUntagged ? 'a VLAN tag' : missingFor(field, known)
  return missing === undefined ? undefined : badAction('OFPBAC_MATCH_INCONSISTENT', `${field} needs ${missing}`)
}

const checkSource = ({ field }: Subfield, known: Known): Refusal | undefined => {
  const missing = missingFor(field, known)
  return missing === undefined ? undefined : badAction('OFPBAC_MATCH_INCONSISTENT', `${field} needs ${missing}`)
}

const checkPort = (port: number): Refusal | undefined =>
  port === OFPP_ANY || (port >= OFPP_MAX && port < 0xffff_fff8)
    ? badAction('OFPBAC_BAD_OUT_PORT', `nothing leaves through port ${port}`)
    : undefined

const needs = (action: Action, what: string, isGiven: boolean): Refusal | undefined =>
  isGiven ? undefined : badAction('OFPBAC_MATCH_INCONSISTENT', `${action.type} needs ${what}`)

const isIp = ({ ethertype }: Known): boolean => ethertype === 0x0800 || ethertype === 0x86dd

/** @throws RangeError when the bits are not all inside their field */
function checkSubfields(action: Action): void {
  for (const value of Object.values(action) as unknown[])
    if (typeof value === 'object' && value !== null && 'field' in value) bitRange(value as Subfield)
}

/**
 * Whether Open vSwitch would take the action, as far as one action tells; `known` becomes what holds behind it.
 *
 * @throws NotExecutableError for an action the fake switch does not execute
 */
export function checkAction(
  action: Action,
  known: Known,
  around: Surroundings,
  inConntrack = false,
): Refusal | undefined {
  checkSubfields(action)
  switch (action.type) {
    case 'output':
    case 'output_trunc':
    case 'enqueue':
      return checkPort(action.port)
    case 'group':
      return around.hasGroup(action.group)
        ? undefined
        : badAction('OFPBAC_BAD_OUT_GROUP', `there is no group ${action.group}`)
    case 'push_vlan':
      if (!isVlanType(action.ethertype)) return badAction('OFPBAC_BAD_ARGUMENT', 'push_vlan needs 0x8100 or 0x88a8')
      known.tagged = true
      return undefined
    case 'pop_vlan': {
      const refusal = needs(action, 'a VLAN tag', known.tagged)
      known.tagged = false
      return refusal
    }
    case 'mod_vlan_vid':
    case 'mod_vlan_pcp':
      known.tagged = true
      return undefined
    case 'push_mpls':
      if (!isMplsType(action.ethertype)) return badAction('OFPBAC_BAD_ARGUMENT', 'push_mpls needs 0x8847 or 0x8848')
      Object.assign(known, { ethertype: action.ethertype, protocol: undefined, icmpType: undefined })
      return undefined
    case 'pop_mpls': {
      const refusal = needs(action, 'an MPLS label', MPLS.includes(known.ethertype ?? 0))
      known.ethertype = action.ethertype
      return refusal
    }
    case 'set_field':
      if (BigInt(action.value) >> BigInt(fieldByName(action.field).bits) !== 0n && action.field !== 'vlan_vid') {
        return badAction('OFPBAC_BAD_SET_ARGUMENT', `${action.field} has ${fieldByName(action.field).bits} bits`)
      }
      return checkTarget(action.field, known, inConntrack)
    case 'load':
    case 'check_pkt_larger':
    case 'multipath': {
      const refusal = checkTarget(action.target.field, known, inConntrack)
      // A load into vlan_tci adds a tag where there was none.
      known.tagged ||= action.target.field === 'vlan_tci'
      return refusal
    }
    case 'move':
      return checkSource(action.source, known) ?? checkTarget(action.target.field, known, inConntrack)
    case 'push':
      return checkSource(action.subfield, known)
    case 'pop':
      return checkTarget(action.subfield.field, known, inConntrack)
    case 'output_reg':
      return checkSource(action.source, known)
    case 'set_ttl':
    case 'dec_ttl':
      return needs(action, 'IP', isIp(known))
    case 'set_mpls_ttl':
    case 'dec_mpls_ttl':
      return needs(action, 'an MPLS label', MPLS.includes(known.ethertype ?? 0))
    case 'bundle':
    case 'bundle_load':
      return action.target === undefined ? undefined : checkTarget(action.target.field, known, inConntrack)
    case 'learn':
      return action.table > LAST_RESERVED_TABLE
        ? badAction('OFPBAC_BAD_ARGUMENT', `learn cannot write table ${action.table}`)
        : undefined
    case 'ct': {
      if (action.alg !== undefined) throw new NotExecutableError(`ct with alg=${action.alg}`)
      const nested = action.actions
        ?.map((one) => checkNested(one, known, around))
        .find((refusal) => refusal !== undefined)
      return needs(action, 'IP', isIp(known)) ?? nested
    }
    case 'nat':
      return inConntrack ? undefined : badAction('OFPBAC_BAD_ARGUMENT', 'nat stands inside ct only')
    case 'clone': {
      const inside = { ...known }
      return action.actions.map((one) => checkAction(one, inside, around)).find((refusal) => refusal !== undefined)
    }
    case 'controller':
      if (action.pause === true) throw new NotExecutableError('controller with pause')
      return undefined
    case 'set_tunnel':
    case 'set_queue':
    case 'pop_queue':
    case 'meter':
    case 'ct_clear':
    case 'resubmit':
    case 'conjunction':
    case 'fin_timeout':
    case 'sample':
    case 'note':
    case 'exit':
    case 'debug_recirc':
    case 'debug_slow':
      return undefined
    case 'push_pbb':
    case 'pop_pbb':
    case 'encap':
    case 'decap':
    case 'delete_field':
    case 'copy_ttl_in':
    case 'copy_ttl_out':
    case 'dec_nsh_ttl':
      throw new NotExecutableError(action.type)
    case 'unknown':
      throw new NotExecutableError(`the unknown action 0x${Buffer.from(action.bytes).toString('hex')}`)
  }
}

function checkNested(action: Action, known: Known, around: Surroundings): Refusal | undefined {
  const isMark = action.type === 'set_field' || action.type === 'load' || action.type === 'move'
  const target = action.type === 'set_field' ? action.field : isMark ? action.target.field : undefined
  if (action.type === 'nat' || target === 'ct_mark' || target === 'ct_label')
    return checkAction(action, known, around, true)
  return badAction('OFPBAC_BAD_ARGUMENT', `${action.type} cannot stand inside ct`)
}

/** Whether Open vSwitch would take a list of actions. @throws NotExecutableError */
export function checkActions(actions: readonly Action[], known: Known, around: Surroundings): Refusal | undefined {
  for (const action of actions) {
    const refusal = checkAction(action, known, around)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

import type { Action } from '../../action/action.ts'
import { fieldByName, type FieldName } from '../../match/fields.ts'
import { type FieldValue, OFPVID_PRESENT } from '../../match/match.ts'
import { formatPort } from '../../action/reserved-ports.ts'
import { formatConntrack, formatNat } from './conntrack.ts'
import { formatDecap, formatEncap } from './encapsulation.ts'
import { formatLearn } from './learn.ts'
import {
  formatBundle,
  formatController,
  formatMultipath,
  formatOutput,
  formatResubmit,
  formatSample,
} from './output.ts'
import { formatSubfield } from './subfield.ts'
import { type TableNamer, tableNumber } from './table-namer.ts'
import { formatFieldValue, formatMaskedValue, hex, hexOctets } from './value.ts'

function formatSetField(name: FieldName, value: FieldValue, mask: FieldValue | undefined): string {
  const field = fieldByName(name)
  // ovs-actions(7): set_field writes vlan_vid with its presence bit.
  const written = field.form === 'vlan' ? Number(value) | OFPVID_PRESENT : value
  const whole = mask === undefined || BigInt(mask) === (1n << BigInt(field.bits)) - 1n
  const text = whole ? formatFieldValue(field, written) : formatMaskedValue(field, value, mask)
  return `set_field:${text}->${field.ovsName}`
}

function formatFinTimeout(idleS: number, hardS: number): string {
  const parts = idleS === 0 ? [] : [`idle_timeout=${idleS}`]
  return `fin_timeout(${(hardS === 0 ? parts : [...parts, `hard_timeout=${hardS}`]).join(',')})`
}

/** One action as Open vSwitch 3.1 prints it: ovs-actions(7). */
export function formatAction(action: Action, tableName: TableNamer = tableNumber): string {
  const nested = (actions: readonly Action[]): string => formatActions(actions, tableName)
  switch (action.type) {
    case 'output':
      return formatOutput(action.port, action.maxLength)
    case 'output_reg':
      return `output:${formatSubfield(action.source)}`
    case 'output_trunc':
      return `output(port=${formatPort(action.port)},max_len=${action.maxLength})`
    case 'controller':
      return formatController(action)
    case 'enqueue':
      return `enqueue:${formatPort(action.port)}:${action.queue}`
    case 'group':
      return `group:${action.group}`
    case 'bundle':
    case 'bundle_load':
      return formatBundle(action)
    case 'push_vlan':
      return `push_vlan:${hex(action.ethertype)}`
    case 'push_mpls':
    case 'pop_mpls':
    case 'push_pbb':
      return `${action.type}:0x${action.ethertype.toString(16).padStart(4, '0')}`
    case 'mod_vlan_vid':
      return `mod_vlan_vid:${action.vid}`
    case 'mod_vlan_pcp':
      return `mod_vlan_pcp:${action.pcp}`
    case 'encap':
      return formatEncap(action.packetType, action.properties)
    case 'decap':
      return formatDecap(action.packetType)
    case 'set_field':
      return formatSetField(action.field, action.value, action.mask)
    case 'load':
      return `load:${hex(action.value)}->${formatSubfield(action.target)}`
    case 'move':
      return `move:${formatSubfield(action.source)}->${formatSubfield(action.target)}`
    case 'push':
    case 'pop':
      return `${action.type}:${formatSubfield(action.subfield)}`
    case 'delete_field':
      return `delete_field:${fieldByName(action.field).ovsName}`
    case 'set_tunnel':
      return `set_tunnel${action.id > 0xffff_ffffn ? '64' : ''}:${hex(action.id)}`
    case 'check_pkt_larger':
      return `check_pkt_larger(${action.length})->${formatSubfield(action.target)}`
    case 'set_ttl':
      return `mod_nw_ttl:${action.ttl}`
    case 'set_mpls_ttl':
      return `set_mpls_ttl(${action.ttl})`
    case 'dec_ttl':
      return action.controllers === undefined ? 'dec_ttl' : `dec_ttl(${action.controllers.join(',')})`
    case 'set_queue':
      return `set_queue:${action.queue}`
    case 'meter':
      return `meter:${action.meter}`
    case 'ct':
      return formatConntrack(action, tableName, nested)
    case 'nat':
      return formatNat(action)
    case 'resubmit':
      return formatResubmit(action.port, action.table, action.conntrack === true, tableName)
    case 'clone':
      return `clone(${nested(action.actions)})`
    case 'learn':
      return formatLearn(action, tableName)
    case 'conjunction':
      return `conjunction(${action.id},${action.clause + 1}/${action.clauses})`
    case 'multipath':
      return formatMultipath(action)
    case 'fin_timeout':
      return formatFinTimeout(action.idleS, action.hardS)
    case 'sample':
      return formatSample(action)
    case 'note':
      return `note:${hexOctets(action.note, '.')}`
    case 'unknown':
      return `unknown(0x${hexOctets(action.bytes)})`
    case 'pop_vlan':
    case 'pop_pbb':
    case 'dec_mpls_ttl':
    case 'copy_ttl_in':
    case 'copy_ttl_out':
    case 'dec_nsh_ttl':
    case 'pop_queue':
    case 'ct_clear':
    case 'exit':
    case 'debug_recirc':
    case 'debug_slow':
      return action.type
  }
}

/** Actions as Open vSwitch prints a list of them; none at all is `drop`. */
export function formatActions(actions: readonly Action[], tableName: TableNamer = tableNumber): string {
  return actions.length === 0 ? 'drop' : actions.map((action) => formatAction(action, tableName)).join(',')
}

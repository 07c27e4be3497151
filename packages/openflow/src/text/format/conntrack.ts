import { formatIpv4 } from '@vlcp/address'
import type { Action, ConntrackAction } from '../../action/action.ts'
import type { NatAction, NatRange } from '../../action/conntrack.ts'
import { formatIpv6 } from '../ipv6.ts'
import { formatSubfield } from './subfield.ts'
import type { TableNamer } from './table-namer.ts'

function formatRange<T>({ first, last }: NatRange<T>, write: (value: T) => string): string {
  return last === undefined || last === first ? write(first) : `${write(first)}-${write(last)}`
}

function formatAddresses({ addresses, ports }: NatAction): string {
  if (addresses === undefined) return ''
  const write = (address: number | bigint): string => {
    if (typeof address === 'number') return formatIpv4(address)
    return ports === undefined ? formatIpv6(address) : `[${formatIpv6(address)}]`
  }
  return formatRange<number | bigint>(addresses, write)
}

export function formatNat(action: NatAction): string {
  const { kind, addresses, ports, persistent, selection } = action
  if (kind === undefined) return 'nat'
  const range = formatAddresses(action) + (ports === undefined ? '' : `:${formatRange(ports, String)}`)
  const parts = [addresses === undefined && ports === undefined ? kind : `${kind}=${range}`]
  if (persistent === true) parts.push('persistent')
  if (selection !== undefined) parts.push(selection)
  return `nat(${parts.join(',')})`
}

/** A nat that comes first stands outside of `exec`, as Open vSwitch prints it. */
export function formatConntrack(
  { commit, force, table, zone, alg, actions = [] }: ConntrackAction,
  tableName: TableNamer,
  formatActions: (actions: readonly Action[]) => string,
): string {
  const parts: string[] = []
  if (commit === true) parts.push('commit')
  if (force === true) parts.push('force')
  if (table !== undefined) parts.push(`table=${tableName(table)}`)
  if (typeof zone === 'object') parts.push(`zone=${formatSubfield(zone)}`)
  else if (zone !== undefined && zone !== 0) parts.push(`zone=${zone}`)
  const [first] = actions
  const inside = first?.type === 'nat' ? actions.slice(1) : actions
  if (first?.type === 'nat') parts.push(formatNat(first))
  if (inside.length > 0) parts.push(`exec(${formatActions(inside)})`)
  if (alg !== undefined) parts.push(`alg=${alg}`)
  return `ct(${parts.join(',')})`
}

import type { Bucket, Group, GroupSelection } from '../../group.ts'
import { fieldByName, fieldsOf } from '../../match/fields.ts'
import type { FieldValue, MaskedValue } from '../../match/match.ts'
import { formatPort } from '../../action/reserved-ports.ts'
import { formatActions } from './action.ts'
import { formatFieldValue } from './value.ts'

const OFPP_ANY = 0xffff_ffff
const OFPG_ANY = 0xffff_ffff

function formatBucket({ id, weight, watchPort, watchGroup, actions }: Bucket, usualWeight: number): string {
  const parts: string[] = []
  if (id !== undefined) parts.push(`bucket_id:${id}`)
  if (weight !== undefined && weight !== usualWeight) parts.push(`weight:${weight}`)
  if (watchPort !== undefined && watchPort !== OFPP_ANY) parts.push(`watch_port:${formatPort(watchPort)}`)
  if (watchGroup !== undefined && watchGroup !== OFPG_ANY) parts.push(`watch_group:${watchGroup}`)
  return `bucket=${[...parts, `actions=${formatActions(actions)}`].join(',')}`
}

const maskOf = (wanted: FieldValue | MaskedValue): FieldValue => (typeof wanted === 'object' ? wanted.mask : wanted)

function formatSelection({ method, parameter = 0n, fields = {} }: GroupSelection): string {
  const names = fieldsOf(fields).map(({ name }) => {
    const field = fieldByName(name)
    const mask = BigInt(maskOf(fields[name] ?? 0))
    const whole = mask === (1n << BigInt(field.bits)) - 1n
    return whole ? field.ovsName : `${field.ovsName}=${formatFieldValue(field, mask)}`
  })
  const parts = [`selection_method=${method}`]
  if (parameter !== 0n) parts.push(`selection_method_param=${parameter}`)
  if (names.length === 1) parts.push(`fields=${names[0]}`)
  if (names.length > 1) parts.push(`fields(${names.join(',')})`)
  return parts.join(',')
}

/** A group as `ovs-ofctl dump-groups` prints it. */
export function formatGroup(group: Group): string {
  const parts = [`group_id=${group.id}`, `type=${group.type === 'fast_failover' ? 'ff' : group.type}`]
  if (group.selection !== undefined) parts.push(formatSelection(group.selection))
  const usualWeight = group.type === 'select' ? 1 : 0
  return [...parts, ...group.buckets.map((bucket) => formatBucket(bucket, usualWeight))].join(',')
}

import type { Infer } from '@vlcp/struct'
import { OFPP_ANY } from '../../action/reserved-ports.ts'
import type { Bucket, Group, GroupType } from '../../group.ts'
import type { Modification } from '../../modification.ts'
import type { OfpAction } from '../../v13/action.ts'
import {
  type ofp_bucket,
  ofp_group_mod_command as command,
  ofp_group_type as type,
  OFPG_ANY,
} from '../../v13/modify.ts'
import type { ActionCodec } from './action.ts'
import { checked, unsupported } from './unsupported.ts'

export type GroupModification = Extract<Modification, { readonly kind: 'add-group' | 'modify-group' | 'remove-group' }>

const GROUP_TYPES = ['all', 'select', 'indirect', 'fast_failover'] as const satisfies readonly GroupType[]

/** @throws RangeError for a type without name */
export function encodeGroupType(group: Group): 0 | 1 | 2 | 3 {
  switch (group.type) {
    case 'all':
      return type.OFPGT_ALL
    case 'select':
      return type.OFPGT_SELECT
    case 'indirect':
      return type.OFPGT_INDIRECT
    case 'fast_failover':
      return type.OFPGT_FF
    case 'unknown':
      throw new RangeError(`group ${group.id}: a group of unknown type can only be removed`)
  }
}

export const decodeGroupType = (wire: number): GroupType => GROUP_TYPES[wire] ?? 'unknown'

/** Buckets of a group of type select share the packets by weight, where 0 means none; ovs-ofctl(8) takes 1 as well. */
export const defaultWeight = (group: GroupType): number => (group === 'select' ? 1 : 0)

export const encodeGroupCommand = ({ kind }: GroupModification): 0 | 1 | 2 =>
  kind === 'add-group' ? command.OFPGC_ADD : kind === 'modify-group' ? command.OFPGC_MODIFY : command.OFPGC_DELETE

type WireBucket = Infer<typeof ofp_bucket>

const encodeBucket =
  (actions: ActionCodec<OfpAction>, group: GroupType) =>
  (bucket: Bucket): WireBucket => ({
    weight: checked('weight', bucket.weight ?? defaultWeight(group), 16),
    watch_port: checked('watchPort', bucket.watchPort ?? OFPP_ANY, 32),
    watch_group: checked('watchGroup', bucket.watchGroup ?? OFPG_ANY, 32),
    actions: actions.encode(bucket.actions),
  })

const decodeBucket =
  (actions: ActionCodec<OfpAction>, group: GroupType) =>
  (wire: WireBucket): Bucket => ({
    actions: actions.decode(wire.actions),
    ...(wire.weight === defaultWeight(group) ? {} : { weight: wire.weight }),
    ...(wire.watch_port === OFPP_ANY ? {} : { watchPort: wire.watch_port }),
    ...(wire.watch_group === OFPG_ANY ? {} : { watchGroup: wire.watch_group }),
  })

/** A group-mod of OpenFlow 1.3 and 1.4 but for its header. @throws UnsupportedError, RangeError */
export function encodeGroupMod(change: GroupModification, actions: ActionCodec<OfpAction>, version: number) {
  const group_id = checked('group', change.group.id, 32)
  const command_ = encodeGroupCommand(change)
  // The type has no meaning when a group is removed.
  if (change.kind === 'remove-group') return { command: command_, group_type: type.OFPGT_ALL, group_id, buckets: [] }
  const { group } = change
  if (group.selection !== undefined) throw unsupported('group selection', version, 'OpenFlow 1.5')
  return {
    command: command_,
    group_type: encodeGroupType(group),
    group_id,
    buckets: group.buckets.map(encodeBucket(actions, group.type)),
  }
}

/** A group as the switch reports it. */
export function decodeGroup(
  wire: { type: number; group_id: number; buckets: readonly WireBucket[] },
  actions: ActionCodec<OfpAction>,
): Group {
  const group = decodeGroupType(wire.type)
  return { id: wire.group_id, type: group, buckets: wire.buckets.map(decodeBucket(actions, group)) }
}

/** The change of a whole group that a command asks for; others change buckets. */
export function groupChange(wire: number, group: Group): GroupModification | undefined {
  if (wire === command.OFPGC_DELETE) return { kind: 'remove-group', group: { id: group.id } }
  if (wire === command.OFPGC_ADD) return { kind: 'add-group', group }
  return wire === command.OFPGC_MODIFY ? { kind: 'modify-group', group } : undefined
}

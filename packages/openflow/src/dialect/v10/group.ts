import type { Bucket, Group, GroupSelection, GroupType } from '../../group.ts'
import { fieldsOf } from '../../match/fields.ts'
import type { Message } from '../../message.ts'
import type { Modification } from '../../modification.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { nx_subtype } from '../../nicira/message/message.ts'
import { OFP10_VERSION, ofp_type } from '../../v10/header.ts'
import type { OfpMsg } from '../../v10/message.ts'
import { ofp_group_type, OFPG_ANY } from '../../v13/modify.ts'
import {
  NTR_EXPERIMENTER_ID,
  NTRT_SELECTION_METHOD,
  ofp_bucket_no,
  ofp_group_bucket_prop_type as bucketProp,
  ofp_group_mod_command as command,
  ofp_group_prop_type,
} from '../../v15/group.ts'
import { encodeValue } from '../nicira/field.ts'
import { decodeActions, encodeActions } from './action.ts'
import { decodeNxm } from './nxm.ts'
import { unsupported10 } from './unsupported.ts'

/** NXT_GROUP_MOD. */
export type GroupMod = Extract<OfpMsg, { readonly vendor: typeof NX_EXPERIMENTER_ID; readonly group_type: number }>
type WireBucket = GroupMod['buckets'][number]
type Property = GroupMod['properties'][number]

const TYPES = {
  all: ofp_group_type.OFPGT_ALL,
  select: ofp_group_type.OFPGT_SELECT,
  indirect: ofp_group_type.OFPGT_INDIRECT,
  fast_failover: ofp_group_type.OFPGT_FF,
  // The type has no meaning when a group is removed.
  unknown: ofp_group_type.OFPGT_ALL,
} as const

/** By the numbers of OFPGT_*. */
const TYPE_NAMES: readonly GroupType[] = ['all', 'select', 'indirect', 'fast_failover']

function encodeBucket({ id, actions, weight, watchPort, watchGroup }: Bucket, place: number): WireBucket {
  const properties: WireBucket['properties'] = []
  if (weight !== undefined) properties.push({ type: bucketProp.OFPGBPT_WEIGHT, weight })
  if (watchPort !== undefined) properties.push({ type: bucketProp.OFPGBPT_WATCH_PORT, watch: watchPort })
  if (watchGroup !== undefined) properties.push({ type: bucketProp.OFPGBPT_WATCH_GROUP, watch: watchGroup })
  return { bucket_id: id ?? place, actions: encodeActions(actions, true), properties }
}

/** The bits that count are the field's value there. */
function encodeSelection({ method, parameter = 0n, fields = {} }: GroupSelection): Property {
  const list = fieldsOf(fields).map(({ name }) => {
    const wanted = fields[name] ?? 0
    return encodeValue(name, typeof wanted === 'object' ? wanted.mask : wanted)
  })
  return {
    type: ofp_group_prop_type.OFPGPT_EXPERIMENTER,
    experimenter: NTR_EXPERIMENTER_ID,
    exp_type: NTRT_SELECTION_METHOD,
    selection_method: method,
    selection_method_param: parameter,
    fields: list,
  }
}

const COMMANDS = {
  'add-group': command.OFPGC_ADD,
  'modify-group': command.OFPGC_MODIFY,
  'remove-group': command.OFPGC_DELETE,
} as const

type GroupModification = Extract<Modification, { readonly kind: keyof typeof COMMANDS }>

/**
 * A change of groups as NXT_GROUP_MOD.
 *
 * @throws UnsupportedError without Nicira's extensions
 */
export function encodeGroupModification(xid: number, modification: GroupModification, nicira: boolean): Message {
  if (!nicira) throw unsupported10('group', "needs OpenFlow 1.1 or Nicira's extensions")
  const { id } = modification.group
  const { type, buckets, selection }: Omit<Group, 'id'> =
    modification.kind === 'remove-group' ? { type: 'unknown', buckets: [] } : modification.group
  if (type === 'unknown' && modification.kind !== 'remove-group')
    throw new RangeError(`group ${id}: a group of unknown type can only be removed`)
  return {
    version: OFP10_VERSION,
    type: ofp_type.OFPT_VENDOR,
    xid,
    vendor: NX_EXPERIMENTER_ID,
    subtype: nx_subtype.NXT_GROUP_MOD,
    command: COMMANDS[modification.kind],
    group_type: TYPES[type],
    group_id: id,
    command_bucket_id: ofp_bucket_no.OFPG_BUCKET_ALL,
    buckets: buckets.map(encodeBucket),
    properties: selection === undefined ? [] : [encodeSelection(selection)],
  }
}

function decodeBucket({ bucket_id, actions, properties }: WireBucket, place: number): Bucket {
  let bucket: Bucket = { actions: decodeActions(actions) }
  if (bucket_id !== place) bucket = { id: bucket_id, ...bucket }
  for (const property of properties) {
    if ('_extra' in property) continue
    if (property.type === bucketProp.OFPGBPT_WEIGHT) bucket = { ...bucket, weight: property.weight }
    else if (property.type === bucketProp.OFPGBPT_WATCH_PORT && property.watch !== OFPG_ANY)
      bucket = { ...bucket, watchPort: property.watch }
    else if (property.type === bucketProp.OFPGBPT_WATCH_GROUP && property.watch !== OFPG_ANY)
      bucket = { ...bucket, watchGroup: property.watch }
  }
  return bucket
}

function decodeSelection(properties: readonly Property[]): GroupSelection | undefined {
  for (const property of properties) {
    if (!('selection_method' in property)) continue
    const { selection_method: method, selection_method_param: parameter, fields } = property
    const counted = decodeNxm(fields)
    return {
      method,
      ...(parameter === 0n ? {} : { parameter }),
      ...(fields.length === 0 ? {} : { fields: counted }),
    }
  }
  return undefined
}

/** What groups have in common in a change and in an answer. */
export interface WireGroup {
  readonly group_id: number
  readonly buckets: readonly WireBucket[]
  readonly properties: readonly Property[]
}

export function decodeGroup(type: number, { group_id, buckets, properties }: WireGroup): Group {
  const selection = decodeSelection(properties)
  return {
    id: group_id,
    type: TYPE_NAMES[type] ?? 'unknown',
    buckets: buckets.map(decodeBucket),
    ...(selection === undefined ? {} : { selection }),
  }
}

/** The reverse; undefined for changes of single buckets. */
export function decodeGroupModification(message: GroupMod): Modification | undefined {
  switch (message.command) {
    case command.OFPGC_ADD:
      return { kind: 'add-group', group: decodeGroup(message.group_type, message) }
    case command.OFPGC_MODIFY:
      return { kind: 'modify-group', group: decodeGroup(message.group_type, message) }
    case command.OFPGC_DELETE:
      return { kind: 'remove-group', group: { id: message.group_id } }
    default:
      return undefined
  }
}

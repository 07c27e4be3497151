import type { Infer } from '@vlcp/struct'
import { OFPP_ANY } from '../../action/reserved-ports.ts'
import type { Bucket, Group, GroupSelection, GroupType } from '../../group.ts'
import type { Match } from '../../match/match.ts'
import { OFPG_ANY } from '../../v13/modify.ts'
import type { OfpAction } from '../../v15/action.ts'
import {
  type group_definitions,
  NTR_EXPERIMENTER_ID,
  NTRT_SELECTION_METHOD,
  ofp_bucket_no,
  ofp_group_bucket_prop_type as bucketProp,
  ofp_group_prop_type as groupProp,
} from '../../v15/group.ts'
import type { ActionCodec } from './action.ts'
import { decodeGroupType, defaultWeight, encodeGroupCommand, encodeGroupType, type GroupModification } from './group.ts'
import { decodeFields, type MatchCodec, type MutableMatch } from './match.ts'
import { checked } from './unsupported.ts'

type Definitions = ReturnType<typeof group_definitions<OfpAction>>
export type GroupMod15 = Infer<Definitions['ofp_group_mod']>
type WireGroup = Infer<Definitions['ofp_group_desc']>
type WireBucket = WireGroup['buckets'][number]
type BucketProperty = WireBucket['properties'][number]
type GroupProperty = WireGroup['properties'][number]

const METHOD_CHARACTERS = 15

function bucketProperties({ weight, watchPort, watchGroup }: Bucket, group: GroupType): BucketProperty[] {
  const properties: BucketProperty[] = []
  if (weight !== undefined || group === 'select') {
    const value = checked('weight', weight ?? defaultWeight(group), 16)
    properties.push({ type: bucketProp.OFPGBPT_WEIGHT, weight: value })
  }
  if (watchPort !== undefined)
    properties.push({ type: bucketProp.OFPGBPT_WATCH_PORT, watch: checked('watchPort', watchPort, 32) })
  if (watchGroup !== undefined)
    properties.push({ type: bucketProp.OFPGBPT_WATCH_GROUP, watch: checked('watchGroup', watchGroup, 32) })
  return properties
}

/** The bits that count are the value of each field. */
function countingBits(fields: Match): Match {
  const bits: MutableMatch = {}
  for (const [name, wanted] of Object.entries(fields) as [keyof Match, Match[keyof Match]][]) {
    if (name === 'unknown' || wanted === undefined || wanted instanceof Array) continue
    bits[name] = typeof wanted === 'object' && 'mask' in wanted ? wanted.mask : wanted
  }
  return fields.unknown === undefined ? bits : { ...bits, unknown: fields.unknown }
}

function selectionProperty({ method, parameter, fields }: GroupSelection, match: MatchCodec): GroupProperty {
  if (method === '' || method.length > METHOD_CHARACTERS)
    throw new RangeError(`group selection: the method '${method}' does not have 1 to ${METHOD_CHARACTERS} characters`)
  return {
    type: groupProp.OFPGPT_EXPERIMENTER,
    experimenter: NTR_EXPERIMENTER_ID,
    exp_type: NTRT_SELECTION_METHOD,
    selection_method: method,
    selection_method_param: parameter ?? 0n,
    fields: match.encodeFields(countingBits(fields ?? {})),
  }
}

interface Codecs {
  readonly match: MatchCodec
  readonly actions: ActionCodec<OfpAction>
}

/** A group-mod of OpenFlow 1.5 but for its header. @throws UnsupportedError, RangeError */
export function encodeGroupMod15(change: GroupModification, { match, actions }: Codecs): GroupMod15 {
  const group_id = checked('group', change.group.id, 32)
  const { OFPG_BUCKET_ALL } = ofp_bucket_no
  const common = { command: encodeGroupCommand(change), group_id, command_bucket_id: OFPG_BUCKET_ALL }
  if (change.kind === 'remove-group') return { ...common, group_type: 0, buckets: [], properties: [] }
  const { group } = change
  return {
    ...common,
    group_type: encodeGroupType(group),
    buckets: group.buckets.map((bucket, at) => ({
      bucket_id: checked('bucket', bucket.id ?? at, 32),
      actions: actions.encode(bucket.actions),
      properties: bucketProperties(bucket, group.type),
    })),
    properties: group.selection === undefined ? [] : [selectionProperty(group.selection, match)],
  }
}

function decodeBucket(wire: WireBucket, at: number, group: GroupType, actions: ActionCodec<OfpAction>): Bucket {
  const bucket: { -readonly [K in keyof Bucket]: Bucket[K] } = { actions: actions.decode(wire.actions) }
  if (wire.bucket_id !== at) bucket.id = wire.bucket_id
  for (const property of wire.properties)
    switch (property.type) {
      case bucketProp.OFPGBPT_WEIGHT:
        if (property.weight !== defaultWeight(group)) bucket.weight = property.weight
        break
      case bucketProp.OFPGBPT_WATCH_PORT:
        if (property.watch !== OFPP_ANY) bucket.watchPort = property.watch
        break
      case bucketProp.OFPGBPT_WATCH_GROUP:
        if (property.watch !== OFPG_ANY) bucket.watchGroup = property.watch
        break
      default:
    }
  return bucket
}

function decodeSelection(properties: readonly GroupProperty[]): GroupSelection | undefined {
  for (const property of properties)
    if ('selection_method' in property) {
      const { selection_method: method, selection_method_param: parameter } = property
      const fields: Match = decodeFields(property.fields)
      return {
        method,
        ...(parameter === 0n ? {} : { parameter }),
        ...(Object.keys(fields).length === 0 ? {} : { fields }),
      }
    }
  return undefined
}

/** A group as the switch reports it. */
export function decodeGroup15(
  wire: Pick<WireGroup, 'type' | 'group_id' | 'buckets' | 'properties'>,
  actions: ActionCodec<OfpAction>,
): Group {
  const type = decodeGroupType(wire.type)
  const selection = decodeSelection(wire.properties)
  return {
    id: wire.group_id,
    type,
    buckets: wire.buckets.map((bucket, at) => decodeBucket(bucket, at, type, actions)),
    ...(selection === undefined ? {} : { selection }),
  }
}

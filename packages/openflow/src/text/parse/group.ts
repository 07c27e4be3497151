import type { Bucket, Group, GroupSelection, GroupType } from '../../group.ts'
import { canonicalMatch } from '../../match/canonical.ts'
import type { FieldValue, MaskedValue, Match } from '../../match/match.ts'
import { fail, part, quoted, type Word, wordOf } from '../text-error.ts'
import { actionsOf } from './action.ts'
import { parseChoice } from './keywords.ts'
import { parseBig, parseNumber, parsePort } from './number.ts'
import { type Pair, pairsOf } from './pairs.ts'
import { parseField } from './subfield.ts'
import { allOnes, parseFieldValue } from './value.ts'

const TYPES = ['all', 'select', 'indirect', 'ff', 'fast_failover'] as const
const NONE = 0xffff_ffff
const GROUP_MAX = 0xffff_ff00
const BUCKET_ID_MAX = 0xffff_ff00
/** NTR_MAX_SELECTION_METHOD_LEN, with its final zero. */
const METHOD_CHARACTERS = 15

/** The masks by which a select group chooses; a field without value counts whole. */
function parseFields(list: Word): Match {
  const fields: Record<string, FieldValue | MaskedValue> = {}
  for (const { key, value } of pairsOf(list)) {
    const field = parseField(key)
    if (Object.hasOwn(fields, field.name)) fail(key, `${quoted(key.text)} is stated twice`)
    const known = value.text === '' ? { value: allOnes(field.bits), mask: 0n } : parseFieldValue(field, value)
    if (known.value === 0n) fail(value, 'a mask without any bit chooses nothing')
    const mask = field.bits > 48 ? known.value : Number(known.value)
    fields[field.name] = mask
  }
  return canonicalMatch(fields)
}

function parseBucketProperty({ key, value }: Pair): Partial<Bucket> | undefined {
  const name = key.text.toLowerCase()
  switch (name) {
    case 'weight':
      return { weight: parseNumber(value, 'weight', 16) }
    case 'bucket_id': {
      const id = parseNumber(value, 'bucket_id', 32)
      return id > BUCKET_ID_MAX ? fail(value, `bucket_id is at most ${BUCKET_ID_MAX}`) : { id }
    }
    case 'watch_port': {
      const watchPort = parsePort(value, 'watch_port')
      return watchPort === NONE ? {} : { watchPort }
    }
    case 'watch_group': {
      const watchGroup = parseNumber(value, 'watch_group', 32)
      return watchGroup === NONE ? {} : { watchGroup }
    }
    default:
      return undefined
  }
}

/** `actions=` holds the first action; those behind its comma are pairs of the bucket. */
function actionPairs(pair: Pair): readonly Pair[] {
  const name = pair.key.text.toLowerCase()
  return name === 'action' || name === 'actions' ? pairsOf(pair.value) : [pair]
}

function parseBucket(list: Word, type: GroupType): Bucket {
  let properties: Partial<Bucket> = {}
  const actions: Pair[] = []
  for (const pair of pairsOf(list)) {
    const property = parseBucketProperty(pair)
    if (property === undefined) actions.push(...actionPairs(pair))
    else properties = { ...properties, ...property }
  }
  if (actions.length === 0) fail(list, 'a bucket needs actions; actions=drop drops')
  const { weight } = properties
  if (type === 'fast_failover' && properties.watchPort === undefined && properties.watchGroup === undefined) {
    fail(list, 'a bucket of a fast_failover group needs watch_port or watch_group')
  }
  if (type !== 'select' && weight !== undefined && weight !== 0)
    fail(list, 'only buckets of select groups have weights')
  const { weight: _, ...others } = properties
  const usual = weight === undefined || weight === (type === 'select' ? 1 : 0)
  return { ...(usual ? others : properties), actions: actionsOf(actions, list, {}) }
}

interface Head {
  id?: number
  type?: GroupType
  method?: string
  parameter?: bigint
  fields?: Match
}

function parseHead(head: Head, { key, value }: Pair): void {
  switch (key.text) {
    case 'group_id':
      head.id = parseNumber(value, 'group_id', 32)
      if (head.id > GROUP_MAX) fail(value, `group_id is at most ${GROUP_MAX}`)
      return
    case 'type': {
      const type = parseChoice(value, 'type', TYPES)
      head.type = type === 'ff' ? 'fast_failover' : type
      return
    }
    case 'selection_method':
      if (value.text.length > METHOD_CHARACTERS) {
        fail(value, `selection_method has at most ${METHOD_CHARACTERS} characters, not ${quoted(value.text)}`)
      }
      head.method = value.text
      return
    case 'selection_method_param':
      head.parameter = parseBig(value, 'selection_method_param', 64)
      return
    case 'fields':
      head.fields = parseFields(value)
      return
    default: {
      const names = 'group_id, type, selection_method, selection_method_param, fields and bucket'
      fail(key, `a group has ${names}, not ${quoted(key.text)}`)
    }
  }
}

function selectionOf({ method, parameter, fields }: Head, list: Word): GroupSelection | undefined {
  if (fields !== undefined && Object.keys(fields).length > 0 && method !== 'hash') {
    fail(list, 'fields are only allowed with selection_method=hash')
  }
  if (method === undefined || method === '') {
    return parameter === undefined || parameter === 0n
      ? undefined
      : fail(list, 'selection_method_param is only allowed with selection_method')
  }
  return {
    method,
    ...(parameter === undefined || parameter === 0n ? {} : { parameter }),
    ...(fields === undefined ? {} : { fields }),
  }
}

const BUCKET = 'bucket='

function bucketsOf(list: Word): readonly Word[] {
  const starts: number[] = []
  for (let at = list.text.indexOf(BUCKET); at >= 0; at = list.text.indexOf(BUCKET, at + 1)) starts.push(at)
  return starts.map((start, index) => part(list, start + BUCKET.length, starts[index + 1]))
}

/**
 * Reads a group in the syntax of ovs-ofctl(8): `group_id=1,type=select,bucket=weight:5,actions=output:1,bucket=output:2`.
 *
 * @throws TextError that says which word is wrong and what is allowed
 */
export function parseGroup(text: string): Group {
  const whole = wordOf(text)
  const first = text.indexOf(BUCKET)
  const list = part(whole, 0, first < 0 ? text.length : first)
  const head: Head = {}
  for (const pair of pairsOf(list)) parseHead(head, pair)
  const { id, type } = head
  if (id === undefined) fail(whole, 'a group needs group_id')
  if (type === undefined) fail(whole, `a group needs type: ${TYPES.join(', ')}`)
  const selection = selectionOf(head, whole)
  const buckets = bucketsOf(whole).map((bucket) => parseBucket(bucket, type))
  if (type === 'indirect' && buckets.length > 1) fail(whole, 'an indirect group has at most one bucket')
  return { id, type, buckets, ...(selection === undefined ? {} : { selection }) }
}

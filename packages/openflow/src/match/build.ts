import { parseMatch } from '../text/parse/match.ts'
import { canonicalMatch } from './canonical.ts'
import { type Field, FIELDS, type FieldName } from './fields.ts'
import { fillPrerequisites } from './fill.ts'
import { MatchError } from './match-error.ts'
import { type NaturalField, readNatural } from './natural.ts'
import type { MaskedValue, Match } from './match.ts'
import { layerOf } from './prerequisites.ts'
import { suggestion } from '../text/text-error.ts'

export type NaturalMatch = { readonly [name in FieldName]?: NaturalField } & Pick<Match, 'unknown'>

const KNOWN = new Map<string, Field>(FIELDS.map((field) => [field.name, field]))

/** Of fields that need no other: the first number that is too big. A number of such a field is a whole match. */
const LIMITS = new Map<string, number>(
  FIELDS.flatMap(({ name, bits }) =>
    bits <= 48 && layerOf(name) === undefined && name !== 'vlan_pcp' ? [[name, 2 ** bits]] : [],
  ),
)

function build(fields: NaturalMatch): Match {
  const match: Record<string, MaskedValue> = {}
  for (const [name, given] of Object.entries(fields)) {
    if (name === 'unknown' || given === undefined) continue
    const field = KNOWN.get(name)
    if (field === undefined) {
      throw new MatchError(name, given, `no match field has this name${suggestion(name, KNOWN.keys())}`)
    }
    match[name] = readNatural(field, given)
  }
  const { unknown } = fields
  return canonicalMatch(fillPrerequisites(canonicalMatch(unknown === undefined ? match : { ...match, unknown })))
}

/** Whether a number of this field, unless it is too big, is canonical, and a whole match. */
export const standsAlone = (name: string): boolean => LIMITS.has(name)

/** Whether there is nothing but numbers that fit, which learning switches say for every packet: canonical as it stands. */
function isNumbers(fields: NaturalMatch): fields is Match {
  for (const name in fields) {
    const value = fields[name as FieldName]
    const limit = LIMITS.get(name)
    if (limit === undefined || typeof value !== 'number') return false
    if (value < 0 || value >= limit || !Number.isInteger(value)) return false
  }
  return true
}

/**
 * A canonical match of natural values, or of the text of ovs-ofctl(8). Fields that others need are added where only one value
 * will do: `match({ ipv4_dst: '10.0.0.0/8' })` says that it is IPv4.
 *
 * @throws MatchError that names the field and its value, and says what to add or what contradicts
 * @throws TextError for a wrong text
 */
export function match(fields: NaturalMatch | string): Match {
  if (typeof fields === 'string') return parseMatch(fields)
  return isNumbers(fields) ? fields : build(fields)
}

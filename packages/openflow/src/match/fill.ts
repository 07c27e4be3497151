import { fieldsOf, type FieldName } from './fields.ts'
import { MatchError } from './match-error.ts'
import { type Match, OFPVID_PRESENT } from './match.ts'
import { hasTag, knownValue, layerOf, type Prerequisite } from './prerequisites.ts'

const NAMES: Readonly<Record<Prerequisite['field'], Readonly<Record<number, string>>>> = {
  eth_type: { 0x0800: 'IPv4', 0x86dd: 'IPv6', 0x0806: 'ARP', 0x8035: 'RARP', 0x8847: 'MPLS', 0x8848: 'MPLS multicast' },
  ip_proto: {},
  icmpv6_type: { 135: 'neighbour solicitation', 136: 'neighbour advertisement' },
}

function choices({ field, values }: Prerequisite): string {
  const write = (value: number): string => {
    const number = field === 'eth_type' ? `0x${value.toString(16).padStart(4, '0')}` : String(value)
    const name = NAMES[field][value]
    return `${field}: ${number}${name === undefined ? '' : ` (${name})`}`
  }
  return values.map(write).join(' or ')
}

type Filled = { -readonly [name in keyof Match]: Match[name] }

/** RARP has the fields of ARP, but only who says so means it. */
const usual = ({ field, values }: Prerequisite): readonly number[] =>
  field === 'eth_type' && values[0] === 0x0806 ? [0x0806] : values

function fill(match: Filled, name: FieldName, need: Prerequisite): void {
  const wanted = match[name]
  const found = knownValue(match, need.field)
  const open = match[need.field] === undefined && (need.field !== 'eth_type' || (match.packet_type ?? 0) === 0)
  if (open && found === undefined) {
    const [only, ...others] = usual(need)
    if (only === undefined || others.length > 0) {
      throw new MatchError(name, wanted, `not every packet has this field; add ${choices(need)}`)
    }
    match[need.field] = only
    return
  }
  if (found === undefined || !need.values.includes(found)) {
    const stated = found === undefined ? 'something else' : `${need.field}: 0x${found.toString(16)}`
    throw new MatchError(name, wanted, `the match says ${stated}, but this field needs ${choices(need)}`)
  }
}

/**
 * Adds the fields that others need where only one value will do: `ipv4_dst` says that it is IPv4.
 *
 * @throws MatchError where several will do, or where the match says something else
 */
export function fillPrerequisites(match: Match): Match {
  const filled: Filled = { ...match }
  // The fields that need most know best what the others have to be.
  const fields = fieldsOf(match).map((field) => ({ field, needs: layerOf(field.name)?.needs ?? [] }))
  for (const { field, needs } of fields.toSorted((a, b) => certainty(b.needs) - certainty(a.needs))) {
    for (const need of needs) fill(filled, field.name, need)
  }
  if (match.vlan_pcp !== undefined && !hasTag(match.vlan_vid)) {
    if (match.vlan_vid !== undefined) {
      throw new MatchError('vlan_pcp', match.vlan_pcp, 'the match says that there is no VLAN tag')
    }
    filled.vlan_vid = { value: OFPVID_PRESENT, mask: OFPVID_PRESENT }
  }
  return filled
}

/** Needs of one value first, so that `tcp_dst` beside `ipv4_dst` finds its Ethernet type. */
const certainty = (needs: readonly Prerequisite[]): number =>
  needs.length > 0 && needs.every((need) => usual(need).length === 1) ? 1 : 0

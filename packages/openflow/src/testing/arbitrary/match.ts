import fc from 'fast-check'
import { canonicalMatch } from '../../match/canonical.ts'
import { type Field, FIELDS, type FieldName } from '../../match/fields.ts'
import type { FieldValue, MaskedValue, Match } from '../../match/match.ts'
import { layerOf } from '../../match/prerequisites.ts'
import { wantedValue } from './field.ts'

/** Fields that are others under a second name, or go without saying. */
const TWOFOLD = /^(?:nw_tos|vlan_tci|vlan_pcp|x?xreg\d|packet_type|eth_type)$/

/** Fields Open vSwitch does not have, does not print when alone, or takes few values of. */
export const FOREIGN: ReadonlySet<FieldName> = new Set<FieldName>([
  'in_phy_port',
  'pbb_isid',
  'pbb_uca',
  'ipv6_exthdr',
  'tun_erspan_ver',
  'tun_erspan_idx',
  'tun_erspan_dir',
  'tun_erspan_hwid',
  'tun_gbp_flags',
  'tun_gtpu_flags',
  'tun_gtpu_msgtype',
  'nsh_mdtype',
  'nsh_c1',
  'nsh_c2',
  'nsh_c3',
  'nsh_c4',
  'recirc_id',
  'ct_nw_src',
  'ct_nw_dst',
  'ct_ipv6_src',
  'ct_ipv6_dst',
  'ct_nw_proto',
  'ct_tp_src',
  'ct_tp_dst',
])

/** The layers a packet may have, by what states them. */
const LAYERS: readonly Match[] = [
  {},
  { eth_type: 0x0800 },
  { eth_type: 0x86dd },
  { eth_type: 0x0806 },
  { eth_type: 0x8035 },
  { eth_type: 0x8847 },
  { eth_type: 0x8848 },
  { eth_type: 0x88e7 },
  { eth_type: 0x894f },
  { eth_type: 0x88cc },
  ...[1, 6, 17, 132, 47].map((ip_proto) => ({ eth_type: 0x0800, ip_proto })),
  ...[6, 17, 132, 58, 89].map((ip_proto) => ({ eth_type: 0x86dd, ip_proto })),
  ...[128, 135, 136].map((icmpv6_type) => ({ eth_type: 0x86dd, ip_proto: 58, icmpv6_type })),
]

/** Whether a match of these layers may name the field. */
function fits(field: Field, layer: Match): boolean {
  if (TWOFOLD.test(field.name) || layer[field.name] !== undefined || field.name === 'ip_proto') return false
  return (layerOf(field.name)?.needs ?? []).every(({ field: name, values }) => {
    const stated = layer[name]
    return typeof stated === 'number' && values.includes(stated)
  })
}

const vlan: fc.Arbitrary<Match> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Match>({}) },
  fc.record({ vlan_vid: fc.integer({ min: 0x1000, max: 0x1fff }), vlan_pcp: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ vlan_vid: fc.constant({ value: 0x1000, mask: 0x1000 }), vlan_pcp: fc.integer({ min: 0, max: 7 }) }),
)

export interface MatchOptions {
  /** Leaves fields out. */
  readonly without?: ReadonlySet<FieldName>
}

function matchOfLayer(layer: Match, without: ReadonlySet<FieldName>): fc.Arbitrary<Match> {
  const fields = FIELDS.filter((field) => fits(field, layer) && !without.has(field.name))
  return fc.subarray(fields, { maxLength: 6 }).chain((chosen) => {
    const values = fc.tuple(...chosen.map(wantedValue))
    return fc.tuple(values, vlan).map(([wanted, tag]) => {
      const match: Record<string, FieldValue | MaskedValue> = {}
      for (const [at, { name }] of chosen.entries()) {
        const value = wanted[at]
        if (value !== undefined) match[name] = value
      }
      return canonicalMatch({ ...layer, ...match, ...tag })
    })
  })
}

/** Matches of every field whose prerequisites they state, in plain form. */
export const arbitraryMatch = ({ without = new Set() }: MatchOptions = {}): fc.Arbitrary<Match> =>
  fc.constantFrom(...LAYERS).chain((layer) => matchOfLayer(layer, without))

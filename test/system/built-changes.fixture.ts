import fc from 'fast-check'
import {
  type Action,
  apply,
  canonicalMatch,
  type FieldName,
  FIELDS,
  type Flow,
  type FlowFilter,
  type Instruction,
  type Match,
  type Modification,
} from '@vlcp/openflow'
import {
  arbitraryAction,
  arbitrarySetAction,
  arbitrarySwitchAction,
} from '../../packages/openflow/src/testing/arbitrary/action.ts'
import {
  arbitraryFlow,
  arbitraryGroup,
  arbitraryInstructions,
  arbitraryMeter,
} from '../../packages/openflow/src/testing/arbitrary/flow.ts'
import { arbitraryMatch, FOREIGN } from '../../packages/openflow/src/testing/arbitrary/match.ts'
import { wantedValue } from '../../packages/openflow/src/testing/arbitrary/field.ts'
import { bit, optional, setOf } from '../../packages/openflow/src/testing/arbitrary/subfield.ts'
import { isOfConnection, isWritable } from '../../packages/openflow/src/match/field-access.ts'
import { layerOf } from '../../packages/openflow/src/match/prerequisites.ts'

const SEED = 20_261_123
const u16 = fc.integer({ min: 0, max: 0xffff })
export const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn })
export const port = fc.oneof(fc.integer({ min: 1, max: 0xfeff }), fc.constantFrom(0xffff_fffe, 0xffff_fff8))

export function sample<T>(arbitrary: fc.Arbitrary<T>, numRuns: number, seed = SEED): T[] {
  return fc.sample(arbitrary, { seed, numRuns })
}

/** Actions the generators of the package leave out, because they stand alone or only some versions have them. */
const rareAction: fc.Arbitrary<Action> = fc.oneof(
  u32.map((meter): Action => ({ type: 'meter', meter: (meter % 0xffff_0000) + 1 })),
  bit.map(({ field }): Action => ({
    type: 'bundle_load',
    fields: 'eth_src',
    basis: 5,
    algorithm: 'hrw',
    members: [1, 2],
    target: { field, start: 0, bits: 16 },
  })),
  fc
    .tuple(u32, fc.integer({ min: 0, max: 1 }))
    .map(([id, clause]): Action => ({ type: 'conjunction', id, clause, clauses: 2 })),
)

/** OFPAT_EXPERIMENTER of somebody nobody knows. */
const FOREIGN_ACTION = Uint8Array.of(0xff, 0xff, 0, 16, 0, 0xab, 0xcd, 0xef, 1, 2, 3, 4, 5, 6, 7, 8)

/** The generators make unknown actions of random octets, most of which are none. */
function wellFormed(action: Action): Action {
  if (action.type === 'unknown') return { type: 'unknown', bytes: FOREIGN_ACTION }
  return action.type === 'clone' ? { ...action, actions: action.actions.map(wellFormed) } : action
}

const TRACKED: Match = { eth_type: 0x0800, ip_proto: 6, ct_state: { value: 0x22, mask: 0x22 } }

const LAYER_OF_ACTION: Partial<Record<Action['type'], Match>> = {
  pop_vlan: { vlan_vid: { value: 0x1000, mask: 0x1000 } },
  pop_mpls: { eth_type: 0x8847 },
  dec_mpls_ttl: { eth_type: 0x8847 },
  set_mpls_ttl: { eth_type: 0x8847 },
  dec_ttl: { eth_type: 0x0800 },
  set_ttl: { eth_type: 0x0800 },
  copy_ttl_in: { eth_type: 0x0800 },
  copy_ttl_out: { eth_type: 0x0800 },
  fin_timeout: { eth_type: 0x0800, ip_proto: 6 },
  dec_nsh_ttl: { eth_type: 0x894f },
  ct: TRACKED,
}

const ofField = (field: FieldName): Match => {
  const match = Object.fromEntries((layerOf(field)?.needs ?? []).map(({ field: name, values }) => [name, values[0]]))
  return field.startsWith('vlan_') ? { vlan_vid: { value: 0x1000, mask: 0x1000 } } : (match as Match)
}

const TRANSLATES_IPV6 = (action: Action): boolean =>
  action.type === 'ct' &&
  (action.actions ?? []).some((one) => one.type === 'nat' && typeof one.addresses?.first === 'bigint')

/** A match of packets to which an action can be done. */
export function packetsFor(action: Action): Match {
  if (action.type === 'set_field') return ofField(action.field)
  if (action.type === 'clone') return Object.assign({}, ...action.actions.map(packetsFor)) as Match
  if (action.type === 'resubmit' && action.conntrack === true) return TRACKED
  if (TRANSLATES_IPV6(action)) return { ...TRACKED, eth_type: 0x86dd }
  return LAYER_OF_ACTION[action.type] ?? {}
}

const instructions = arbitraryInstructions(arbitrarySwitchAction, arbitrarySetAction)
const match = arbitraryMatch({ without: FOREIGN })
const anyMatch = arbitraryMatch()

/** Rich flows: a match of many fields, and actions that any packet may have done to it. */
export const needs = (action: Action): boolean => Object.keys(packetsFor(action)).length > 0
const appliedOf = (list: readonly Instruction[]): readonly Action[] =>
  list.flatMap((one) => (one.type === 'apply_actions' || one.type === 'write_actions' ? one.actions : []))

function withProtocol<T extends { readonly match: Match; readonly instructions: readonly Instruction[] }>(flow: T): T {
  const match = Object.assign({}, ...appliedOf(flow.instructions).filter(needs).map(packetsFor)) as Match
  return Object.keys(match).length === 0 ? flow : { ...flow, match }
}

const richFlow = fc
  .oneof(arbitraryFlow(match, instructions), arbitraryFlow(anyMatch, arbitraryInstructions(arbitrarySetAction)))
  .map(withProtocol)

/** One action each, of every kind, on packets it can be done to. */
const singleFlow: fc.Arbitrary<Flow> = fc
  .oneof({ weight: 6, arbitrary: arbitraryAction }, rareAction)
  .map(wellFormed)
  .chain((action) => arbitraryFlow(fc.constant(packetsFor(action)), fc.constant([apply(action)])))

const OF_1_0: ReadonlySet<Instruction['type']> = new Set(['apply_actions', 'write_metadata', 'goto_table'])

function without<T extends object, K extends keyof T>(value: T, ...names: readonly K[]): Omit<T, K> {
  const rest: Partial<T> = { ...value }
  for (const name of names) delete rest[name]
  return rest as Omit<T, K>
}

/** What OpenFlow 1.0 has a form for, too. */
function plain(flow: Flow): Flow {
  return { ...without(flow, 'importance'), instructions: flow.instructions.filter(({ type }) => OF_1_0.has(type)) }
}

const anyFlow = fc.oneof(richFlow, singleFlow)
const flow = fc.oneof(anyFlow, anyFlow.map(plain))

export const filter: fc.Arbitrary<FlowFilter> = fc
  .record(
    {
      match,
      table: fc.integer({ min: 0, max: 254 }),
      cookie: u64,
      cookieMask: u64,
      outPort: port,
      outGroup: fc.integer({ min: 0, max: 0xffff_ff00 }),
    },
    { requiredKeys: [] },
  )
  .chain((each) => fc.boolean().map((grouped) => (grouped ? each : without(each, 'outGroup'))))
  .map(({ cookieMask, ...rest }) =>
    cookieMask === undefined || rest.cookie === undefined ? rest : { ...rest, cookieMask },
  )

const group = arbitraryGroup(arbitrarySetAction)
const removable = fc.record({
  table: fc.integer({ min: 0, max: 254 }),
  priority: u16,
  match,
})

const CHANGES: Readonly<Record<Modification['kind'], readonly [fc.Arbitrary<Modification>, number]>> = {
  'put-flow': [
    fc
      .tuple(flow, optional(u32))
      .map(([each, bufferId]): Modification =>
        bufferId === undefined || bufferId % 4 > 0
          ? { kind: 'put-flow', flow: each }
          : { kind: 'put-flow', flow: each, bufferId },
      ),
    600,
  ],
  'modify-flows': [
    fc.tuple(filter, flow).map(([wanted, { instructions: list, match: stated }]): Modification => {
      return {
        kind: 'modify-flows',
        filter: { ...without(wanted, 'outPort', 'outGroup'), match: stated },
        instructions: list,
      }
    }),
    150,
  ],
  'modify-flow': [flow.map((each): Modification => ({ kind: 'modify-flow', flow: each })), 150],
  'remove-flow': [
    fc.tuple(removable, optional(u64)).map(([each, cookie]): Modification => ({
      kind: 'remove-flow',
      flow: cookie === undefined ? each : { ...each, cookie },
    })),
    150,
  ],
  'remove-flows': [filter.map((wanted): Modification => ({ kind: 'remove-flows', filter: wanted })), 150],
  'add-group': [group.map((each): Modification => ({ kind: 'add-group', group: each })), 150],
  'modify-group': [group.map((each): Modification => ({ kind: 'modify-group', group: each })), 100],
  'remove-group': [
    fc.oneof(u32, fc.constant(0xffff_fffc)).map((id): Modification => ({ kind: 'remove-group', group: { id } })),
    20,
  ],
  'add-meter': [arbitraryMeter.map((meter): Modification => ({ kind: 'add-meter', meter })), 100],
  'modify-meter': [arbitraryMeter.map((meter): Modification => ({ kind: 'modify-meter', meter })), 100],
  'remove-meter': [
    fc.constantFrom(1, 9, 0xffff_0000, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff).map((id): Modification => ({
      kind: 'remove-meter',
      meter: { id },
    })),
    20,
  ],
}

const fieldFlow = (at: number, match: Match, ...actions: readonly Action[]): Modification => ({
  kind: 'put-flow',
  flow: {
    table: 0,
    priority: 1,
    cookie: BigInt(at + 1),
    match,
    instructions: actions.length === 0 ? [] : [apply(...actions)],
  },
})

/** A match of each field, whole and in part, and an action that sets it. */
const everyField = (): Modification[] =>
  FIELDS.flatMap((field, at) => {
    // The two lowest bits of the octet are another field's.
    const valid = (value: unknown): boolean => field.name !== 'nw_tos' || (Number(value) & 3) === 0
    const matches = sample(wantedValue(field).filter(valid), 3).map((wanted) =>
      fieldFlow(
        at,
        canonicalMatch(
          field.name === 'vlan_tci' ? { vlan_tci: wanted } : { ...ofField(field.name), [field.name]: wanted },
        ),
      ),
    )
    if (!isWritable(field.name) || isOfConnection(field.name)) return matches
    const sets = sample(
      setOf([field]).filter((set) => set.type !== 'set_field' || valid(set.value)),
      3,
    ).map((set) => fieldFlow(at, ofField(field.name), set))
    return [...matches, ...sets]
  })

/** Changes of every kind, and of every field. */
export const sampledChanges = (): Modification[] => [
  ...Object.values(CHANGES).flatMap(([arbitrary, count]) => sample(arbitrary, count)),
  ...everyField(),
]

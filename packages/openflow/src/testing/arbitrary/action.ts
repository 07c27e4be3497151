import fc from 'fast-check'
import type { Action, HashFields } from '../../action/action.ts'
import type { NatAction } from '../../action/conntrack.ts'
import type { LearnSpecification } from '../../action/learn.ts'
import type { Subfield } from '../../action/subfield.ts'
import { isMaskable, isOfConnection, isWritable } from '../../match/field-access.ts'
import { type Field, fieldByName, type FieldName, FIELDS } from '../../match/fields.ts'
import { fieldNumber, narrow, portNumber } from './field.ts'
import { FOREIGN } from './match.ts'

const u8 = fc.integer({ min: 0, max: 0xff })
const u16 = fc.integer({ min: 0, max: 0xffff })
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn })
const octets = fc.uint8Array({ minLength: 1, maxLength: 12 })
const plainPort = fc.integer({ min: 1, max: 0xfeff })

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })

/** Fields that need no prerequisite, so that any flow may write them. */
const FREE: readonly Field[] = FIELDS.filter(
  ({ name }) =>
    (/^(?:x{0,2}reg\d+|eth_(?:src|dst)|metadata|tunnel_id|pkt_mark|tun_ipv[46]_(?:src|dst))$/.test(name) ||
      /^tun_gbp_(?:id|flags)$/.test(name)) &&
    isWritable(name),
)

const bitsOf = (field: Field, count: number): fc.Arbitrary<Subfield> => {
  const start = fc.integer({ min: 0, max: field.bits - count })
  return start.map((at) =>
    count === field.bits ? { field: field.name } : { field: field.name, start: at, bits: count },
  )
}

const subfield = fc
  .constantFrom(...FREE)
  .chain((field) => fc.integer({ min: 1, max: field.bits }).chain((count) => bitsOf(field, count)))
const narrowSubfield = fc
  .constantFrom(...FREE)
  .chain((field) => fc.integer({ min: 1, max: Math.min(64, field.bits) }).chain((count) => bitsOf(field, count)))
const bit = fc.constantFrom(...FREE.filter(({ bits }) => bits > 1)).chain((field) => bitsOf(field, 1))

const widthOf = ({ field, bits }: Subfield): number => bits ?? fieldByName(field).bits
const sameWidth = (count: number): fc.Arbitrary<Subfield> =>
  fc.constantFrom(...FREE.filter(({ bits }) => bits >= count)).chain((field) => bitsOf(field, count))
const valueOf = (target: Subfield): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: 0n, max: (1n << BigInt(widthOf(target))) - 1n })

const setOf = (fields: readonly Field[], masked = true): fc.Arbitrary<Action> =>
  fc.constantFrom(...fields).chain((field) =>
    fc
      .tuple(fieldNumber(field), masked ? optional(fieldNumber(field)) : fc.constant(undefined))
      .map(([value, mask]): Action => {
        const ones = (1n << BigInt(field.bits)) - 1n
        const partly = mask !== undefined && mask !== 0n && mask !== ones && isMaskable(field.name)
        const set = {
          type: 'set_field',
          field: field.name,
          value: narrow(field.bits, partly ? value & mask : value),
        } as const
        return partly ? { ...set, mask: narrow(field.bits, mask) } : set
      }),
  )

const load = narrowSubfield.chain((target) => valueOf(target).map((value): Action => ({ type: 'load', value, target })))
const move = subfield.chain((source) =>
  sameWidth(widthOf(source)).map((target): Action => ({ type: 'move', source, target })),
)

const hashFields = fc.constantFrom<HashFields>(
  'eth_src',
  'symmetric_l4',
  'symmetric_l3l4',
  'symmetric_l3l4+udp',
  'nw_src',
  'nw_dst',
)

const ipv4Range = fc
  .tuple(u32, u32)
  .map(([a, b]) => (a === b ? { first: a } : { first: Math.min(a, b), last: Math.max(a, b) }))
const ipv6Range = fc.bigInt({ min: 1n, max: (1n << 128n) - 2n }).map((first) => ({ first, last: first + 1n }))
const portRange = fc
  .tuple(fc.integer({ min: 1, max: 0xffff }), fc.integer({ min: 1, max: 0xffff }))
  .map(([a, b]) => (a === b ? { first: a } : { first: Math.min(a, b), last: Math.max(a, b) }))

const nat: fc.Arbitrary<Action> = fc.oneof(
  fc.constant<NatAction>({ type: 'nat' }),
  fc.constantFrom<NatAction>({ type: 'nat', kind: 'src' }, { type: 'nat', kind: 'dst' }),
  fc
    .record({
      kind: fc.constantFrom('src' as const, 'dst' as const),
      addresses: fc.oneof(ipv4Range, ipv6Range),
      ports: optional(portRange),
      persistent: optional(fc.constant(true as const)),
      selection: optional(fc.constantFrom('hash' as const, 'random' as const)),
    })
    .map(({ kind, addresses, ports, persistent, selection }): NatAction => {
      const base: NatAction = { type: 'nat', kind, addresses }
      return {
        ...base,
        ...(ports === undefined ? {} : { ports }),
        ...(persistent === undefined ? {} : { persistent }),
        ...(selection === undefined ? {} : { selection }),
      }
    }),
)

const ofConnection = setOf(
  FIELDS.filter(({ name }) => isOfConnection(name)),
  false,
)

const conntrack: fc.Arbitrary<Action> = fc
  .record({
    commit: optional(fc.constant(true as const)),
    table: optional(fc.integer({ min: 0, max: 254 })),
    zone: optional(fc.oneof(fc.integer({ min: 1, max: 0xffff }), sameWidth(16))),
    // Of TCP, as the flows are that the switch gets; tftp would need UDP.
    alg: optional(fc.constant('ftp' as const)),
    first: fc.array(nat, { maxLength: 1 }),
    actions: fc.array(ofConnection, { maxLength: 2 }),
  })
  .map(({ commit, table, zone, alg, first, actions }): Action => {
    // Only a connection that is committed is translated or marked.
    const inside = commit === true ? [...first, ...actions] : []
    return {
      type: 'ct',
      ...(commit === undefined ? {} : { commit }),
      ...(table === undefined ? {} : { table }),
      ...(zone === undefined ? {} : { zone }),
      ...(alg === undefined || commit !== true ? {} : { alg }),
      ...(inside.length === 0 ? {} : { actions: inside }),
    }
  })

const LEARNED: readonly FieldName[] = ['eth_src', 'eth_dst', 'reg0', 'reg5', 'metadata', 'tunnel_id']

const specification: fc.Arbitrary<LearnSpecification> = fc.oneof(
  fc
    .constantFrom(...LEARNED)
    .map((field): LearnSpecification => ({ kind: 'match', target: { field }, source: { field } })),
  fc
    .constantFrom(...LEARNED)
    .chain((field) =>
      valueOf({ field }).map((value): LearnSpecification => ({ kind: 'match', target: { field }, value })),
    ),
  narrowSubfield.chain((target) =>
    sameWidth(widthOf(target)).map((source): LearnSpecification => ({ kind: 'load', target, source })),
  ),
  narrowSubfield.chain((target) =>
    valueOf(target).map((value): LearnSpecification => ({ kind: 'load', target, value })),
  ),
  fc.constant<LearnSpecification>({ kind: 'output', source: { field: 'in_port', start: 0, bits: 16 } }),
)

const positive = fc.integer({ min: 1, max: 0xffff })

const learn: fc.Arbitrary<Action> = fc.record(
  {
    type: fc.constant('learn' as const),
    table: fc.integer({ min: 0, max: 254 }),
    priority: u16,
    idleTimeoutS: positive,
    hardTimeoutS: positive,
    finIdleTimeoutS: positive,
    cookie: fc.bigInt({ min: 1n, max: 0xffff_ffff_ffff_ffffn }),
    deleteLearned: fc.constant(true as const),
    limit: fc.integer({ min: 1, max: 0xffff_ffff }),
    result: bit,
    specifications: fc.array(specification, { maxLength: 4 }),
  },
  { requiredKeys: ['type', 'table', 'priority', 'specifications'] },
)

const controller: fc.Arbitrary<Action> = fc.record(
  {
    type: fc.constant('controller' as const),
    id: fc.integer({ min: 1, max: 0xffff }),
    maxLength: fc.integer({ min: 0, max: 0xfffe }),
    reason: fc.constantFrom('no_match' as const, 'invalid_ttl' as const),
    userdata: octets,
    pause: fc.constant(true as const),
    meter: fc.integer({ min: 1, max: 0xffff_0000 }),
  },
  { requiredKeys: ['type', 'id'] },
)

/** Actions every OpenFlow version of Open vSwitch prints the same: OpenFlow 1.3 as well as Nicira's. */
export const switchAction: fc.Arbitrary<Action> = fc.oneof(
  portNumber.map((port): Action => ({ type: 'output', port })),
  fc.integer({ min: 0, max: 0xfffe }).map((maxLength): Action => ({ type: 'output', port: 0xffff_fffd, maxLength })),
  narrowSubfield.map((source): Action => ({ type: 'output_reg', source })),
  fc
    .tuple(plainPort, fc.integer({ min: 14, max: 0xffff_ffff }))
    .map(([port, maxLength]): Action => ({ type: 'output_trunc', port, maxLength })),
  controller,
  u32.filter((id) => id <= 0xffff_ff00).map((group): Action => ({ type: 'group', group })),
  fc.record({
    type: fc.constant('bundle' as const),
    fields: hashFields,
    basis: u16,
    algorithm: fc.constantFrom('active_backup' as const, 'hrw' as const),
    members: fc.array(plainPort, { maxLength: 4 }),
  }),
  fc.constantFrom<Action>({ type: 'push_vlan', ethertype: 0x8100 }, { type: 'push_vlan', ethertype: 0x88a8 }),
  // With a mask, OpenFlow 1.3 has no action for it: Open vSwitch sends loads instead.
  setOf(FREE, false),
  load,
  move,
  subfield.map((of): Action => ({ type: 'push', subfield: of })),
  subfield.map((of): Action => ({ type: 'pop', subfield: of })),
  fc.tuple(u16, bit).map(([length, target]): Action => ({ type: 'check_pkt_larger', length, target })),
  u32.map((queue): Action => ({ type: 'set_queue', queue })),
  fc.constantFrom<Action>({ type: 'pop_queue' }, { type: 'ct_clear' }, { type: 'exit' }),
  fc
    .tuple(plainPort, optional(fc.integer({ min: 0, max: 254 })))
    .map(([port, table]): Action => ({ type: 'resubmit', port, ...(table === undefined ? {} : { table }) })),
  fc
    .tuple(fc.integer({ min: 0, max: 254 }), fc.boolean())
    .map(([table, ct]): Action => ({ type: 'resubmit', table, ...(ct ? { conntrack: true } : {}) })),
  learn,
  fc
    .tuple(
      hashFields,
      u16,
      fc.constantFrom('modulo_n' as const, 'hash_threshold' as const, 'hrw' as const, 'iter_hash' as const),
      fc.integer({ min: 1, max: 0x1_0000 }),
      u32,
    )
    .map(([fields, basis, algorithm, links, argument]): Action => ({
      type: 'multipath',
      fields,
      basis,
      algorithm,
      links,
      argument,
      target: { field: 'reg3' },
    })),
  fc.record(
    {
      type: fc.constant('sample' as const),
      probability: fc.integer({ min: 1, max: 0xffff }),
      collectorSet: u32,
      domain: u32,
      point: u32,
      port: plainPort,
      direction: fc.constantFrom('ingress' as const, 'egress' as const),
    },
    { requiredKeys: ['type', 'probability', 'collectorSet', 'domain', 'point'] },
  ),
  fc.uint8Array({ minLength: 6, maxLength: 6 }).map((note): Action => ({ type: 'note', note })),
)

/** Actions that need something of the packet, or that only some versions have. */
const otherAction: fc.Arbitrary<Action> = fc.oneof(
  fc.tuple(portNumber, u32).map(([port, queue]): Action => ({ type: 'enqueue', port, queue })),
  fc
    .constantFrom<Action['type'] & ('push_mpls' | 'pop_mpls' | 'push_pbb')>('push_mpls', 'pop_mpls', 'push_pbb')
    .chain((type) => u16.map((ethertype): Action => ({ type, ethertype }))),
  setOf(FIELDS.filter(({ name }) => isWritable(name) && !FOREIGN.has(name) && !isOfConnection(name))),
  fc.constantFrom<Action>(
    { type: 'pop_vlan' },
    { type: 'pop_pbb' },
    { type: 'dec_mpls_ttl' },
    { type: 'copy_ttl_in' },
    { type: 'copy_ttl_out' },
    { type: 'dec_nsh_ttl' },
    { type: 'dec_ttl' },
    { type: 'debug_recirc' },
    { type: 'debug_slow' },
  ),
  fc.array(u16, { minLength: 1, maxLength: 3 }).map((controllers): Action => ({ type: 'dec_ttl', controllers })),
  fc.integer({ min: 0, max: 0xfff }).map((vid): Action => ({ type: 'mod_vlan_vid', vid })),
  fc.integer({ min: 0, max: 7 }).map((pcp): Action => ({ type: 'mod_vlan_pcp', pcp })),
  u8.map((ttl): Action => ({ type: 'set_ttl', ttl })),
  u8.map((ttl): Action => ({ type: 'set_mpls_ttl', ttl })),
  u64.map((id): Action => ({ type: 'set_tunnel', id })),
  fc.tuple(u16, u16).map(([idleS, hardS]): Action => ({ type: 'fin_timeout', idleS, hardS })),
  fc.constantFrom<FieldName>('reg0', 'eth_dst', 'metadata').map((field): Action => ({ type: 'delete_field', field })),
  fc.constantFrom<Action>(
    { type: 'encap', packetType: 0 },
    {
      type: 'encap',
      packetType: 0x1_894f,
      properties: [{ propertyClass: 4, propertyType: 1, data: Uint8Array.of(1) }],
    },
    {
      type: 'encap',
      packetType: 0x1_894f,
      properties: [
        { propertyClass: 4, propertyType: 2, data: Uint8Array.of(1, 2, 3, 2, 9, 8) },
        { propertyClass: 7, propertyType: 3, data: Uint8Array.of(5) },
      ],
    },
    { type: 'encap', packetType: 0x1_1234 },
    { type: 'decap' },
    { type: 'decap', packetType: 0x1_0800 },
  ),
  octets.map((bytes): Action => ({ type: 'unknown', bytes })),
)

/** Actions of every kind in canonical form, nested up to two deep; `conjunction`, which stands alone, is not among them. */
export const arbitraryAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: switchAction },
  { weight: 2, arbitrary: otherAction },
  { weight: 1, arbitrary: conntrack },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.oneof(switchAction, otherAction, conntrack), { maxLength: 3 })
      .map((actions): Action => ({ type: 'clone', actions })),
  },
)

/** Those Open vSwitch takes in any flow, and prints the same in OpenFlow 1.3. */
export const arbitrarySwitchAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: switchAction },
  { weight: 1, arbitrary: conntrack },
  {
    weight: 1,
    arbitrary: fc.array(switchAction, { maxLength: 3 }).map((actions): Action => ({ type: 'clone', actions })),
  },
)

/** What an action set may hold. OpenFlow 1.3.5, 5.10. */
export const arbitrarySetAction: fc.Arbitrary<Action> = fc.oneof(
  plainPort.map((port): Action => ({ type: 'output', port })),
  fc.integer({ min: 0, max: 0xffff_ff00 }).map((group): Action => ({ type: 'group', group })),
  setOf(FREE, false),
)

import fc from 'fast-check'
import type { Action } from '../../action/action.ts'
import type { NatAction } from '../../action/conntrack.ts'
import { isOfConnection } from '../../match/field-access.ts'
import { FIELDS } from '../../match/fields.ts'
import { optional, sameWidth, setOf } from './subfield.ts'

const u32 = fc.integer({ min: 0, max: 0xffff_ffff })

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

export const conntrack: fc.Arbitrary<Action> = fc
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

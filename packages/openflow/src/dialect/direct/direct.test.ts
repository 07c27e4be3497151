import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { act } from '../../action/act.ts'
import { type Action, output } from '../../action/action.ts'
import { out } from '../../action/out.ts'
import { decodeMessage, encodeMessage, type Message } from '../../message.ts'
import { type FlowSpec, flowOf } from '../../flow-spec.ts'
import type { Match } from '../../match/match.ts'
import type { Modification } from '../../modification.ts'
import type { PacketIn, PacketOut } from '../../packet.ts'
import { arbitraryAction } from '../../testing/arbitrary/action.ts'
import { arbitraryMatch } from '../../testing/arbitrary/match.ts'
import { goldenMessages } from '../../testing/golden.ts'
import { VERSIONS } from '../../testing/kind.ts'
import { madeMessages } from '../../testing/made.ts'
import { OFP_NO_BUFFER } from '../../v13/modify.ts'
import { ofp10 } from '../v10.ts'
import { ofp13 } from '../v13.ts'
import { ofp14 } from '../v14.ts'
import { ofp15 } from '../v15.ts'
import { direct13, direct15 } from './since13.ts'
import { direct10 } from './v10.ts'

const DIALECTS = [
  { name: '1.0', dialect: ofp10(false), direct: direct10(ofp10(false), false) },
  { name: '1.0 with Nicira', dialect: ofp10(true), direct: direct10(ofp10(true), true) },
  { name: '1.3', dialect: ofp13, direct: direct13(ofp13) },
  { name: '1.4', dialect: ofp14, direct: direct13(ofp14) },
  { name: '1.5', dialect: ofp15, direct: direct15(ofp15) },
] as const

/** Numbers of which most fit, and some do not. */
const odd = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max }) },
    fc.constantFrom(max + 1, -1, -0, 0.5, Number.NaN, 2 ** 32, 2 ** 48, 2 ** 53),
  )

const port = fc.oneof(odd(0xff), fc.constantFrom(0xfeff, 0xff00, 0xffff, 0xffff_fefe, 0xffff_ff00, 0xffff_fffd))
const outputs: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.record({ type: fc.constant('output' as const), port }) },
    fc.record({ type: fc.constant('output' as const), port, maxLength: odd(0xffff) }),
    arbitraryAction.filter(({ type }) => type !== 'nat'),
  ),
  { maxLength: 5 },
)
const bufferId = fc.oneof(fc.constantFrom(undefined, 0xffff_ffff), odd(0xffff_fffe))

const numbers: fc.Arbitrary<Match> = fc.record(
  {
    in_port: port,
    eth_dst: odd(0xffff_ffff_ffff),
    eth_src: odd(0xffff_ffff_ffff),
    eth_type: odd(0xffff),
    vlan_vid: odd(0x1fff),
    ip_proto: odd(0xff),
    ipv4_src: odd(0xffff_ffff),
    mpls_label: odd(0xf_ffff),
    nw_tos: odd(0xff),
    reg3: odd(0xffff_ffff),
  },
  { requiredKeys: [] },
)
const reversed = (match: Match): Match => Object.fromEntries(Object.entries(match).toReversed())

const change: fc.Arbitrary<Modification> = fc.record(
  {
    kind: fc.constantFrom('put-flow' as const, 'put-flow' as const, 'put-flow' as const, 'modify-flow' as const),
    flow: fc.record(
      {
        table: odd(0xff),
        priority: odd(0xffff),
        match: fc.oneof(numbers, numbers, numbers.map(reversed), arbitraryMatch()),
        cookie: fc.oneof(fc.constant(0n), fc.bigInt({ min: -1n, max: 1n << 64n })),
        instructions: fc.oneof(
          { weight: 9, arbitrary: outputs.map((actions) => [{ type: 'apply_actions' as const, actions }]) },
          fc.constant([]),
          fc.constant([{ type: 'goto_table' as const, table: 3 }]),
          outputs.map((actions) => [
            { type: 'apply_actions' as const, actions },
            { type: 'goto_table' as const, table: 3 },
          ]),
        ),
        idleTimeoutS: odd(0xffff),
        hardTimeoutS: odd(0xffff),
        flags: odd(0x1f),
        importance: fc.oneof(fc.constant(0), odd(0xffff)),
      },
      { requiredKeys: ['table', 'priority', 'match', 'cookie', 'instructions'] },
    ),
    bufferId,
  },
  { requiredKeys: ['kind', 'flow'] },
) as fc.Arbitrary<Modification>

/** A flow as a user says it: with natural values and texts, and little of it. */
const spec: fc.Arbitrary<FlowSpec> = fc.record(
  {
    table: odd(0xff),
    priority: odd(0xffff),
    match: fc.oneof(
      { weight: 4, arbitrary: numbers },
      numbers.map(reversed),
      fc.constantFrom('ip,nw_dst=10.0.0.0/8', 'nonsense', { eth_dst: '02:00:00:00:00:01' }, { ipv4_dst: '10.0.0.0/8' }),
    ),
    cookie: fc.oneof(fc.constant(0n), fc.bigInt({ min: -1n, max: 1n << 64n })),
    actions: fc.oneof(
      { weight: 5, arbitrary: outputs },
      fc.constantFrom('output:2', 'dec_ttl,output:2', '', 'nonsense'),
    ),
    idleTimeoutS: odd(0xffff),
    hardTimeoutS: odd(0xffff),
    importance: fc.oneof(fc.constant(0), odd(0xffff)),
    sendFlowRemoved: fc.boolean(),
    checkOverlap: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<FlowSpec>

const packetOut: fc.Arbitrary<PacketOut> = fc.record(
  { data: fc.uint8Array({ maxLength: 100 }), bufferId, inPort: port, actions: outputs },
  { requiredKeys: ['actions'] },
) as fc.Arbitrary<PacketOut>

type Written = { readonly bytes?: string; readonly error?: string }

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function attempt(write: () => Uint8Array): Written {
  try {
    return { bytes: hex(write()) }
  } catch (error) {
    return { error: String(error) }
  }
}

/** What is written where something else was before. */
const written = (write: (target: Uint8Array, offset: number) => number, room = 70_000): Written =>
  attempt(() => {
    const target = new Uint8Array(room).fill(0xaa)
    const length = write(target, 24)
    expect(target.subarray(0, 24)).toEqual(new Uint8Array(24).fill(0xaa))
    return target.subarray(24, 24 + length)
  })

/** What the long way tells of a packet. */
function told(dialect: (typeof DIALECTS)[number]['dialect'], bytes: Uint8Array): PacketIn | undefined {
  const event = dialect.event(decodeMessage(bytes))
  return event.type === 'packet-in' ? event.packetIn : undefined
}

const common = { type: 10, xid: 7, buffer_id: 0xffff_ffff, total_len: 60, reason: 0, data: new Uint8Array(60).fill(7) }

/** A packet-in as most switches send it. */
const ordinary = (version: number): Uint8Array =>
  encodeMessage(
    (version === 1
      ? { ...common, version, in_port: 3 }
      : {
          ...common,
          version,
          table_id: 1,
          cookie: 0xffff_ffff_ffff_ffffn,
          match: { type: 1, oxm_fields: [{ header: 0x8000_0004, value: 3 }] },
        }) as Message,
  )

describe.each(DIALECTS)('OpenFlow $name without messages between', ({ name, dialect, direct }) => {
  const { version } = dialect
  const definitions = VERSIONS.find((one) => one.version === version)
  const golden = goldenMessages(name.slice(0, 3) as '1.3').map(({ bytes }) => bytes)
  const packetIns = [
    ordinary(version),
    ...[...golden, ...(definitions === undefined ? [] : madeMessages(definitions))].filter((one) => one[1] === 10),
  ]

  /** Declined, or what the long way tells. */
  function expectAgreement(bytes: Uint8Array): void {
    const page = Uint8Array.from([1, 2, 3, ...bytes, 4, 5])
    const read = dialect.readPacketIn(page, 3, page.length - 2)
    if (read !== undefined) expect(read).toStrictEqual(told(dialect, bytes))
  }

  it('reads what most switches send', () => {
    const bytes = ordinary(version)
    expect(dialect.readPacketIn(bytes, 0, bytes.length)).toStrictEqual(told(dialect, bytes))
    expect(dialect.readPacketIn(bytes, 0, bytes.length)?.inPort).toBe(3)
    const kept = Uint8Array.from(bytes)
    kept.fill(9, 8, 12)
    expect(dialect.readPacketIn(kept, 0, kept.length)?.bufferId).toBe(0x0909_0909)
  })

  it('reads every packet-in as the long way does, also one that ends early', () => {
    for (const bytes of packetIns)
      for (let length = 8; length <= bytes.length; length++) {
        const cut = Uint8Array.from(bytes.subarray(0, length))
        if (length < bytes.length) expect(dialect.readPacketIn(cut, 0, length)).toBeUndefined()
        cut.set([length >> 8, length & 0xff], 2)
        const read = dialect.readPacketIn(cut, 0, length)
        if (read !== undefined) expect(read).toStrictEqual(told(dialect, cut))
      }
  })

  it('leaves other messages to the long way', () => {
    for (const bytes of golden.filter((one) => one[1] !== 10))
      expect(dialect.readPacketIn(bytes, 0, bytes.length)).toBeUndefined()
  })

  const mutation = fc.tuple(fc.nat(packetIns.length - 1), fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 4 }))

  test.prop([mutation], { numRuns: 1000 })(
    'reads what was changed at random as the long way does',
    ([which, octets]) => {
      const bytes = Uint8Array.from(packetIns[which] ?? [])
      for (const [at, octet] of octets) bytes[at % bytes.length] = octet
      expectAgreement(bytes)
    },
  )

  test.prop([change, fc.nat(0xffff_ffff)], { numRuns: 2000 })(
    'writes every change as the long way does',
    (one, xid) => {
      const long = attempt(() => encodeMessage(dialect.modification(xid, one)))
      expect(written((target, offset) => dialect.writeModification(xid, one, target, offset))).toEqual(long)
    },
  )

  test.prop([spec, bufferId, fc.nat(0xffff_ffff)], { numRuns: 2000 })(
    'writes every flow as the long way does',
    (one, kept = OFP_NO_BUFFER, xid) => {
      const long = attempt(() =>
        encodeMessage(dialect.modification(xid, { kind: 'put-flow', flow: flowOf(one), bufferId: kept })),
      )
      expect(written((target, offset) => dialect.writeFlow(xid, one, kept, target, offset))).toEqual(long)
    },
  )

  test.prop([packetOut, fc.nat(0xffff_ffff)], { numRuns: 1000 })(
    'writes every packet as the long way does',
    (one, xid) => {
      const long = attempt(() => encodeMessage(dialect.packetOut(xid, one)))
      expect(written((target, offset) => dialect.writePacketOut(xid, one, target, offset))).toEqual(long)
    },
  )

  it('writes flows and packets of few outputs itself, and leaves the rest', () => {
    const target = new Uint8Array(1024)
    const flow = { table: 0, priority: 9, match: { eth_dst: 5 }, cookie: 1n, instructions: [] }
    const packet = { data: new Uint8Array(60), inPort: 3, actions: [out.port(1), out.flood()] }
    expect(direct.writeModification(1, { kind: 'put-flow', flow }, target, 0)).toBeGreaterThan(0)
    expect(direct.writePacketOut(1, packet, target, 0)).toBeGreaterThan(0)
    const said = { match: { eth_dst: 5, eth_src: 6 }, actions: [out.port(1)] }
    expect(direct.writeFlow(1, said, OFP_NO_BUFFER, target, 0)).toBeGreaterThan(0)
    // One match after another with other fields, and back.
    for (const match of [{ in_port: 3 }, { eth_type: 0x0806 }, said.match])
      expect(direct.writeFlow(1, { ...said, match }, OFP_NO_BUFFER, target, 0)).toBeGreaterThan(0)
    expect(direct.writeFlow(1, { ...said, match: 'dl_dst=02:00:00:00:00:05' }, OFP_NO_BUFFER, target, 0)).toBe(0)
    expect(direct.writeModification(1, { kind: 'remove-flow', flow }, target, 0)).toBe(0)
    expect(direct.writePacketOut(1, { ...packet, actions: [act.popVlan(), output(1)] }, target, 0)).toBe(0)
  })

  it('says when there is too little room', () => {
    const change: Modification = {
      kind: 'put-flow',
      flow: { table: 0, priority: 9, match: {}, cookie: 1n, instructions: [] },
    }
    expect(dialect.writeModification(1, change, new Uint8Array(40), 0)).toBe(-1)
    const packet = { data: new Uint8Array(60), actions: [out.port(1)] }
    expect(dialect.writePacketOut(1, packet, new Uint8Array(40), 0)).toBe(-1)
  })

  it('writes a packet as long as a message can be, and refuses a longer one', () => {
    for (const size of [65_400, 65_536, 70_000]) {
      const packet = { data: new Uint8Array(size), actions: [out.port(1)] }
      const long = attempt(() => encodeMessage(dialect.packetOut(1, packet)))
      expect(written((target, offset) => dialect.writePacketOut(1, packet, target, offset), 80_000)).toEqual(long)
    }
  })
})

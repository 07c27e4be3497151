import fc from 'fast-check'
import type { Dialect, Message, Modification, PacketOut, PortConfiguration, StatisticsQuestion } from '@vlcp/openflow'
import { arbitrarySwitchAction } from '../../packages/openflow/src/testing/arbitrary/action.ts'
import { optional } from '../../packages/openflow/src/testing/arbitrary/subfield.ts'
import { filter, needs, port, sample, sampledChanges, u32 } from './built-changes.fixture.ts'

/** A message that a user of the version-free layer can ask for. */
export interface Buildable {
  readonly kind: string
  readonly make: (dialect: Dialect, xid: number) => Message
  /** What it says, where it is a change or a packet. */
  readonly change?: Modification
  readonly packet?: PacketOut
}

const octets = fc.uint8Array({ maxLength: 40 })

/** A frame of the type for experiments, whose content nobody looks into: IEEE 802, 9.2.3. */
const frame = (payload: Uint8Array): Uint8Array =>
  Uint8Array.of(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5, ...payload)

/** Actions of a packet-out need no more of the packet than any packet has. */
const packetOut: fc.Arbitrary<PacketOut> = fc
  .tuple(
    optional(fc.oneof(port, fc.constantFrom(0xffff_fffd, 0xffff_ffff))),
    fc.array(
      arbitrarySwitchAction.filter((action) => !needs(action)),
      { maxLength: 4 },
    ),
    fc.oneof(
      fc.uint8Array({ minLength: 60, maxLength: 100 }).map((payload) => ({ data: frame(payload) })),
      u32.filter((id) => id !== 0xffff_ffff).map((bufferId) => ({ bufferId })),
    ),
  )
  .map(([inPort, actions, content]) =>
    inPort === undefined ? { actions, ...content } : { inPort, actions, ...content },
  )

const portConfiguration: fc.Arbitrary<PortConfiguration> = fc.record(
  {
    port: fc.oneof(port, fc.constant(0xffff_fffe)),
    mac: fc.integer({ min: 0, max: 0xffff_ffff_ffff }),
    down: fc.boolean(),
    noReceive: fc.boolean(),
    noForward: fc.boolean(),
    noPacketIn: fc.boolean(),
  },
  { requiredKeys: ['port', 'mac'] },
)

const maybe = <T>(name: string, value: fc.Arbitrary<T>) => fc.record({ [name]: value }, { requiredKeys: [] })
const id = fc.integer({ min: 1, max: 0xffff_0000 })
const QUESTIONS: Readonly<Record<StatisticsQuestion['kind'], fc.Arbitrary<object>>> = {
  description: fc.constant({}),
  flows: filter,
  aggregate: filter,
  tables: fc.constant({}),
  ports: maybe('port', port),
  queues: fc.record({ port, queue: u32 }, { requiredKeys: [] }),
  groups: maybe('group', id),
  groupDescriptions: fc.constant({}),
  meters: maybe('meter', id),
  meterDescriptions: maybe('meter', id),
  portDescriptions: fc.constant({}),
}

const change = (modification: Modification): Buildable => ({
  kind: modification.kind,
  change: modification,
  make: (dialect, xid) => dialect.modification(xid, modification),
})

export const buildableChanges = (): Buildable[] => sampledChanges().map(change)

const buildableQuestions = (): Buildable[] =>
  Object.entries(QUESTIONS).flatMap(([kind, arbitrary]) =>
    sample(arbitrary, 20).map((rest) => ({
      kind: `statistics ${kind}`,
      make: (dialect: Dialect, xid: number) => dialect.statisticsRequest(xid, { ...rest, kind } as StatisticsQuestion),
    })),
  )

const buildablePackets = (): Buildable[] =>
  sample(packetOut, 200).map((packet) => ({
    kind: 'packet-out',
    packet,
    make: (dialect, xid) => dialect.packetOut(xid, packet),
  }))

/** What an error is about: at least its header. */
const HELLO = Uint8Array.of(4, 0, 0, 8, 0xff, 0xff, 0xff, 0xff)

const of = (kind: string, ...makers: readonly Buildable['make'][]): Buildable[] =>
  makers.map((make) => ({ kind, make }))

const buildableControls = (): Buildable[] => [
  ...of(
    'hello',
    ...[[1], [4], [1, 4, 5, 6], [4, 40]].map(
      (list): Buildable['make'] =>
        (d, xid) =>
          d.hello(xid, list),
    ),
  ),
  ...of(
    'echo request',
    ...sample(octets, 10).map(
      (data): Buildable['make'] =>
        (d, xid) =>
          d.echoRequest(xid, data),
    ),
  ),
  ...of(
    'echo reply',
    ...sample(octets, 10).map(
      (data): Buildable['make'] =>
        (d, xid) =>
          d.echoReply(xid, data),
    ),
  ),
  ...of(
    'error',
    ...sample(fc.tuple(fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 3 }), fc.constant(HELLO)), 60).map(
      ([type, code, data]): Buildable['make'] =>
        (d, xid) =>
          d.error(xid, type, code, data),
    ),
  ),
  ...of('features request', (d, xid) => d.featuresRequest(xid)),
  ...of('barrier request', (d, xid) => d.barrierRequest(xid)),
  ...of(
    'role request',
    ...(['nochange', 'equal', 'master', 'slave'] as const).flatMap((role) =>
      [0n, 5n, 0xffff_ffff_ffff_fffen].map(
        (generation): Buildable['make'] =>
          (d, xid) =>
            d.roleRequest(xid, role, generation),
      ),
    ),
  ),
  ...of(
    'miss length',
    ...[0, 128, 0xffff].map(
      (length): Buildable['make'] =>
        (d, xid) =>
          d.setMissLength(xid, length),
    ),
  ),
  ...of(
    'bundle control',
    ...(['open', 'close', 'commit', 'discard'] as const).flatMap((step) =>
      sample(u32, 3).map(
        (bundle): Buildable['make'] =>
          (d, xid) =>
            d.bundleControl(xid, bundle, step),
      ),
    ),
  ),
]

const buildablePortChanges = (): Buildable[] =>
  of(
    'port configuration',
    ...sample(portConfiguration, 100).map(
      (each): Buildable['make'] =>
        (d, xid) =>
          d.portModification(xid, each),
    ),
  )

/** What OpenFlow lets into a bundle (1.4.1, 6.9): changes of tables and ports, packet-outs since 1.5. */
const buildableBundles = (others: readonly Buildable[]): Buildable[] =>
  others
    .filter((_, at) => at % 11 === 0)
    .map((each) => ({
      ...each,
      kind: 'bundle add',
      make: (dialect: Dialect, xid: number) => dialect.bundleAdd(xid, 7, each.make(dialect, xid)),
    }))

/** Hundreds of messages of every kind, the same in every run. */
export function everythingBuildable(): readonly Buildable[] {
  const changes = buildableChanges()
  const ports = buildablePortChanges()
  return [
    ...changes,
    ...buildablePackets(),
    ...ports,
    ...buildableQuestions(),
    ...buildableControls(),
    ...buildableBundles([...changes, ...ports]),
  ]
}

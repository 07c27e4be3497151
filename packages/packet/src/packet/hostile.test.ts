import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dhcp } from '../dhcp/dhcp.ts'
import { readVectors } from '../testing/vector.ts'
import { decodePacket, type DecodeOptions } from './decode.ts'
import { encodePacket } from './encode.ts'
import { dumpPacket, formatPacket } from './format.ts'
import { layerIn, type ProtocolName } from './layer.ts'

/** More runs: `PACKET_FUZZ_RUNS=100000 npx vitest run packages/packet/src/packet/hostile.test.ts`. */
const numRuns = Number(process.env['PACKET_FUZZ_RUNS'] ?? 1000)
const timeout = 20_000 + numRuns * 10
const vectors = readVectors()

/** What holds for any bytes: a value that is encoded to bytes of the same meaning. */
function check(bytes: Uint8Array, options: DecodeOptions = {}): void {
  const { layers } = decodePacket(bytes, options)
  const message = layerIn(layers, 'dhcp')
  if (message !== undefined) {
    // Its normal form may have another size than the lengths around it say.
    expectSame(dhcp.decode(dhcp.encode(message)), message)
    return
  }
  expectSame(decodePacket(encodePacket(layers, { keep: true }), options).layers, layers)
}

/** The comparison of the test runner explains, and takes ten times as long. */
function expectSame(given: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(given, wanted)) expect(given).toEqual(wanted)
}

/** And it can be shown, without characters that move a terminal's cursor. */
function checkShown(bytes: Uint8Array, options: DecodeOptions = {}): void {
  check(bytes, options)
  const packet = decodePacket(bytes, options)
  expect(formatPacket(packet)).not.toMatch(/\p{Cc}/u)
  expect(dumpPacket(packet)).not.toMatch(/[^\P{Cc}\n]/u)
}

const mutated = fc
  .tuple(
    fc.constantFrom(...vectors),
    fc.array(fc.tuple(fc.nat(), fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 4, 255))), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([{ bytes }, changes]) => {
    const copy = bytes.slice()
    for (const [at, byte] of changes) copy[at % copy.length] = byte
    return copy
  })

const firstLayers: ProtocolName[] = [
  'ethernet',
  'arp',
  'lldp',
  'ipv4',
  'ipv6',
  'ipv6-hop-by-hop',
  'ipv6-routing',
  'icmp',
  'icmpv6',
  'igmp',
  'tcp',
  'sctp',
  'dhcp',
  'dhcpv6',
  'geneve',
  'gre',
  'mpls',
]

describe('bytes of a stranger', () => {
  it.each(vectors)('$name cut at every byte', ({ bytes }) => {
    for (let size = 0; size < bytes.length; size++) check(bytes.subarray(0, size), { originalLength: bytes.length })
  })

  it.each(vectors)('$name with every byte zero or all ones', ({ bytes }) => {
    for (let at = 0; at < bytes.length; at++)
      for (const byte of [0, 255]) {
        const copy = bytes.slice()
        copy[at] = byte
        check(copy)
      }
  })

  it(
    'mutated packets',
    () =>
      fc.assert(
        fc.property(mutated, (bytes) => checkShown(bytes)),
        { numRuns },
      ),
    timeout,
  )

  it(
    'random bytes as any layer',
    () =>
      fc.assert(
        fc.property(fc.constantFrom(...firstLayers), fc.uint8Array({ maxLength: 300 }), (first, bytes) =>
          checkShown(bytes, { first }),
        ),
        { numRuns },
      ),
    timeout,
  )
})

describe('work is linear in the input', () => {
  /** How many times longer the large input takes; a busy machine can only make a single attempt worse. */
  function growth(small: Uint8Array, large: Uint8Array, first: ProtocolName): number {
    const time = (bytes: Uint8Array): number => {
      const start = performance.now()
      decodePacket(bytes, { first })
      return performance.now() - start
    }
    const fastest = (bytes: Uint8Array): number => Math.min(...Array.from({ length: 10 }, () => time(bytes)))
    return fastest(large) / Math.max(fastest(small), 0.1)
  }

  const repeat = (hex: string, count: number): Uint8Array => Uint8Array.from(Buffer.from(hex.repeat(count), 'hex'))
  // Each is the worst its protocol can do: the smallest item, over and over.
  const floods: readonly [string, ProtocolName, (count: number) => Uint8Array][] = [
    ['VLAN tags', 'vlan', (count) => repeat('00018100', count)],
    ['MPLS labels', 'mpls', (count) => repeat('00000040', count)],
    ['IPv6 destination headers', 'ipv6-destination', (count) => repeat('3c00010400000000', count)],
    ['LLDP TLVs', 'lldp', (count) => repeat('0a00', count)],
    ['SCTP chunks', 'sctp', (count) => Buffer.concat([repeat('00', 12), repeat('0b000004', count)])],
    ['DHCPv6 options', 'dhcpv6', (count) => Buffer.concat([repeat('01000001', 1), repeat('000e0000', count)])],
    ['DHCP options of one code', 'dhcp', (count) => Buffer.concat([dhcpHeader, repeat('2b0101', count)])],
    [
      'neighbour discovery options',
      'icmpv6',
      (count) => Buffer.concat([repeat('8500000000000000', 1), repeat('0501000000000000', count)]),
    ],
    ['IPv4 in IPv4', 'ipv4', (count) => repeat('4500000000000000400400000000000000000000', count)],
  ]
  const dhcpHeader = Buffer.concat([Buffer.alloc(236), Buffer.from('63825363', 'hex')])

  it.each(floods)('%s', (_, first, make) => {
    const [small, large] = [make(2000), make(16000)]
    check(make(20), { first })
    // Eight times the input takes eight times as long; quadratic would be 64.
    const isLinear = Array.from({ length: 5 }).some(() => growth(small, large, first) < 24)
    expect(isLinear).toBe(true)
  })

  it('stops at 64 layers', () => {
    const { layers } = decodePacket(repeat('00018100', 100), { first: 'vlan' })
    expect(layers).toHaveLength(65)
    expect(layers.at(-1)).toMatchObject({ layer: 'undecoded', as: 'vlan', reason: 'more than 64 layers' })
  })
})

import type { FieldName } from '@vlcp/openflow'
import { u16 } from '../frame/bits.ts'
import type { PacketState } from '../packet-state.ts'

const ICMP = 1
const ICMPV6 = 58
const TRANSPORTS: ReadonlyMap<number, string> = new Map([
  [6, 'tcp'],
  [17, 'udp'],
  [132, 'sctp'],
])
/** ICMP questions, and the answer each has (RFC 792, RFC 4443). */
const ANSWERS: ReadonlyMap<number, ReadonlyMap<number, number>> = new Map([
  [
    ICMP,
    new Map([
      [8, 0],
      [13, 14],
      [15, 16],
    ]),
  ],
  [ICMPV6, new Map([[128, 129]])],
])
const ERRORS: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [ICMP, new Set([3, 4, 5, 11, 12])],
  [ICMPV6, new Set([1, 2, 3, 4])],
])

/** One direction of a connection in a zone. `from` and `to` are ports; of ICMP the identifier with the type. */
export interface Tuple {
  readonly zone: number
  readonly version: 4 | 6
  readonly protocol: number
  readonly source: bigint
  readonly target: bigint
  readonly from: number
  readonly to: number
}

export const reversed = (tuple: Tuple): Tuple => ({
  ...tuple,
  source: tuple.target,
  target: tuple.source,
  from: tuple.to,
  to: tuple.from,
})

export const keyOfTuple = ({ zone, version, protocol, source, target, from, to }: Tuple): string =>
  [zone, version, protocol, source, target, from, to].join()

export const portField = (protocol: number, side: 'src' | 'dst'): FieldName | undefined => {
  const name = TRANSPORTS.get(protocol)
  return name === undefined ? undefined : (`${name}_${side}` as FieldName)
}

export const isQuestion = (protocol: number, type: number): boolean => ANSWERS.get(protocol)?.has(type) === true

function icmpPorts(protocol: number, type: number, id: number): readonly [from: number, to: number] | undefined {
  const answers = ANSWERS.get(protocol) ?? new Map<number, number>()
  const question = [...answers].find(([asked, answer]) => asked === type || answer === type)
  if (question === undefined) return undefined
  const back = question[0] === type ? question[1] : question[0]
  return [id * 256 + type, id * 256 + back]
}

/** A packet as the tracker sees it; undefined for one it cannot track. */
export interface Tracked {
  /** Of the packet, or of the packet an ICMP error tells of, turned round. */
  readonly tuple: Tuple
  readonly isError: boolean
}

export function trackedOf(packet: PacketState, zone: number): Tracked | undefined {
  const { network, transport } = packet.headers
  if (network === undefined || transport === undefined || packet.get('ip_frag') !== 0n) return undefined
  const { version } = network
  const { protocol, start, end } = transport
  const source = packet.get(`ipv${version}_src`)
  const target = packet.get(`ipv${version}_dst`)
  const common = { zone, version, protocol, source, target }
  const ports = portField(protocol, 'src')
  if (ports !== undefined) {
    if (!packet.has(ports)) return undefined
    return { tuple: { ...common, from: u16(packet.frame, start), to: u16(packet.frame, start + 2) }, isError: false }
  }
  if (!packet.has(`icmpv${version}_type`)) return undefined
  const type = packet.frame[start] ?? 0
  if (ERRORS.get(protocol)?.has(type) === true) {
    const inner = innerTuple(packet.frame.subarray(start + 8, end), version, zone)
    return inner === undefined ? undefined : { tuple: reversed(inner), isError: true }
  }
  const [from, to] = icmpPorts(protocol, type, u16(packet.frame, start + 4)) ?? []
  return from === undefined || to === undefined ? undefined : { tuple: { ...common, from, to }, isError: false }
}

const address = (bytes: Uint8Array): bigint => bytes.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n)

/** The packet an ICMP error is about, of which only the beginning is there. */
function innerTuple(bytes: Uint8Array, version: 4 | 6, zone: number): Tuple | undefined {
  const length = version === 4 ? ((bytes[0] ?? 0) & 15) * 4 : 40
  if (bytes.length < length + 8) return undefined
  const protocol = bytes[version === 4 ? 9 : 6] ?? 0
  const [at, size] = version === 4 ? [12, 4] : [8, 16]
  const source = address(bytes.subarray(at, at + size))
  const target = address(bytes.subarray(at + size, at + 2 * size))
  const ports = TRANSPORTS.has(protocol)
    ? ([u16(bytes, length), u16(bytes, length + 2)] as const)
    : icmpPorts(protocol, bytes[length] ?? 0, u16(bytes, length + 4))
  return ports && { zone, version, protocol, source, target, from: ports[0], to: ports[1] }
}

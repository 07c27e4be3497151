import type { NatAction } from '@vlcp/openflow'
import type { PacketState } from '../packet-state.ts'
import type { Connection } from './connection.ts'
import { portField, reversed, type Tuple } from './tuple.ts'

/** Addresses or ports tried for one connection, before it is refused: ranges may have millions. */
const MAX_TRIES = 4096
const FIRST_UNPRIVILEGED = 1024

function* range(first: bigint, last: bigint): Iterable<bigint> {
  for (let value = first; value <= last; value++) yield value
}

function* candidates(nat: NatAction, address: bigint, port: number, hasPorts: boolean): Iterable<[bigint, number]> {
  const { first = address, last = first } = nat.addresses ?? {}
  for (const chosen of range(BigInt(first), BigInt(last))) {
    if (!hasPorts) yield [chosen, port]
    else if (nat.ports === undefined) {
      yield [chosen, port]
      for (let other = FIRST_UNPRIVILEGED; other <= 0xffff; other++) yield [chosen, other]
    } else {
      const { first: low, last: high = low } = nat.ports
      if (port >= low && port <= high) yield [chosen, port]
      for (let other = low; other <= high; other++) yield [chosen, other]
    }
  }
}

/**
 * The reply's tuple of a connection that is translated: the first address of the range, and the packet's own port where the
 * range has it and nobody else does. Open vSwitch draws address and port of a range by hash; a single address is the same.
 */
export function translate(original: Tuple, nat: NatAction, isFree: (reply: Tuple) => boolean): Tuple | undefined {
  const reply = reversed(original)
  if (nat.kind === undefined) return reply
  const isSource = nat.kind === 'src'
  const [address, port] = isSource ? [reply.target, reply.to] : [reply.source, reply.from]
  let tries = 0
  for (const [chosen, number] of candidates(nat, address, port, portField(original.protocol, 'src') !== undefined)) {
    const changed = isSource ? { target: chosen, to: number } : { source: chosen, from: number }
    if (isFree({ ...reply, ...changed })) return { ...reply, ...changed }
    if (++tries > MAX_TRIES) return undefined
  }
  return undefined
}

function rewrite(
  packet: PacketState,
  side: 'src' | 'dst',
  { version, protocol }: Tuple,
  address: bigint,
  port: number,
): void {
  packet.set(`ipv${version}_${side}`, address)
  const field = portField(protocol, side)
  if (field !== undefined) packet.set(field, BigInt(port))
}

/** Gives a packet of a translated connection the other side's view of it. @returns which address has changed */
export function applyNat(packet: PacketState, connection: Connection, isReply: boolean): 'src' | 'dst' | undefined {
  const { nat, original, reply } = connection
  if (nat === undefined) return undefined
  const other = isReply ? reversed(original) : reversed(reply)
  const side = (nat === 'src') === isReply ? 'dst' : 'src'
  if (side === 'src') rewrite(packet, side, original, other.source, other.from)
  else rewrite(packet, side, original, other.target, other.to)
  return side
}

import type { NatAction } from '@vlcp/openflow'
import type { PacketState } from '../packet-state.ts'
import { advance, begin, canBegin, type Connection } from './connection.ts'
import { applyNat, translate } from './nat.ts'
import { keyOfTuple, reversed, type Tracked, trackedOf, type Tuple } from './tuple.ts'

/** Bits of ct_state (ovs-fields(7)). */
const [NEW, EST, REL, RPL, INV, TRK, SNAT, DNAT] = [1n, 2n, 4n, 8n, 16n, 32n, 64n, 128n]
/** As many as Open vSwitch keeps in user space, and a bound for ours. */
const MAX_CONNECTIONS = 100_000

export interface Change {
  readonly field: 'ct_mark' | 'ct_label'
  readonly value: bigint
  readonly mask: bigint
}

export interface TrackOptions {
  readonly zone: number
  readonly commit: boolean
  readonly force: boolean
  readonly nat?: NatAction | undefined
  readonly changes: readonly Change[]
}

interface Found {
  readonly connection: Connection
  readonly isReply: boolean
}

/** A small connection tracker, as Open vSwitch has one in user space. ovs-actions(7), ct. */
export class ConnectionTracker {
  readonly #byKey = new Map<string, Found>()

  /** Sends a packet through the tracker: its ct_ fields are set, and addresses translated where that is asked for. */
  track(packet: PacketState, options: TrackOptions, nowS: number): void {
    const { zone } = options
    const earlier = packet.get('ct_zone') === BigInt(zone) ? packet.get('ct_state') : 0n
    const tracked = trackedOf(packet, zone)
    if (tracked === undefined) {
      describe(packet, { zone, state: INV })
      return
    }
    const before = this.#known(packet, tracked, options, nowS, (earlier & (SNAT | DNAT)) !== 0n)
    let state = before === undefined ? undefined : follow(packet, before, tracked, earlier, nowS)
    let found = before
    if (state === undefined) {
      if (before !== undefined) this.#remove(before.connection)
      found = undefined
      if (tracked.isError || !canBegin(packet, tracked.tuple)) state = INV
      else {
        state = NEW
        found = this.#begin(tracked.tuple, options, nowS)
      }
    }
    if (found !== undefined) {
      for (const { field, value, mask } of options.changes) {
        const name = field === 'ct_mark' ? 'mark' : 'label'
        found.connection[name] = (found.connection[name] & ~mask) | (value & mask)
      }
    }
    const original = found?.connection.original ?? tracked.tuple
    const isTranslated = (state & (SNAT | DNAT)) !== 0n
    if (found !== undefined && options.nat !== undefined && !isTranslated && !tracked.isError) {
      const side = applyNat(packet, found.connection, found.isReply)
      if (side !== undefined) state |= side === 'src' ? SNAT : DNAT
    }
    describe(packet, { zone, state, ...found?.connection, original })
  }

  #find(tuple: Tuple, nowS: number): Found | undefined {
    const found = this.#byKey.get(keyOfTuple(tuple))
    if (found === undefined || found.connection.untilS > nowS) return found
    this.#remove(found.connection)
    return undefined
  }

  #known(
    packet: PacketState,
    { tuple }: Tracked,
    { force }: TrackOptions,
    nowS: number,
    isTranslated: boolean,
  ): Found | undefined {
    let found = this.#find(tuple, nowS)
    // A packet that was translated on the way still belongs to the connection it came with.
    if (found === undefined && isTranslated) found = this.#find(originalOf(packet, tuple), nowS)
    if (found === undefined || !force || !found.isReply) return found
    this.#remove(found.connection)
    return undefined
  }

  #begin(tuple: Tuple, { commit, nat }: TrackOptions, nowS: number): Found | undefined {
    if (!commit || this.#byKey.size >= 2 * MAX_CONNECTIONS) return undefined
    const isFree = (reply: Tuple): boolean => this.#find(reply, nowS) === undefined
    const reply = nat === undefined ? reversed(tuple) : translate(tuple, nat, isFree)
    if (reply === undefined) return undefined
    const connection = begin(tuple, reply, nat?.kind, nowS)
    this.#byKey.set(keyOfTuple(reply), { connection, isReply: true })
    this.#byKey.set(keyOfTuple(tuple), { connection, isReply: false })
    return { connection, isReply: false }
  }

  #remove({ original, reply }: Connection): void {
    this.#byKey.delete(keyOfTuple(original))
    this.#byKey.delete(keyOfTuple(reply))
  }
}

function originalOf(packet: PacketState, { zone, version, protocol }: Tuple): Tuple {
  const [source, target] =
    version === 4
      ? [packet.get('ct_nw_src'), packet.get('ct_nw_dst')]
      : [packet.get('ct_ipv6_src'), packet.get('ct_ipv6_dst')]
  const [from, to] = [Number(packet.get('ct_tp_src')), Number(packet.get('ct_tp_dst'))]
  return { zone, version, protocol, source, target, from, to }
}

/** The state of a packet of a known connection; undefined where the packet begins it anew. */
function follow(
  packet: PacketState,
  { connection, isReply }: Found,
  { isError }: Tracked,
  earlier: bigint,
  nowS: number,
) {
  const kept = earlier & ~TRK & ~INV
  const direction = isReply ? RPL : 0n
  if (isError) return kept | REL | direction
  switch (advance(connection, packet, isReply, nowS)) {
    case 'established':
      return (kept & ~NEW) | EST | direction
    case 'new':
      return kept | NEW
    case 'invalid':
      return INV
    case 'restart':
      return undefined
  }
}

interface Description {
  readonly zone: number
  readonly state: bigint
  readonly mark?: bigint
  readonly label?: bigint
  readonly original?: Tuple
}

function describe(packet: PacketState, { zone, state, mark = 0n, label = 0n, original }: Description): void {
  clearTracking(packet)
  packet.set('ct_state', state | TRK)
  packet.set('ct_zone', BigInt(zone))
  packet.set('ct_mark', mark)
  packet.set('ct_label', label)
  if (original === undefined) return
  const prefix = original.version === 4 ? 'ct_nw' : 'ct_ipv6'
  packet.set('ct_nw_proto', BigInt(original.protocol))
  packet.set(`${prefix}_src`, original.source)
  packet.set(`${prefix}_dst`, original.target)
  const isIcmp = original.protocol === 1 || original.protocol === 58
  packet.set('ct_tp_src', BigInt(isIcmp ? original.from & 0xff : original.from))
  packet.set('ct_tp_dst', BigInt(isIcmp ? 0 : original.to))
}

/** `ct_clear`: the packet has not been tracked. */
export function clearTracking(packet: PacketState): void {
  for (const name of [
    'state',
    'zone',
    'mark',
    'label',
    'nw_proto',
    'nw_src',
    'nw_dst',
    'ipv6_src',
    'ipv6_dst',
  ] as const)
    packet.set(`ct_${name}`, 0n)
  packet.set('ct_tp_src', 0n)
  packet.set('ct_tp_dst', 0n)
}

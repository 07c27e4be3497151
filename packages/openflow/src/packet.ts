import type { Action } from './action/action.ts'
import type { Match } from './match/match.ts'

/** Why a packet came, by the numbers of OFPR_*. OpenFlow 1.4.1, 7.4.1; before, `group` and `action_set` come as `action`. */
export const PACKET_IN_REASONS = ['no_match', 'action', 'invalid_ttl', 'action_set', 'group', 'packet_out'] as const

export type PacketInReason = (typeof PACKET_IN_REASONS)[number] | 'unknown'

/** The reason of that number. */
export const packetInReason = (reason: number): PacketInReason => PACKET_IN_REASONS[reason] ?? 'unknown'

/** A packet that a switch hands to the controller, without version. OpenFlow 1.5.1, 7.4.1. */
export interface PacketIn {
  readonly inPort: number
  readonly reason: PacketInReason
  /** Octets of the whole packet, of which `data` may have the first only. */
  readonly totalLength: number
  /** In a packet from a switch a view of all that came at once: copy what is kept for long. */
  readonly data: Uint8Array
  /** Where the switch keeps the packet, if it does. */
  readonly bufferId?: number
  /** The flow that sent it; OpenFlow 1.0 does not tell. */
  readonly table?: number
  readonly cookie?: bigint
  /** Pipeline fields: registers, metadata, tunnel … */
  readonly metadata: Match
  /** Of Nicira's `controller` action with userdata. */
  readonly userdata?: Uint8Array
}

/** A packet for the switch to send: of the controller's, or one the switch keeps. */
export interface PacketOut {
  readonly data?: Uint8Array
  readonly bufferId?: number
  /** Where the actions take the packet to have come from; the controller unless given. */
  readonly inPort?: number
  readonly actions: readonly Action[]
}

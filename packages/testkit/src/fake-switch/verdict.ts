import type { PacketIn } from '@vlcp/openflow'

/** A packet that leaves through a port. */
export interface Output {
  readonly port: number
  readonly frame: Uint8Array
  /** Of `set_queue` or `enqueue`. */
  readonly queue?: number
  /** The packet on one readable line. */
  readonly text: string
}

/** A packet for the controller, as its packet-in tells it. */
export interface ToController extends PacketIn {
  /** Octets of the packet that were asked for; `data` has no more. */
  readonly maxLength: number
  /** Which controllers; 0 the ordinary one. */
  readonly controller: number
  /** The packet on one readable line. */
  readonly text: string
}

/** What a switch does with a packet. */
export interface Verdict {
  readonly outputs: readonly Output[]
  readonly toController: readonly ToController[]
  /** How it came to that, a line a step: tables, flows, actions. */
  readonly trace: readonly string[]
  /** Why the packet was given up with all its outputs: it went round in circles, or grew beyond what a switch can hold. */
  readonly error?: string
}

import type { FieldName } from '../match/fields.ts'
import type { FieldValue } from '../match/match.ts'
import type { NatAction } from './conntrack.ts'
import type { LearnAction } from './learn.ts'
import type { Subfield } from './subfield.ts'

/** By what `multipath`, `bundle` and `bundle_load` choose. ovs-actions(7). */
export type HashFields =
  | 'eth_src'
  | 'symmetric_l4'
  | 'symmetric_l3l4'
  | 'symmetric_l3l4+udp'
  | 'nw_src'
  | 'nw_dst'
  | 'symmetric_l3'

/**
 * Actions without version; each is translated for the version that was negotiated, or refused where that version has none.
 * OpenFlow 1.5.1, 7.2.6, and ovs-actions(7), whose names they have. Ports and tables are numbers; a table left out is the
 * flow's own.
 */
export type Action =
  // Output
  | { readonly type: 'output'; readonly port: number; readonly maxLength?: number }
  | { readonly type: 'output_reg'; readonly source: Subfield; readonly maxLength?: number }
  | { readonly type: 'output_trunc'; readonly port: number; readonly maxLength: number }
  | ControllerAction
  | { readonly type: 'enqueue'; readonly port: number; readonly queue: number }
  | { readonly type: 'group'; readonly group: number }
  | BundleAction
  // Headers
  | { readonly type: 'push_vlan' | 'push_mpls' | 'pop_mpls' | 'push_pbb'; readonly ethertype: number }
  | { readonly type: 'pop_vlan' | 'pop_pbb' }
  /** OpenFlow 1.0: these two add a tag where there is none. */
  | { readonly type: 'mod_vlan_vid'; readonly vid: number }
  | { readonly type: 'mod_vlan_pcp'; readonly pcp: number }
  | {
      readonly type: 'encap'
      readonly packetType: number
      readonly headerSize?: number
      readonly properties?: readonly EncapProperty[]
    }
  | { readonly type: 'decap'; readonly packetType?: number }
  // Fields
  | { readonly type: 'set_field'; readonly field: FieldName; readonly value: FieldValue; readonly mask?: FieldValue }
  | { readonly type: 'load'; readonly value: bigint; readonly target: Subfield }
  | { readonly type: 'move'; readonly source: Subfield; readonly target: Subfield }
  | { readonly type: 'push' | 'pop'; readonly subfield: Subfield }
  | { readonly type: 'delete_field'; readonly field: FieldName }
  | { readonly type: 'set_tunnel'; readonly id: bigint }
  | { readonly type: 'check_pkt_larger'; readonly length: number; readonly target: Subfield }
  | { readonly type: 'set_ttl' | 'set_mpls_ttl'; readonly ttl: number }
  | { readonly type: 'dec_ttl'; readonly controllers?: readonly number[] }
  | { readonly type: 'dec_mpls_ttl' | 'copy_ttl_in' | 'copy_ttl_out' | 'dec_nsh_ttl' }
  // Queues and meters
  | { readonly type: 'set_queue'; readonly queue: number }
  | { readonly type: 'pop_queue' }
  /** Of OpenFlow 1.5; the instruction of the same name is of 1.3. */
  | { readonly type: 'meter'; readonly meter: number }
  // Firewalling
  | ConntrackAction
  | { readonly type: 'ct_clear' }
  | NatAction
  // Programming and control flow
  | { readonly type: 'resubmit'; readonly port?: number; readonly table?: number; readonly conntrack?: true }
  | { readonly type: 'clone'; readonly actions: readonly Action[] }
  | LearnAction
  | {
      readonly type: 'conjunction'
      readonly id: number
      /** From 0. */ readonly clause: number
      readonly clauses: number
    }
  | MultipathAction
  | { readonly type: 'fin_timeout'; readonly idleS: number; readonly hardS: number }
  | SampleAction
  | { readonly type: 'note'; readonly note: Uint8Array }
  | { readonly type: 'exit' | 'debug_recirc' | 'debug_slow' }
  /** An action this package does not know: the whole action with its header, kept byte for byte. */
  | { readonly type: 'unknown'; readonly bytes: Uint8Array }

/** Sends the packet to a controller, with what a plain output to the reserved port cannot say. */
export interface ControllerAction {
  readonly type: 'controller'
  /** Octets of the packet that are sent; all of them unless given. */
  readonly maxLength?: number
  /** Which controllers; 0 unless given. */
  readonly id?: number
  readonly reason?: 'no_match' | 'action' | 'invalid_ttl' | 'action_set' | 'group' | 'packet_out'
  readonly userdata?: Uint8Array
  readonly pause?: boolean
  readonly meter?: number
}

interface Choice {
  readonly fields: HashFields
  readonly basis: number
}

/** Outputs to a member that is alive (`bundle`), or stores its number (`bundle_load`, with a target). */
export interface BundleAction extends Choice {
  readonly type: 'bundle' | 'bundle_load'
  readonly algorithm: 'active_backup' | 'hrw'
  readonly members: readonly number[]
  readonly target?: Subfield
}

/** Stores a number below `links` chosen by a hash of the packet. */
export interface MultipathAction extends Choice {
  readonly type: 'multipath'
  readonly algorithm: 'modulo_n' | 'hash_threshold' | 'hrw' | 'iter_hash'
  readonly links: number
  readonly argument: number
  readonly target: Subfield
}

/** Connection tracking. ovs-actions(7), ct. */
export interface ConntrackAction {
  readonly type: 'ct'
  readonly commit?: boolean
  readonly force?: boolean
  readonly table?: number
  readonly zone?: number | Subfield
  readonly alg?: 'ftp' | 'tftp'
  /** What is done to the connection: set_field of ct_mark and ct_label, and nat. */
  readonly actions?: readonly Action[]
}

export interface EncapProperty {
  readonly propertyClass: number
  readonly propertyType: number
  readonly data: Uint8Array
}

/** Samples `probability` of 65 536 packets for IPFIX. */
export interface SampleAction {
  readonly type: 'sample'
  readonly probability: number
  readonly collectorSet: number
  readonly domain: number
  readonly point: number
  readonly port?: number
  readonly direction?: 'ingress' | 'egress'
}

export const output = (port: number, maxLength?: number): Action =>
  maxLength === undefined ? { type: 'output', port } : { type: 'output', port, maxLength }
export const group = (id: number): Action => ({ type: 'group', group: id })
export const pushVlan = (ethertype = 0x8100): Action => ({ type: 'push_vlan', ethertype })
export const popVlan = (): Action => ({ type: 'pop_vlan' })
export const setField = (field: FieldName, value: FieldValue): Action => ({ type: 'set_field', field, value })

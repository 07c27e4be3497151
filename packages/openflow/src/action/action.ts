import type { FieldName } from '../match/fields.ts'
import type { FieldValue } from '../match/match.ts'

/** Actions without version; each is translated for the version that was negotiated. OpenFlow 1.3.5, 7.2.5. */
export type Action =
  | { readonly type: 'output'; readonly port: number; readonly maxLength?: number }
  | { readonly type: 'group'; readonly group: number }
  | { readonly type: 'push_vlan'; readonly ethertype: number }
  | { readonly type: 'pop_vlan' }
  | { readonly type: 'set_field'; readonly field: FieldName; readonly value: FieldValue }
  /** An action this package does not know: the whole action with its header, kept byte for byte. */
  | { readonly type: 'unknown'; readonly bytes: Uint8Array }

export const output = (port: number, maxLength?: number): Action =>
  maxLength === undefined ? { type: 'output', port } : { type: 'output', port, maxLength }
export const group = (id: number): Action => ({ type: 'group', group: id })
export const pushVlan = (ethertype = 0x8100): Action => ({ type: 'push_vlan', ethertype })
export const popVlan = (): Action => ({ type: 'pop_vlan' })
export const setField = (field: FieldName, value: FieldValue): Action => ({ type: 'set_field', field, value })

/** Instructions without version. OpenFlow 1.3.5, 7.2.4. */
export type Instruction =
  | { readonly type: 'goto_table'; readonly table: number }
  | { readonly type: 'write_metadata'; readonly metadata: bigint; readonly mask: bigint }
  | { readonly type: 'write_actions' | 'apply_actions'; readonly actions: readonly Action[] }
  | { readonly type: 'clear_actions' }
  | { readonly type: 'meter'; readonly meter: number }
  | { readonly type: 'unknown'; readonly bytes: Uint8Array }

export const gotoTable = (table: number): Instruction => ({ type: 'goto_table', table })
export const apply = (...actions: readonly Action[]): Instruction => ({ type: 'apply_actions', actions })
export const clearActions = (): Instruction => ({ type: 'clear_actions' })

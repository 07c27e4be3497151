import type { Action } from './action.ts'

/** Instructions without version. OpenFlow 1.3.5, 7.2.4. OpenFlow 1.0 has only what `apply_actions` says. */
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

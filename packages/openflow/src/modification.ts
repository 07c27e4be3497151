import type { Flow } from './flow.ts'
import type { Group } from './group.ts'

/** One change of a switch's tables, without version. */
export type Modification =
  | { readonly kind: 'add-group' | 'modify-group'; readonly group: Group }
  /** Adds the flow, or replaces the one of the same table, priority and match. */
  | { readonly kind: 'put-flow'; readonly flow: Flow }
  /** Removes the flow of exactly this table, priority and match, if its cookie still is the same. */
  | { readonly kind: 'remove-flow'; readonly flow: Flow }
  | { readonly kind: 'remove-group'; readonly group: Group }

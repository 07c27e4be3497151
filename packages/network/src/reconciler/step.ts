import type { Flow, Group, Modification } from '@vlcp/openflow'

/** One change of those the reconciler makes: single flows and groups, each whole, so that the opposite is known. */
export type Step = Extract<Modification, { readonly kind: 'put-flow' | 'add-group' | 'modify-group' }> | Removal

type Removal =
  | { readonly kind: 'remove-flow'; readonly flow: Flow }
  | { readonly kind: 'remove-group'; readonly group: Group }

import type { Subfield } from './subfield.ts'

/** Where learned bits come from: the packet, or a constant. */
export type LearnSource = { readonly source: Subfield } | { readonly value: bigint }

/** One thing the learned flow matches or does. A match without source takes the packet's own field. */
export type LearnSpecification =
  | ({ readonly kind: 'match' | 'load'; readonly target: Subfield } & LearnSource)
  | { readonly kind: 'output'; readonly source: Subfield }

/** Adds a flow made of fields of the packet. ovs-actions(7), learn. */
export interface LearnAction {
  readonly type: 'learn'
  readonly table: number
  readonly priority: number
  readonly cookie?: bigint
  readonly idleTimeoutS?: number
  readonly hardTimeoutS?: number
  readonly finIdleTimeoutS?: number
  readonly finHardTimeoutS?: number
  readonly sendFlowRemoved?: boolean
  readonly deleteLearned?: boolean
  /** At most so many flows of this cookie in this table. */
  readonly limit?: number
  /** One bit: whether the flow is there. */
  readonly result?: Subfield
  readonly specifications: readonly LearnSpecification[]
}

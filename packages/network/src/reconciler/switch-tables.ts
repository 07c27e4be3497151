import type { Flow, Group } from '@vlcp/openflow'
import type { Step } from './step.ts'

/** Undefined when the switch confirmed the modification, else its refusal. */
export type Outcome = Error | undefined

/** The flows and groups on a switch that carry our mark, at one moment. */
export interface OwnTables {
  readonly flows: readonly Flow[]
  readonly groups: readonly Group[]
}

/** What the reconciler needs of a switch. */
export interface SwitchTables {
  /** Reads all that carries our mark. Rejects when the switch cannot answer: an error is never an empty table. */
  read(): Promise<OwnTables>
  /**
   * Applies modifications in their order, all or nothing where the switch can do that, and resolves with one outcome
   * each when the switch has confirmed them. Rejects when the connection ends first: then nothing is known.
   */
  apply(steps: readonly Step[]): Promise<readonly Outcome[]>
}

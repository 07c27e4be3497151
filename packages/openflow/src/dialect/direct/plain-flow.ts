import type { Instruction } from '../../action/instruction.ts'
import type { Action } from '../../action/action.ts'
import type { Flow } from '../../flow.ts'
import type { FlowSpec } from '../../flow-spec.ts'

/** A flow as a user says it, or as it is when everything is known. */
export type AnyFlow = FlowSpec & Pick<Flow, 'flags'>

/** Of a flow without instructions, which is another one than a flow that applies an empty list. */
export const NO_ACTIONS: readonly Action[] = []

/** The actions the flow applies; undefined when it is a text, or does anything else. */
export function appliedActions({ actions, instructions }: AnyFlow): readonly Action[] | undefined {
  if (instructions !== undefined) return onlyApplied(instructions)
  if (actions === undefined || actions.length === 0) return NO_ACTIONS
  return typeof actions === 'string' ? undefined : actions
}

function onlyApplied(instructions: readonly Instruction[]): readonly Action[] | undefined {
  // By index, because taking an array apart goes through its iterator.
  const only = instructions[0]
  if (only === undefined) return NO_ACTIONS
  return instructions.length === 1 && only.type === 'apply_actions' ? only.actions : undefined
}

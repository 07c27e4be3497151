import type { Each, Infer } from '@vlcp/struct'
import type { Action } from '../../action/action.ts'
import type { nx_action } from '../../nicira/action/action.ts'

/** What follows the experimenter's number. */
export type NiciraBody<A> = Each<Infer<ReturnType<typeof nx_action<A>>>>

/** Undefined where Nicira has no form for it. */
export function encodeNiciraAction<A>(
  _action: Action,
  _version: number,
  _nested: (actions: readonly Action[]) => A,
): NiciraBody<A> | undefined {
  return undefined
}

export function decodeNiciraAction<A>(
  _body: NiciraBody<A>,
  _version: number,
  _nested: (actions: A) => readonly Action[],
): Action | undefined {
  return undefined
}

import type { Action } from '../../action/action.ts'
import type { Match } from '../../match/match.ts'
import type { Word } from '../text-error.ts'

/** What the reader of an action may ask for beside its own argument. */
export interface ActionContext {
  /** What the packets are known to be, where the actions stand behind a match. */
  readonly match: Match
  /** Reads the actions inside of another one. */
  readonly nested: (list: Word, inside: string) => readonly Action[]
}

/** Reads what stands behind the name of an action; `name` is where errors about missing arguments point. */
export type ActionReader = (value: Word, context: ActionContext, name: Word) => Action | readonly Action[]

export type ActionReaders = readonly (readonly [name: string, read: ActionReader])[]

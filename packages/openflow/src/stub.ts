import type { Instruction } from './action/instruction.ts'
import type { Dialect } from './dialect/dialect.ts'
import { canonicalMatch } from './match/canonical.ts'
import type { Match } from './match/match.ts'
import type { Modification } from './modification.ts'
export type MatchFields = Match
export const match = (m: Match | string): Match => {
  if (typeof m === 'string') throw new Error('stub')
  return canonicalMatch(m)
}
export const parseActions = (_text: string): readonly Instruction[] => {
  throw new Error('stub')
}
export const ofp10 = (_nicira: boolean): Dialect => {
  throw new Error('stub')
}
export const formatModificationPart = (_m: Modification, _t: string): string | undefined => undefined

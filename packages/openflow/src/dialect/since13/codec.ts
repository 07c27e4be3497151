import type { OfpAction } from '../../v15/action.ts'
import type { ActionCodec } from './action.ts'
import type { DecodedInstruction, InstructionCodec } from './instruction.ts'
import type { MatchCodec } from './match.ts'

/** What messages of a version are made of. `A` is its action, `I` its instruction. */
export interface Codec<A extends OfpAction, I extends DecodedInstruction<A>> {
  readonly version: number
  readonly match: MatchCodec
  readonly actions: ActionCodec<A>
  readonly instructions: InstructionCodec<A, I>
}

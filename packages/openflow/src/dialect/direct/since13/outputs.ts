import type { Action } from '../../../action/action.ts'
import { OFPP_CONTROLLER } from '../../../action/reserved-ports.ts'
import type { Instruction } from '../../../action/instruction.ts'
import { ofp_action, ofp_action_type, OFPCML_NO_BUFFER } from '../../../v13/action.ts'
import { ofp_instruction, ofp_instruction_type } from '../../../v13/instruction.ts'
import { DECLINED } from '../direct.ts'
import { fits16, fits32, get32, put32 } from '../octets.ts'

const OUTPUT = ofp_action.encode({ type: ofp_action_type.OFPAT_OUTPUT, port: 0, max_len: 0 })
const OUTPUT_HEAD = get32(OUTPUT, 0)
const APPLY = ofp_instruction.encode({ type: ofp_instruction_type.OFPIT_APPLY_ACTIONS, actions: [] })
const APPLY_HEAD = get32(APPLY, 0) - APPLY.length
const MOST_OUTPUTS = 4

/** Outputs one behind the other; returns where they end. */
export function putOutputs(actions: readonly Action[], target: Uint8Array, start: number): number {
  if (actions.length > MOST_OUTPUTS) return DECLINED
  let at = start
  for (const action of actions) {
    if (action.type !== 'output') return DECLINED
    const { port, maxLength = port === OFPP_CONTROLLER ? OFPCML_NO_BUFFER : 0 } = action
    if (!fits32(port) || !fits16(maxLength)) return DECLINED
    put32(target, at, OUTPUT_HEAD)
    put32(target, at + 4, port)
    put32(target, at + 8, maxLength << 16)
    put32(target, at + 12, 0)
    at += OUTPUT.length
  }
  return at
}

/** None, or outputs that are applied; returns where they end. */
export function putInstructions(instructions: readonly Instruction[], target: Uint8Array, start: number): number {
  // By index, because taking an array apart goes through its iterator.
  const only = instructions[0]
  if (only === undefined) return start
  if (instructions.length > 1 || only.type !== 'apply_actions') return DECLINED
  const end = putOutputs(only.actions, target, start + APPLY.length)
  if (end === DECLINED) return DECLINED
  put32(target, start, APPLY_HEAD + end - start)
  put32(target, start + 4, 0)
  return end
}

import type { Action } from '../../../action/action.ts'
import { OFPP_CONTROLLER } from '../../../action/reserved-ports.ts'
import { ofp_action, ofp_action_type, OFPCML_NO_BUFFER } from '../../../v13/action.ts'
import { ofp_instruction, ofp_instruction_type } from '../../../v13/instruction.ts'
import { DECLINED } from '../direct.ts'
import { fits16, fits32, get32 } from '../octets.ts'
import { NO_ACTIONS } from '../plain-flow.ts'

const OUTPUT = ofp_action.encode({ type: ofp_action_type.OFPAT_OUTPUT, port: 0, max_len: 0 })
const OUTPUT_HEAD = get32(OUTPUT, 0)
const APPLY = ofp_instruction.encode({ type: ofp_instruction_type.OFPIT_APPLY_ACTIONS, actions: [] })
const APPLY_HEAD = get32(APPLY, 0) - APPLY.length
const MOST_OUTPUTS = 4

/** Outputs one behind the other; returns where they end. */
export function putOutputs(actions: readonly Action[], view: DataView, start: number): number {
  if (actions.length > MOST_OUTPUTS) return DECLINED
  let at = start
  for (const action of actions) {
    if (action.type !== 'output') return DECLINED
    const { port, maxLength = port === OFPP_CONTROLLER ? OFPCML_NO_BUFFER : 0 } = action
    if (!fits32(port) || !fits16(maxLength)) return DECLINED
    view.setUint32(at, OUTPUT_HEAD)
    view.setUint32(at + 4, port)
    view.setUint32(at + 8, maxLength << 16)
    view.setUint32(at + 12, 0)
    at += OUTPUT.length
  }
  return at
}

/** The instruction to apply outputs, if there are any; returns where it ends. */
export function putApplied(actions: readonly Action[], view: DataView, start: number): number {
  if (actions === NO_ACTIONS) return start
  const end = putOutputs(actions, view, start + APPLY.length)
  if (end === DECLINED) return DECLINED
  view.setUint32(start, APPLY_HEAD + end - start)
  view.setUint32(start + 4, 0)
  return end
}

import {
  type Action,
  bitRange,
  type FieldName,
  type Flow,
  fieldByName,
  type LearnAction,
  type LearnSource,
  type LearnSpecification,
  type Match,
} from '@vlcp/openflow'
import { ones } from '../frame/bits.ts'
import { type PacketState, valueOf } from '../packet-state.ts'
import { portOf } from './port-value.ts'

/** OFPFF_SEND_FLOW_REM */
const SEND_FLOW_REM = 1

const valueFrom = (specification: LearnSource, packet: PacketState): bigint =>
  'value' in specification ? specification.value : packet.read(specification.source)

/** The flow `learn` makes of a packet. ovs-actions(7). */
export function learnedFlow(learn: LearnAction, packet: PacketState): Flow {
  const bits = new Map<FieldName, { value: bigint; mask: bigint }>()
  const actions: Action[] = []
  for (const specification of learn.specifications) addTo(bits, actions, specification, packet)
  const { table, priority, cookie = 0n, idleTimeoutS = 0, hardTimeoutS = 0, sendFlowRemoved = false } = learn
  const { finIdleTimeoutS = 0, finHardTimeoutS = 0 } = learn
  if (finIdleTimeoutS > 0 || finHardTimeoutS > 0)
    actions.push({ type: 'fin_timeout', idleS: finIdleTimeoutS, hardS: finHardTimeoutS })
  const flags = sendFlowRemoved ? SEND_FLOW_REM : 0
  const instructions = actions.length === 0 ? [] : [{ type: 'apply_actions' as const, actions }]
  return { table, priority, cookie, match: matchOf(bits), instructions, idleTimeoutS, hardTimeoutS, flags }
}

function addTo(
  bits: Map<FieldName, { value: bigint; mask: bigint }>,
  actions: Action[],
  specification: LearnSpecification,
  packet: PacketState,
): void {
  if (specification.kind === 'output') {
    actions.push({ type: 'output', port: portOf(packet.read(specification.source)) })
    return
  }
  const target = bitRange(specification.target)
  const value = valueFrom(specification, packet) & ones(target.bits)
  if (specification.kind === 'load') {
    actions.push({ type: 'load', value, target })
    return
  }
  const shift = BigInt(target.start)
  const before = bits.get(target.field) ?? { value: 0n, mask: 0n }
  const mask = ones(target.bits) << shift
  bits.set(target.field, { value: (before.value & ~mask) | (value << shift), mask: before.mask | mask })
}

function matchOf(bits: ReadonlyMap<FieldName, { readonly value: bigint; readonly mask: bigint }>): Match {
  const fields = [...bits].map(([name, { value, mask }]) => {
    const isFull = mask === ones(fieldByName(name).bits)
    return [name, isFull ? valueOf(name, value) : { value: valueOf(name, value), mask: valueOf(name, mask) }] as const
  })
  return Object.fromEntries(fields)
}

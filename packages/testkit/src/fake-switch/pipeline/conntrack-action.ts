import { type Action, bitRange, type ConntrackAction } from '@vlcp/openflow'
import { type Change, clearTracking } from '../conntrack/tracker.ts'
import { ones } from '../frame/bits.ts'
import type { PacketState } from '../packet-state.ts'
import { fork, type Run, type Walk } from './run.ts'

/** MAX_RECIRC_DEPTH of Open vSwitch's datapath. */
const MAX_RECIRCULATIONS = 6

/** What an action inside `ct` does to the mark or the label of the connection. */
function changeOf(action: Action, packet: PacketState): Change | undefined {
  if (action.type === 'set_field') {
    const { field, value, mask } = action
    if (field !== 'ct_mark' && field !== 'ct_label') return undefined
    return { field, value: BigInt(value), mask: mask === undefined ? ones(128) : BigInt(mask) }
  }
  if (action.type !== 'load' && action.type !== 'move') return undefined
  const { field, start, bits } = bitRange(action.target)
  if (field !== 'ct_mark' && field !== 'ct_label') return undefined
  const value = action.type === 'load' ? action.value : packet.read(action.source)
  return { field, value: value << BigInt(start), mask: ones(bits) << BigInt(start) }
}

/**
 * Sends the packet through the connection tracker. With a table a copy goes on there, which alone knows its connection;
 * the packet itself goes on with the next action.
 */
export function executeConntrack(run: Run, walk: Walk, action: ConntrackAction): void {
  const { packet } = walk
  const { actions = [], commit = false, force = false, table } = action
  const zone = typeof action.zone === 'object' ? Number(packet.read(action.zone) & 0xffffn) : (action.zone ?? 0)
  const changes = actions.map((one) => changeOf(one, packet)).filter((change) => change !== undefined)
  const nat = actions.find((one) => one.type === 'nat')
  run.memory.connections.track(packet, { zone, commit: commit || force, force, nat, changes }, run.memory.nowS)
  if (table !== undefined) {
    const copy: Walk = { ...fork(walk), depth: 0, nesting: walk.nesting + 1, recirculations: walk.recirculations + 1 }
    if (copy.recirculations > MAX_RECIRCULATIONS)
      run.note(walk, `more than ${MAX_RECIRCULATIONS} recirculations, dropping`)
    else {
      run.enterTable({ ...copy, table: -1, entry: undefined, inside: 'tables' }, table)
    }
  }
  clearTracking(packet)
}

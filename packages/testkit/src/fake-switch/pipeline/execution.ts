import { type Action, formatAction, type Instruction } from '@vlcp/openflow'
import type { PacketState } from '../packet-state.ts'
import { describeEntry, type Entry } from '../table/entry.ts'
import type { Output, ToController, Verdict } from '../verdict.ts'
import { executeAction } from './action.ts'
import { orderActionSet } from './action-set.ts'
import { textOfFrame } from './output.ts'
import { GivenUp, type Run, type SwitchMemory, type Walk } from './run.ts'

/** Open vSwitch's bounds on one packet: MAX_DEPTH and MAX_RESUBMITS. */
const MAX_DEPTH = 64
const MAX_STEPS = 4096
/** What Open vSwitch leaves to its large stack must not overflow ours. */
const MAX_NESTING = 512
/** As many outputs as fit into the 64 KB of one flow of Open vSwitch's datapath. */
const MAX_OUTPUTS = 8192
const MAX_TRACE_LINES = 20_000

/** The order in which instructions are done, whatever their order in the flow. OpenFlow 1.3.5, 5.9. */
const ORDER: readonly Instruction['type'][] = [
  'meter',
  'apply_actions',
  'clear_actions',
  'write_actions',
  'write_metadata',
  'goto_table',
]

/** The way of one packet through the tables. */
export class Execution implements Run {
  readonly memory: SwitchMemory
  readonly #length: number
  readonly #outputs: Output[] = []
  readonly #told: ToController[] = []
  readonly #trace: string[] = []
  #steps = 0

  constructor(memory: SwitchMemory, length: number) {
    this.memory = memory
    this.#length = length
  }

  /** Sends the packet through the tables from the first, or through a list of actions as a packet-out does. */
  run(packet: PacketState, actions?: readonly Action[]): Verdict {
    const walk: Walk = {
      packet,
      actionSet: [],
      stack: [],
      table: -1,
      entry: undefined,
      depth: 0,
      nesting: 0,
      recirculations: 0,
      exited: false,
      inside: 'tables',
    }
    try {
      if (actions === undefined) this.enterTable(walk, 0)
      else {
        this.execute(walk, actions)
        this.finish(walk)
      }
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error
      this.note(walk, error.message)
      // Open vSwitch drops a packet it cannot follow to the end.
      return { outputs: [], toController: [], trace: this.#trace, error: error.message }
    }
    return { outputs: this.#outputs, toController: this.#told, trace: this.#trace }
  }

  note(walk: Walk, text: string): void {
    if (this.#trace.length < MAX_TRACE_LINES) this.#trace.push(`${'  '.repeat(Math.min(walk.nesting, 32))}${text}`)
  }

  step(walk: Walk): void {
    if (walk.depth >= MAX_DEPTH) throw new GivenUp(`resubmitted more than ${MAX_DEPTH} deep`)
    if (++this.#steps > MAX_STEPS) throw new GivenUp(`more than ${MAX_STEPS} resubmits, groups and clones`)
    if (walk.nesting > MAX_NESTING)
      throw new GivenUp(`more than ${MAX_NESTING} tables, groups and clones inside each other`)
  }

  enterTable(walk: Walk, table: number, seenAs?: ReadonlyMap<'in_port', bigint>): void {
    const outer = { table: walk.table, entry: walk.entry, depth: walk.depth, nesting: walk.nesting }
    const isFirst = outer.table < 0
    if (table <= outer.table) walk.depth++
    if (!isFirst) walk.nesting++
    const { packet } = walk
    if (seenAs !== undefined) packet.overrides = new Map([...(packet.overrides ?? []), ...seenAs])
    for (let next: number | undefined = table; next !== undefined;) {
      this.step(walk)
      packet.hidePortsOfFragments()
      const entry = this.memory.tables.table(next).lookup(packet)
      // What a lookup sees otherwise, actions see as it is (ovs-actions(7), resubmit).
      packet.overrides = undefined
      Object.assign(walk, { table: next, entry })
      next = this.#obey(walk, entry)
    }
    if (isFirst) this.finish(walk)
    Object.assign(walk, outer)
  }

  /** @returns the table to go on with */
  #obey(walk: Walk, entry: Entry | undefined): number | undefined {
    if (entry === undefined) {
      this.note(walk, `table ${walk.table}: no match`)
      return undefined
    }
    this.note(walk, `table ${walk.table}: ${describeEntry(entry)}`)
    entry.packets++
    entry.bytes += BigInt(this.#length)
    entry.usedAtS = this.memory.nowS
    const { instructions } = entry.flow
    for (const type of ORDER) {
      for (const instruction of instructions) {
        if (instruction.type !== type) continue
        if (instruction.type === 'goto_table') return instruction.table
        if (!this.#instruct(walk, instruction)) return undefined
      }
    }
    return undefined
  }

  #instruct(walk: Walk, instruction: Instruction): boolean {
    switch (instruction.type) {
      case 'apply_actions':
        return this.execute(walk, instruction.actions)
      case 'write_actions':
        walk.actionSet = [...walk.actionSet, ...instruction.actions].slice(-MAX_STEPS)
        return true
      case 'clear_actions':
        walk.actionSet = []
        return true
      case 'write_metadata': {
        const { metadata, mask } = instruction
        walk.packet.set('metadata', (walk.packet.get('metadata') & ~mask) | (metadata & mask))
        return true
      }
      default:
        return true
    }
  }

  execute(walk: Walk, actions: readonly Action[]): boolean {
    for (const action of actions) {
      if (walk.exited) return false
      this.note(walk, `  ${formatAction(action)}`)
      if (!executeAction(this, walk, action)) return false
    }
    return !walk.exited
  }

  finish(walk: Walk): void {
    const actions = orderActionSet(walk.actionSet)
    if (actions.length === 0 || walk.exited) return
    this.note(walk, 'action set')
    walk.actionSet = []
    this.execute({ ...walk, inside: 'action_set' }, actions)
  }

  emit(walk: Walk, port: number, frame: Uint8Array, queue?: number): void {
    if (!this.memory.ports.isLive(port)) {
      this.note(
        walk,
        `  no output: port ${port} is ${this.memory.ports.get(port) === undefined ? 'not there' : 'down'}`,
      )
      return
    }
    if (this.#outputs.length >= MAX_OUTPUTS) throw new GivenUp(`more than ${MAX_OUTPUTS} outputs`)
    const text = textOfFrame(frame)
    this.#outputs.push(queue === undefined ? { port, frame, text } : { port, frame, text, queue })
  }

  tell(message: ToController): void {
    if (this.#told.length >= MAX_OUTPUTS) throw new GivenUp(`more than ${MAX_OUTPUTS} packets for the controller`)
    this.#told.push(message)
  }
}

import type { Action, Flow, FlowFilter, FlowRemoved, Instruction, LearnAction } from '@vlcp/openflow'
import { type Refusal, flowModFailed } from '../errors.ts'
import { conditionsOf, isWithin, overlaps } from './condition.ts'
import { conjunctionsOf, createEntry, type Entry, keyOfFlow } from './entry.ts'
import { FlowTable } from './flow-table.ts'

/** OFPFF_* (OpenFlow 1.3.5, 7.3.4.1). */
const SEND_FLOW_REM = 1
const CHECK_OVERLAP = 2
const RESET_COUNTS = 4
/** A real switch ends somewhere too; `learn` must not fill the memory. */
const MAX_FLOWS = 200_000
const ALL_BITS = 0xffff_ffff_ffff_ffffn
export const ALL_TABLES = 255

export type RemovalReason = FlowRemoved['reason']

const actionsOf = (instruction: Instruction): readonly Action[] =>
  instruction.type === 'apply_actions' || instruction.type === 'write_actions' ? instruction.actions : []

const sendsTo = (entry: Entry, test: (action: Action) => boolean): boolean =>
  entry.flow.instructions.flatMap(actionsOf).some(test)

const isOutputTo = (port: number) => (action: Action) =>
  (action.type === 'output' || action.type === 'enqueue' || action.type === 'output_trunc') && action.port === port

/** All flow tables of a switch. */
export class Tables {
  readonly #tables = new Map<number, FlowTable>()
  readonly #onRemoved: (removed: FlowRemoved) => void
  #count = 0

  constructor(onRemoved: (removed: FlowRemoved) => void) {
    this.#onRemoved = onRemoved
  }

  table(id: number): FlowTable {
    let table = this.#tables.get(id)
    if (table === undefined) this.#tables.set(id, (table = new FlowTable()))
    return table
  }

  /** Every entry, table by table, highest priority first. */
  entries(): Entry[] {
    const tables = [...this.#tables].toSorted(([a], [b]) => a - b)
    return tables.flatMap(([, table]) => table.entries)
  }

  put(flow: Flow, nowS: number): Refusal | undefined {
    const table = this.table(flow.table)
    const entry = createEntry(flow, nowS)
    const flags = flow.flags ?? 0
    if ((flags & CHECK_OVERLAP) !== 0) {
      const other = table.entries.find(
        (one) => one.flow.priority === flow.priority && overlaps(one.conditions, entry.conditions),
      )
      if (other !== undefined) return flowModFailed('OFPFMFC_OVERLAP', `a packet could match ${other.key} too`)
    }
    const old = table.find(entry.key)
    if (old === undefined && this.#count >= MAX_FLOWS) {
      return flowModFailed('OFPFMFC_TABLE_FULL', `there are ${MAX_FLOWS} flows already`)
    }
    if (old === undefined) this.#count++
    else if ((flags & RESET_COUNTS) === 0) Object.assign(entry, { packets: old.packets, bytes: old.bytes })
    table.put(entry)
    return undefined
  }

  find(flow: Pick<Flow, 'table' | 'priority' | 'match'>): Entry | undefined {
    return this.table(flow.table).find(keyOfFlow(flow))
  }

  change(entries: readonly Entry[], instructions: readonly Instruction[]): void {
    for (const entry of entries) {
      entry.flow = { ...entry.flow, instructions }
      entry.conjunctions = conjunctionsOf(entry.flow)
    }
  }

  select(filter: FlowFilter): Entry[] {
    const wide = conditionsOf(filter.match ?? {})
    const mask = filter.cookieMask ?? ALL_BITS
    const { table = ALL_TABLES, cookie, outPort, outGroup } = filter
    return this.entries().filter(
      (entry) =>
        (table === ALL_TABLES || entry.flow.table === table) &&
        (cookie === undefined || ((entry.flow.cookie ^ cookie) & mask) === 0n) &&
        (outPort === undefined || sendsTo(entry, isOutputTo(outPort))) &&
        (outGroup === undefined || sendsTo(entry, (action) => action.type === 'group' && action.group === outGroup)) &&
        isWithin(entry.conditions, wide),
    )
  }

  remove(entries: readonly Entry[], reason: RemovalReason, nowS: number): void {
    for (let going = entries; going.length > 0;) {
      const gone = new Set(going)
      for (const table of new Set(going.map(({ flow }) => flow.table))) this.table(table).remove(gone)
      this.#count -= gone.size
      this.#tell(gone, reason, nowS)
      going = this.#orphansOf(gone)
    }
  }

  /** What was learned by flows that are gone, and wanted that, when no other flow learns the same (ovs-actions(7), learn). */
  #orphansOf(gone: ReadonlySet<Entry>): Entry[] {
    const learns = (entries: Iterable<Entry>): LearnAction[] =>
      [...entries]
        .flatMap(({ flow }) => flow.instructions.flatMap(actionsOf))
        .filter((action) => action.type === 'learn')
    const ended = learns(gone).filter(({ deleteLearned }) => deleteLearned === true)
    if (ended.length === 0) return []
    const going = learns(this.entries())
    const over = ended.filter(
      ({ table, cookie }) => !going.some((other) => other.table === table && other.cookie === cookie),
    )
    return over.flatMap(({ table, cookie = 0n }) => this.select({ table, cookie }))
  }

  #tell(gone: ReadonlySet<Entry>, reason: RemovalReason, nowS: number): void {
    for (const { flow, packets, bytes, addedAtS } of gone) {
      if (((flow.flags ?? 0) & SEND_FLOW_REM) === 0) continue
      const { priority, match, cookie, table } = flow
      this.#onRemoved({ priority, match, cookie, table, reason, packets, bytes, durationS: nowS - addedAtS })
    }
  }

  expire(nowS: number): void {
    const isOver = (sinceS: number, timeoutS: number | undefined): boolean =>
      timeoutS !== undefined && timeoutS > 0 && nowS - sinceS >= timeoutS
    const all = this.entries()
    const hard = all.filter(({ flow, addedAtS }) => isOver(addedAtS, flow.hardTimeoutS))
    this.remove(hard, 'hard_timeout', nowS)
    const gone = new Set(hard)
    const idle = all.filter((entry) => !gone.has(entry) && isOver(entry.usedAtS, entry.flow.idleTimeoutS))
    this.remove(idle, 'idle_timeout', nowS)
  }
}

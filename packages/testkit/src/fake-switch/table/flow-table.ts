import type { PacketState } from '../packet-state.ts'
import { holds } from './condition.ts'
import type { Conjunction, Entry } from './entry.ts'

/** The flows of one table, highest priority first; of equal ones the older, where OpenFlow leaves it open. */
export class FlowTable {
  #entries: Entry[] = []
  readonly #byKey = new Map<string, Entry>()

  get entries(): readonly Entry[] {
    return this.#entries
  }

  find(key: string): Entry | undefined {
    return this.#byKey.get(key)
  }

  put(entry: Entry): void {
    const old = this.#byKey.get(entry.key)
    this.#byKey.set(entry.key, entry)
    if (old !== undefined) {
      this.#entries[this.#entries.indexOf(old)] = entry
      return
    }
    const { priority } = entry.flow
    this.#entries.splice(
      firstIndex(this.#entries, (one) => one.flow.priority < priority),
      0,
      entry,
    )
  }

  remove(entries: ReadonlySet<Entry>): void {
    // The key says which table it is of.
    for (const { key } of entries) this.#byKey.delete(key)
    this.#entries = this.#entries.filter((entry) => !entries.has(entry))
  }

  /**
   * The flow a packet meets. Flows with `conjunction` count together: when one of each clause matches, the packet is looked
   * up again with `conj_id`; a plain flow of the same or higher priority comes first (ovs-fields(7), conjunctive match).
   */
  lookup(packet: PacketState): Entry | undefined {
    let soft: Entry[] = []
    for (const entry of this.#entries) {
      const pending = soft[0]
      if (pending !== undefined && pending.flow.priority > entry.flow.priority) {
        const found = this.#byConjunction(soft, packet)
        if (found !== undefined) return found
        soft = []
      }
      if (!holds(entry.demands, packet)) continue
      if (entry.conjunctions.length === 0) return entry
      soft.push(entry)
    }
    return this.#byConjunction(soft, packet)
  }

  #byConjunction(soft: readonly Entry[], packet: PacketState): Entry | undefined {
    for (const id of completeConjunctions(soft.flatMap(({ conjunctions }) => conjunctions))) {
      const outer = packet.get('conj_id')
      packet.set('conj_id', BigInt(id))
      const found = this.#entries.find((entry) => entry.conjunctions.length === 0 && holds(entry.demands, packet))
      packet.set('conj_id', outer)
      if (found !== undefined) return found
    }
    return undefined
  }
}

function completeConjunctions(parts: readonly Conjunction[]): number[] {
  const clauses = new Map<number, Set<number>>()
  for (const { id, clause } of parts) clauses.set(id, (clauses.get(id) ?? new Set()).add(clause))
  const complete = parts.filter(({ id, clauses: wanted }) => clauses.get(id)?.size === wanted)
  return [...new Set(complete.map(({ id }) => id))].toSorted((a, b) => a - b)
}

/** Position of the first entry that comes behind, by halving. */
function firstIndex(entries: readonly Entry[], isBehind: (entry: Entry) => boolean): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const entry = entries[middle]
    if (entry !== undefined && isBehind(entry)) high = middle
    else low = middle + 1
  }
  return low
}

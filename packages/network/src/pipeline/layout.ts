/**
 * What happens to a packet that no flow of a table matches:
 * `next` it goes on to the next table of the same path; `drop` it ends; `custom` the feature that asked for it says so.
 */
export type Miss = 'next' | 'drop' | 'custom'

/** A feature's wish for a table. Features that name the same table share it. */
export interface TableRequest {
  readonly name: string
  /** Tables that must have a smaller number, so that a flow of theirs can go to this one (OpenFlow 1.3.5, 5.1). */
  readonly after: readonly string[]
  /** Tables with the same path form a chain; the empty name is the main path. */
  readonly path?: string
  readonly miss?: Miss
}

export interface Table {
  readonly name: string
  readonly id: number
  readonly path: string
  readonly miss: Miss
  /** The next table of the same path, absent in the last one. */
  readonly next: number | undefined
}

export class LayoutError extends Error {
  override readonly name = 'LayoutError'
}

/** OpenFlow 1.3.5, A.3.4.1: tables are numbered 0 … 0xfe. */
const MAX_TABLES = 255

interface Wish {
  readonly name: string
  readonly after: Set<string>
  path: string | undefined
  miss: Miss | undefined
}

/** Named tables with fixed numbers. */
export class Layout {
  readonly tables: readonly Table[]
  readonly #byName: ReadonlyMap<string, Table>

  constructor(tables: readonly Table[]) {
    this.tables = tables
    this.#byName = new Map(tables.map((table) => [table.name, table]))
  }

  table(name: string): Table {
    const table = this.#byName.get(name)
    if (table === undefined) throw new LayoutError(`no feature asked for a table ${name}`)
    return table
  }

  /** The name of a table number, or the number as text where nobody asked for that table. */
  readonly nameOf = (id: number): string => this.tables[id]?.name ?? String(id)
}

function merge(requests: readonly TableRequest[]): Map<string, Wish> {
  const wishes = new Map<string, Wish>()
  const wish = (name: string): Wish => {
    let entry = wishes.get(name)
    if (entry === undefined) wishes.set(name, (entry = { name, after: new Set(), path: undefined, miss: undefined }))
    return entry
  }
  for (const { name, after, path, miss } of requests) {
    const entry = wish(name)
    for (const ancestor of after) entry.after.add(wish(ancestor).name)
    if (path !== undefined && entry.path !== undefined && path !== entry.path) {
      throw new LayoutError(`table ${name} is asked for in path "${entry.path}" and in path "${path}"`)
    }
    if (miss !== undefined && entry.miss !== undefined && miss !== entry.miss) {
      throw new LayoutError(`table ${name} is asked for with miss "${entry.miss}" and with miss "${miss}"`)
    }
    entry.path ??= path
    entry.miss ??= miss
  }
  return wishes
}

/**
 * Topological order that depends on names only, never on the order of requests or of a hash: among the tables whose
 * ancestors are all placed, the smallest (path, name) comes first.
 */
function order(wishes: Map<string, Wish>): Wish[] {
  const waiting = [...wishes.values()].toSorted(
    (a, b) => compare(a.path ?? '', b.path ?? '') || compare(a.name, b.name),
  )
  const placed = new Set<string>()
  const ordered: Wish[] = []
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ after }) => [...after].every((name) => placed.has(name)))
    const [next] = at < 0 ? [] : waiting.splice(at, 1)
    if (next === undefined) {
      throw new LayoutError(`tables wait for each other: ${waiting.map(({ name }) => name).join(', ')}`)
    }
    placed.add(next.name)
    ordered.push(next)
  }
  return ordered
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Numbers the tables that features ask for: the same requests give the same numbers on every host, every time. */
export function layOut(requests: readonly TableRequest[]): Layout {
  const ordered = order(merge(requests))
  if (ordered.length > MAX_TABLES) {
    throw new LayoutError(`${ordered.length} tables are asked for; a switch has at most ${MAX_TABLES}`)
  }
  return new Layout(
    ordered.map(({ name, path = '', miss = 'next' }, id) => {
      const next = ordered.findIndex((other, at) => at > id && (other.path ?? '') === path)
      return { name, id, path, miss, next: next < 0 ? undefined : next }
    }),
  )
}

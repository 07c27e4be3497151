import { type Columns, type Row, UUID_PATTERN } from './column.ts'
import { asObject, isObject, type JsonObject, preview, protocolError } from './json.ts'
import { decodeRow, equalRows, modifyRow } from './row.ts'

/** The tables and columns to replicate. */
export type TableSet = Readonly<Record<string, Columns>>

/** A change of one row: added without `old`, deleted without `new`. */
export interface RowChange<C extends Columns> {
  readonly uuid: string
  readonly old: Row<C> | undefined
  readonly new: Row<C> | undefined
}

/** A change of a row of any of the tables; `table` tells which. */
export type Change<Tables extends TableSet> = {
  [Name in keyof Tables & string]: { readonly table: Name } & RowChange<Tables[Name]>
}[keyof Tables & string]

type AnyChange = { readonly table: string } & RowChange<Columns>
type RowMap = Map<string, Row<Columns>>

/** One row of a `<table-updates2>`; `what` names it in errors. */
interface Entry {
  readonly table: string
  readonly columns: Columns
  readonly uuid: string
  readonly json: JsonObject
  readonly what: string
}

/**
 * Our copy of the rows. It changes by whole updates: one that cannot be applied, because it is malformed or does not
 * fit the rows we have, changes nothing and throws.
 */
export class RowCache {
  readonly #tables: TableSet
  readonly #maxRows: number
  readonly #rows = new Map<string, RowMap>()

  constructor(tables: TableSet, maxRows: number) {
    this.#tables = tables
    this.#maxRows = maxRows
    for (const name of Object.keys(tables)) this.#rows.set(name, new Map())
  }

  /** The rows of one table by uuid. A live view: it follows the changes. */
  rows(table: string): ReadonlyMap<string, Row<Columns>> {
    const rows = this.#rows.get(table)
    if (rows === undefined) throw new RangeError(`table ${table} is not replicated`)
    return rows
  }

  /**
   * Applies a `<table-updates2>` (ovsdb-server(7), 4.1.14) and returns the changes.
   * @throws {OvsdbError} `protocol`
   */
  update(updates: unknown): AnyChange[] {
    const changes = this.#entries(updates, 'update2').map((entry) => this.#decodeUpdate(entry))
    return this.#commit(changes.filter((change) => change.old !== change.new))
  }

  /**
   * Takes the answer to `monitor_cond` as the whole truth and returns how it differs from the rows so far, deletions
   * included. Rows that are equal stay the same objects.
   * @throws {OvsdbError} `protocol`
   */
  replace(snapshot: unknown): AnyChange[] {
    const changes: AnyChange[] = []
    const present = new Set<string>()
    for (const { table, columns, uuid, json, what } of this.#entries(snapshot, 'monitor_cond')) {
      const row = decodeRow(columns, asObject(json['initial'], `${what}: row ${uuid}`), uuid, what)
      const old = this.rows(table).get(uuid)
      present.add(`${table} ${uuid}`)
      if (old === undefined || !equalRows(columns, old, row)) changes.push({ table, uuid, old, new: row })
    }
    for (const [table, rows] of this.#rows) {
      for (const [uuid, old] of rows) {
        if (!present.has(`${table} ${uuid}`)) changes.push({ table, uuid, old, new: undefined })
      }
    }
    return this.#commit(changes)
  }

  #entries(updates: unknown, method: string): Entry[] {
    return Object.entries(asObject(updates, method)).flatMap(([table, rows]) => {
      const columns = Object.hasOwn(this.#tables, table) ? this.#tables[table] : undefined
      if (columns === undefined) throw protocolError(method, `table ${preview(table)} was not asked for`)
      const what = `${method} of table ${table}`
      return Object.entries(asObject(rows, what)).map(([uuid, update]) => {
        if (!UUID_PATTERN.test(uuid)) throw protocolError(what, `expected the uuid of a row, got ${preview(uuid)}`)
        return { table, columns, uuid, json: asObject(update, `${what}: row ${uuid}`), what }
      })
    })
  }

  #decodeUpdate({ table, columns, uuid, json, what }: Entry): AnyChange {
    const old = this.rows(table).get(uuid)
    if ('insert' in json) {
      if (old !== undefined) throw protocolError(what, `insert of row ${uuid}, which exists`)
      const row = decodeRow(columns, asObject(json['insert'], `${what}: row ${uuid}`), uuid, what)
      return { table, uuid, old, new: row }
    }
    if (old === undefined) throw protocolError(what, `change of row ${uuid}, which does not exist`)
    if ('delete' in json) return { table, uuid, old, new: undefined }
    const difference = json['modify']
    if (!isObject(difference)) throw protocolError(what, `row ${uuid} is neither inserted, modified nor deleted`)
    return { table, uuid, old, new: modifyRow(columns, old, difference, what) }
  }

  #commit(changes: AnyChange[]): AnyChange[] {
    let size = 0
    for (const rows of this.#rows.values()) size += rows.size
    for (const change of changes) size += (change.new ? 1 : 0) - (change.old ? 1 : 0)
    if (size > this.#maxRows) throw protocolError('update', `more than ${this.#maxRows} rows`)
    for (const { table, uuid, new: row } of changes) {
      const rows = this.#rows.get(table)
      if (row) rows?.set(uuid, row)
      else rows?.delete(uuid)
    }
    return changes
  }
}

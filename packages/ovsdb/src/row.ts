import { atom, type Columns, type Row } from './column.ts'
import { OvsdbError } from './errors.ts'
import { type JsonObject, protocolError } from './json.ts'

/**
 * Reads a row as it stands in an answer. Columns left out have their default.
 * @param uuid the row's uuid; without it the row holds its own under `_uuid`
 * @throws {OvsdbError} `protocol`, naming `what`, row and column
 */
export function decodeRow<C extends Columns>(
  columns: C,
  json: JsonObject,
  uuid: string | undefined,
  what: string,
): Row<C>
export function decodeRow(columns: Columns, json: JsonObject, uuid: string | undefined, what: string) {
  const _uuid = uuid ?? guard(what, '_uuid', () => atom.uuid.decode(json['_uuid']))
  const row: Record<string, unknown> = { _uuid }
  for (const [name, column] of Object.entries(columns)) {
    row[name] = Object.hasOwn(json, name)
      ? guard(what, `row ${_uuid}, column ${name}`, () => column.decode(json[name]))
      : column.empty
  }
  return row
}

/** The new version of a row after an update2 difference. The same object when nothing has changed. */
export function modifyRow(columns: Columns, old: Row<Columns>, difference: JsonObject, what: string): Row<Columns> {
  let row = old
  for (const [name, notation] of Object.entries(difference)) {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (column === undefined) throw protocolError(what, `row ${old._uuid} has the column ${name} nobody asked for`)
    const where = `row ${old._uuid}, column ${name}`
    const value = guard(what, where, () => column.applyDifference(old[name], notation))
    if (value !== old[name]) row = { ...row, [name]: value }
  }
  return row
}

export function equalRows(columns: Columns, a: Row<Columns>, b: Row<Columns>): boolean {
  return Object.entries(columns).every(([name, column]) => column.equal(a[name], b[name]))
}

function guard<T>(what: string, where: string, decode: () => T): T {
  try {
    return decode()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new OvsdbError('protocol', `${what}: ${where}: ${reason}`, { cause })
  }
}

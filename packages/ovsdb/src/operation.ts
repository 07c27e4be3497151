import { type Columns, type Row, UUID_PATTERN } from './column.ts'
import { TransactionError } from './errors.ts'
import { asArray, asObject, isObject, type JsonObject, preview, protocolError } from './json.ts'
import { decodeRow } from './row.ts'
import { encodeValue, type Value } from './value.ts'

/** Columns to write, by name. Columns left out get their default (insert) or stay (update). */
export type RowValues = Readonly<Record<string, Value>>

export type ConditionFunction = '<' | '<=' | '==' | '!=' | '>=' | '>' | 'includes' | 'excludes'
/** RFC 7047, 5.1 `<condition>`; an empty list of conditions means every row. `_uuid` is a column too. */
export type Condition = readonly [column: string, compare: ConditionFunction, value: Value]

export type Mutator = '+=' | '-=' | '*=' | '/=' | '%=' | 'insert' | 'delete'
/** RFC 7047, 5.1 `<mutation>`. To delete map entries by key, give the keys as a Set. */
export type Mutation = readonly [column: string, mutator: Mutator, value: Value]

/** One operation of a transaction and the reading of its result. */
export interface Operation<R> {
  readonly op: string
  readonly table: string | undefined
  readonly notation: JsonObject
  decode(result: JsonObject, what: string): R
}

export type Results<Operations extends readonly Operation<unknown>[]> = {
  -readonly [Index in keyof Operations]: Operations[Index] extends Operation<infer R> ? R : never
}

const countOf = (result: JsonObject, what: string): number => {
  const { count } = result
  if (typeof count !== 'number' || !Number.isInteger(count)) {
    throw protocolError(what, `expected a count, got ${preview(count)}`)
  }
  return count
}

const encodeRow = (row: RowValues) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, encodeValue(v)]))
const encodeTriple = ([column, word, value]: Condition | Mutation) => [column, word, encodeValue(value)]

/** The operations of RFC 7047, section 5.2, for `transact`. */
export const operation = {
  /** Inserts a row; other operations of the transaction refer to it by `namedUuid(uuidName)`. Resolves with its uuid. */
  insert(table: string, row: RowValues, uuidName?: string): Operation<string> {
    const notation = { op: 'insert', table, row: encodeRow(row), ...(uuidName && { 'uuid-name': uuidName }) }
    return { op: 'insert', table, notation, decode: insertedUuid }
  },

  /** Reads the given columns of the rows that fulfil all conditions. */
  select<C extends Columns>(table: string, where: readonly Condition[], columns: C): Operation<Row<C>[]> {
    const names = ['_uuid', ...Object.keys(columns)]
    const notation = { op: 'select', table, where: where.map(encodeTriple), columns: names }
    const decode = (result: JsonObject, what: string) =>
      asArray(result['rows'], `${what}: rows`).map((row) => decodeRow(columns, asObject(row, what), undefined, what))
    return { op: 'select', table, notation, decode }
  },

  /** Overwrites columns of the rows that fulfil all conditions. Resolves with their number. */
  update(table: string, where: readonly Condition[], row: RowValues): Operation<number> {
    const notation = { op: 'update', table, where: where.map(encodeTriple), row: encodeRow(row) }
    return { op: 'update', table, notation, decode: countOf }
  },

  /** Changes columns of the rows that fulfil all conditions in place. Resolves with their number. */
  mutate(table: string, where: readonly Condition[], mutations: readonly Mutation[]): Operation<number> {
    const notation = { op: 'mutate', table, where: where.map(encodeTriple), mutations: mutations.map(encodeTriple) }
    return { op: 'mutate', table, notation, decode: countOf }
  },

  /** Deletes the rows that fulfil all conditions. Resolves with their number. */
  delete(table: string, where: readonly Condition[]): Operation<number> {
    const notation = { op: 'delete', table, where: where.map(encodeTriple) }
    return { op: 'delete', table, notation, decode: countOf }
  },

  /** Lets the transaction go on only if (or as soon as, within `timeoutMs`) the rows have these values. */
  wait(
    table: string,
    where: readonly Condition[],
    expected: { readonly columns: readonly string[]; readonly until: '==' | '!='; readonly rows: readonly RowValues[] },
    timeoutMs: number = 0,
  ): Operation<void> {
    const { columns, until, rows } = expected
    const body = { where: where.map(encodeTriple), columns, until, rows: rows.map(encodeRow), timeout: timeoutMs }
    return { op: 'wait', table, notation: { op: 'wait', table, ...body }, decode: () => {} }
  },

  /** Puts a remark into the server's log of the database. */
  comment(comment: string): Operation<void> {
    return { op: 'comment', table: undefined, notation: { op: 'comment', comment }, decode: () => {} }
  },
} as const

/** The request parameters of a transaction (RFC 7047, 4.1.3). */
export function encodeTransaction(database: string, operations: readonly Operation<unknown>[]): unknown[] {
  return [database, ...operations.map(({ notation }) => notation)]
}

/**
 * The results of the operations, in order.
 * @throws {TransactionError} naming the operation that failed, or the commit
 * @throws {OvsdbError} `protocol` when the answer has another shape
 */
export function decodeTransaction<const Operations extends readonly Operation<unknown>[]>(
  operations: Operations,
  answer: unknown,
): Results<Operations>
export function decodeTransaction(operations: readonly Operation<unknown>[], answer: unknown): unknown[] {
  const results = asArray(answer, 'transact result')
  // An error stands in the place of the operation that failed, or behind all of them when the commit did.
  for (const [index, result] of results.entries()) {
    if (isObject(result) && typeof result['error'] === 'string') throw failure(operations, index, result)
  }
  return operations.map((each, index) => {
    const { op, table } = each
    const what = `transact result of operation ${index} (${op}${table ? ` on ${table}` : ''})`
    return each.decode(asObject(results[index], what), what)
  })
}

function failure(operations: readonly Operation<unknown>[], index: number, result: JsonObject): TransactionError {
  const failed = operations[index]
  const { error, details } = result
  return new TransactionError({
    reason: String(error),
    ...(typeof details === 'string' && { details }),
    ...(failed && { operation: index, op: failed.op, ...(failed.table && { table: failed.table }) }),
  })
}

function insertedUuid(result: JsonObject, what: string): string {
  const [tag, text] = asArray(result['uuid'], `${what}: uuid`)
  if (tag !== 'uuid' || typeof text !== 'string' || !UUID_PATTERN.test(text)) {
    throw protocolError(what, 'expected the uuid of the new row')
  }
  return text
}

/** Names tables in text; without one, tables are numbers. */
export type TableNamer = (table: number) => string

export const tableNumber: TableNamer = (table) => String(table)

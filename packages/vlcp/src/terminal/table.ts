/** Columns are not made narrower than this to fit a terminal; a line that still does not fit is left to the terminal. */
const narrowestColumn = 16
const gap = 2

/**
 * Lays rows out in columns. When `width` is too small for all of them the widest columns are narrowed and their cells
 * wrap, behind a comma or a space where there is one.
 */
export function layoutTable(rows: readonly (readonly string[])[], width: number): string[] {
  const widths = fitColumns(columnWidths(rows), width)
  return rows.flatMap((row) => layoutRow(row, widths))
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)))
  }
  return widths
}

function fitColumns(natural: readonly number[], width: number): number[] {
  const widths = [...natural]
  const available = Math.max(0, width - gap * Math.max(0, widths.length - 1))
  for (let excess = sum(widths) - available; excess > 0; excess = sum(widths) - available) {
    const widest = Math.max(...widths)
    if (widest <= narrowestColumn) break
    const next = Math.max(narrowestColumn, ...widths.filter((each) => each < widest))
    const column = widths.indexOf(widest)
    widths[column] = Math.max(next, widest - excess)
    if (widths[column] === widest) widths[column] = Math.max(narrowestColumn, widest - 1)
  }
  return widths
}

function layoutRow(row: readonly string[], widths: readonly number[]): string[] {
  const cells = row.map((cell, column) => wrapCell(cell, widths[column] ?? cell.length))
  const height = Math.max(1, ...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, column) => (lines[line] ?? '').padEnd(widths[column] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd(),
  )
}

function wrapCell(cell: string, width: number): string[] {
  const lines: string[] = []
  let rest = cell
  while (rest.length > width) {
    const head = rest.slice(0, width)
    const at = Math.max(head.lastIndexOf(','), head.lastIndexOf(' ')) + 1
    const cut = at > width / 3 ? at : width
    lines.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).trimStart()
  }
  return [...lines, rest]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

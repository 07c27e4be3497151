/** What was seen between two stations. */
export type Reach =
  | 'yes' // every request arrived and was answered
  | 'no' // no request arrived
  | 'partly' // some requests arrived or were answered, not all, or some more than once
  | 'self' // a station, or two stations of one address: a request would not leave the machine

export interface MatrixCell {
  readonly from: string
  readonly to: string
  readonly reach: Reach
  /** Undefined where nothing can be expected, as from a station to itself. */
  readonly expected: boolean | undefined
}

/** Whether a cell shows what was expected. */
export function isAsExpected({ reach, expected }: MatrixCell): boolean {
  return reach === 'self' || reach === (expected ? 'yes' : 'no')
}

const words: Readonly<Record<Reach, string>> = { yes: 'yes', no: 'no', partly: 'partly', self: '-' }

/** Colours a padded cell of the table, or leaves it as it is. */
export type Paint = (text: string, cell: MatrixCell) => string

/**
 * Writes the cells as a table, one line for each sender; what was not expected bears an exclamation mark.
 *
 * @param paint is given each cell after it has been padded, because colour codes have no width
 */
export function formatMatrix(cells: readonly MatrixCell[], paint: Paint = (text) => text): string {
  const names = [...new Set(cells.flatMap(({ from, to }) => [from, to]))]
  const corner = 'from \\ to'
  const nameWidth = Math.max(corner.length, ...names.map((name) => name.length))
  const widthOf = (to: string): number =>
    Math.max(to.length, ...cells.filter((cell) => cell.to === to).map((cell) => textOf(cell).length))
  const cellOf = new Map(cells.map((cell) => [`${cell.from}\0${cell.to}`, cell]))
  const row = (from: string): string[] =>
    names.map((to) => {
      const cell = cellOf.get(`${from}\0${to}`)
      return cell === undefined ? ''.padEnd(widthOf(to)) : paint(textOf(cell).padEnd(widthOf(to)), cell)
    })
  const heading = [corner.padEnd(nameWidth), ...names.map((to) => to.padEnd(widthOf(to)))]
  const lines = [heading, ...names.map((from) => [from.padEnd(nameWidth), ...row(from)])]
  return lines.map((line) => line.join('  ').trimEnd()).join('\n')
}

function textOf(cell: MatrixCell): string {
  return `${words[cell.reach]}${isAsExpected(cell) ? '' : '!'}`
}

import { roundUp } from '../node.ts'

/** A position known as a variable plus a constant. */
export interface Position {
  base: string
  add: number
}

export function text(position: Position): string {
  return position.add === 0 ? position.base : `${position.base}+${position.add}`
}

/** The distance from one position to another, as an expression. */
export function distance(from: Position, to: Position): string {
  if (from.base === to.base) return String(to.add - from.add)
  return `${text(to)}-(${text(from)})`
}

/** How many bytes are missing to the next multiple of `to`, as an expression. */
export function gapText(from: Position, at: Position, to: number): string {
  if (from.base === at.base) return String(roundUp(at.add - from.add, to) - (at.add - from.add))
  const used = distance(from, at)
  return to <= 2 ** 30 && Number.isInteger(Math.log2(to)) ? `(-(${used})&${to - 1})` : `R.gap(${used},${to})`
}

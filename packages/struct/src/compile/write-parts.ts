/** Joins writes of bytes that lie side by side: one store of a word costs as much as one store of a byte. */
import { text } from './position.ts'
import type { Position } from './position.ts'

/** One number to be written. */
export interface Part {
  readonly at: Position
  readonly size: 1 | 2 | 4
  readonly little: boolean
  readonly signed: boolean
  /** An expression that has been checked, or is cut to size by the store. Undefined: other code fills the place later. */
  value: string | number | undefined
}

/** What a generated function consists of before its writes are joined. */
export type Line =
  | { readonly kind: 'code'; readonly text: string }
  /** Only reads the value, never the bytes: writes may be moved behind it. */
  | { readonly kind: 'check'; readonly text: string }
  | { readonly kind: 'part'; readonly part: Part }

/** The text of the lines. Parts wait for their neighbours until code comes that might see the bytes. */
export function joinParts(lines: readonly Line[]): string[] {
  const out: string[] = []
  let run: Part[] = []
  const flush = () => {
    out.push(...pieces(run).map(store))
    run = []
  }
  for (const line of lines) {
    if (line.kind === 'check') out.push(line.text)
    else if (line.kind === 'code') {
      flush()
      out.push(line.text)
    } else if (line.part.value !== undefined) {
      if (!continues(run, line.part)) flush()
      run.push(line.part)
    }
  }
  flush()
  return out
}

function continues(run: readonly Part[], part: Part): boolean {
  const last = run.at(-1)
  if (last === undefined || last.at.base !== part.at.base || last.at.add + last.size !== part.at.add) return false
  return sizeOf(run) + part.size <= 4 && [last, part].every(({ size, little }) => size === 1 || !little)
}

function sizeOf(run: readonly Part[]): number {
  return run.reduce((sum, { size }) => sum + size, 0)
}

/** Three bytes are no word: two of them may be. */
function pieces(run: readonly Part[]): Part[][] {
  if (sizeOf(run) !== 3) return run.length === 0 ? [] : [[...run]]
  return run.length === 3 ? [run.slice(0, 2), run.slice(2)] : run.map((part) => [part])
}

function store(run: readonly Part[]): string {
  const [first] = run
  if (first === undefined) return ''
  const size = sizeOf(run)
  const little = run.length === 1 && first.little && size > 1
  return `d.set${run.length === 1 && first.signed ? 'Int' : 'Uint'}${size * 8}(${text(first.at)},${valueOf(run, size)}${little ? ',true' : ''});`
}

function valueOf(run: readonly Part[], size: number): string {
  if (run.length === 1) return String(run[0]?.value)
  let left = size
  let known = 0
  const terms: string[] = []
  run.forEach((part, i) => {
    left -= part.size
    if (typeof part.value === 'number') known += (part.value & (2 ** (8 * part.size) - 1)) * 2 ** (8 * left)
    else terms.push(shifted(part.signed && i > 0 ? `${part.value}&${2 ** (8 * part.size) - 1}` : `${part.value}`, left))
  })
  if (known !== 0 || terms.length === 0) terms.push(String(known))
  return terms.join('|')
}

function shifted(value: string, bytes: number): string {
  return bytes === 0 ? `(${value})` : `(${value})<<${8 * bytes}`
}

/** A text that is not in the syntax of ovs-ofctl(8); says which word, where, and what is allowed instead. */
export class TextError extends Error {
  override readonly name = 'TextError'
  /** Index into the text where the wrong word begins. */
  readonly position: number

  constructor(message: string, position: number) {
    super(`${message} (at position ${position})`)
    this.position = position
  }
}

/** A piece of a text, and where it begins. */
export interface Word {
  readonly text: string
  readonly at: number
}

export const wordOf = (text: string): Word => ({ text, at: 0 })

/** The word from `from` to `to` of its own text. */
export const part = (word: Word, from: number, to?: number): Word => ({
  text: word.text.slice(from, to),
  at: word.at + from,
})

/** A wrong word may be megabytes long; a message quotes so much of it. */
const QUOTED = 40

export const quoted = (text: string): string =>
  JSON.stringify(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text)

export function fail(word: Word, message: string): never {
  throw new TextError(message, word.at)
}

/** Letters changed, added, left out or swapped between two names, counted up to 3: optimal string alignment, row by row. */
function distance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 2) return 3
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, at) => at)
  for (let row = 1; row <= left.length; row++) {
    const line = [row]
    for (let column = 1; column <= right.length; column++) {
      const [letter, other] = [left[row - 1], right[column - 1]]
      const replaced = (last[column - 1] ?? 0) + (letter === other ? 0 : 1)
      let edits = Math.min(replaced, (last[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1)
      const swapped = row > 1 && column > 1 && letter === right[column - 2] && left[row - 2] === other
      if (swapped) edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1)
      line.push(edits)
    }
    beforeLast = last
    last = line
  }
  return last[right.length] ?? 3
}

/** `; did you mean "x"?` for the known name nearest to a misspelt one, or nothing. */
export function suggestion(misspelt: string, known: Iterable<string>): string {
  if (misspelt.length > QUOTED) return ''
  const wanted = misspelt.toLowerCase()
  let best: string | undefined
  let least = wanted.length < 4 ? 2 : 3
  for (const name of known) {
    const edits = distance(wanted, name.toLowerCase())
    if (edits < least) [best, least] = [name, edits]
  }
  return best === undefined ? '' : `; did you mean ${JSON.stringify(best)}?`
}

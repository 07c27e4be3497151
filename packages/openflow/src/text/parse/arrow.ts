import { fail, part, quoted, type Word } from '../text-error.ts'

/** The two sides of `source->target`. */
export function aroundArrow(word: Word, what: string): readonly [Word, Word] {
  const arrow = word.text.indexOf('->')
  if (arrow < 0) fail(word, `${what} is written ${what}:source->target; ${quoted(word.text)} has no "->"`)
  return [part(word, 0, arrow), part(word, arrow + 2)]
}

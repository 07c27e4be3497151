import { fail, quoted, suggestion, type Word } from '../text-error.ts'
import { pairsOf } from './pairs.ts'

export type Keywords = Readonly<Record<string, (value: Word) => void>>

/** Reads `name=value` arguments, each by the function of its name. */
export function readKeywords(list: Word, what: string, keywords: Keywords): void {
  for (const { key, value } of pairsOf(list)) {
    const read = Object.hasOwn(keywords, key.text) ? keywords[key.text] : undefined
    if (read === undefined) {
      const names = Object.keys(keywords)
      fail(key, `${what} has no argument ${quoted(key.text)}; it has ${names.join(', ')}${suggestion(key.text, names)}`)
    }
    read(value)
  }
}

/** One of some words, in any case. */
export function parseChoice<T extends string>(word: Word, what: string, choices: readonly T[]): T {
  const lower = word.text.toLowerCase()
  const found = choices.find((choice) => choice === lower)
  if (found !== undefined) return found
  return fail(
    word,
    `${what} is one of ${choices.join(', ')}, not ${quoted(word.text)}${suggestion(word.text, choices)}`,
  )
}

import { part, type Word } from '../text-error.ts'

/** `key`, `key:value`, `key=value` or `key(value)`; the value of the first is empty. */
export interface Pair {
  readonly key: Word
  readonly value: Word
  readonly delimiter: '' | ':' | '=' | '('
}

const BETWEEN = ', \t\r\n'
const AFTER_KEY = ':=(, \t\r\n'

function skip(text: string, from: number, characters: string): number {
  let at = from
  while (at < text.length && characters.includes(text.charAt(at))) at++
  return at
}

function find(text: string, from: number, characters: string): number {
  let at = from
  while (at < text.length && !characters.includes(text.charAt(at))) at++
  return at
}

/** Where a value ends: at a delimiter outside of parentheses, or with the text. */
function endOfValue(text: string, from: number, delimiters: string): number {
  let level = 0
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (level === 0 && delimiters.includes(character)) return at
    if (character === '(') level++
    else if (character === ')' && level > 0) level--
  }
  return text.length
}

/** `(…)->field`, as check_pkt_larger is written, goes on behind its parenthesis. */
function endOfArguments(text: string, from: number): number {
  const end = endOfValue(text, from, ')')
  return text.startsWith(')->', end) ? endOfValue(text, end, BETWEEN) : end
}

/** The pairs of a list separated by commas or white space, as ovs-ofctl splits every list it reads. */
export function pairsOf(list: Word): readonly Pair[] {
  const { text } = list
  const pairs: Pair[] = []
  for (let at = skip(text, 0, BETWEEN); at < text.length; at = skip(text, at, BETWEEN)) {
    const keyEnd = find(text, at, AFTER_KEY)
    const key = part(list, at, keyEnd)
    const delimiter = text.charAt(keyEnd)
    if (delimiter !== ':' && delimiter !== '=' && delimiter !== '(') {
      pairs.push({ key, value: part(list, keyEnd, keyEnd), delimiter: '' })
      at = keyEnd
      continue
    }
    const end = delimiter === '(' ? endOfArguments(text, keyEnd + 1) : endOfValue(text, keyEnd + 1, BETWEEN)
    pairs.push({ key, value: part(list, keyEnd + 1, end), delimiter })
    at = end + 1
  }
  return pairs
}

/** The words of a list of plain arguments: `symmetric_l4,0,hrw`. */
export function wordsOf(list: Word, between: string = BETWEEN): readonly Word[] {
  const { text } = list
  const words: Word[] = []
  for (let at = skip(text, 0, between); at < text.length; at = skip(text, at, between)) {
    const end = find(text, at, between)
    words.push(part(list, at, end))
    at = end
  }
  return words
}

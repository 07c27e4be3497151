import { Failure } from '../failure.ts'

/**
 * Splits a line at its blanks. A word or a value may stand in quotes, 'a b' or "a b", which do not belong to it; a value
 * that begins with a bracket is JSON and goes as far as that, blanks and quotes included.
 */
export function splitWords(line: string): string[] {
  const words: string[] = []
  for (let at = skipBlanks(line, 0); at < line.length; at = skipBlanks(line, at)) {
    const { word, end } = readWord(line, at)
    words.push(word)
    at = end
  }
  return words
}

function skipBlanks(line: string, from: number): number {
  let at = from
  while (/\s/.test(line[at] ?? '')) at += 1
  return at
}

function readWord(line: string, start: number): { word: string; end: number } {
  let word = ''
  let at = start
  while (at < line.length && !/\s/.test(line[at] ?? '')) {
    const character = line[at] ?? ''
    const begins = at === start || line[at - 1] === '='
    if (begins && (character === '"' || character === "'")) {
      const end = quoteEnd(line, at)
      word += unquote(line.slice(at, end))
      at = end
    } else if (begins && (character === '[' || character === '{')) {
      const end = bracketEnd(line, at)
      word += line.slice(at, end)
      at = end
    } else {
      word += character
      at += 1
    }
  }
  return { word, end: at }
}

/** Behind the quotation mark that closes the one at `start`. */
function quoteEnd(line: string, start: number): number {
  const mark = line[start]
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] === '\\' && mark === '"') at += 1
    else if (line[at] === mark) return at + 1
  }
  throw new Failure(`the quotation mark before ${line.slice(start + 1, start + 20)} is not closed`)
}

function unquote(quoted: string): string {
  const inside = quoted.slice(1, -1)
  return quoted.startsWith('"') ? inside.replaceAll(/\\(.)/gs, '$1') : inside
}

function bracketEnd(line: string, start: number): number {
  let depth = 0
  for (let at = start; at < line.length; at++) {
    const character = line[at] ?? ''
    if (character === '"') at = quoteEnd(line, at) - 1
    else if (character === '[' || character === '{') depth += 1
    else if ((character === ']' || character === '}') && --depth === 0) return at + 1
  }
  throw new Failure(`the bracket before ${line.slice(start + 1, start + 20)} is not closed`)
}

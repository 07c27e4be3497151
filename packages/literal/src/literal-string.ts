import { LiteralError } from './literal-error.ts'

const simpleEscapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** Digits after `\x`, `\u` and `\U`. */
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** A string found in a literal, and the index behind its closing quote. */
export interface StringToken {
  readonly value: string
  readonly end: number
}

/**
 * Reads a Python string or bytes literal that begins at `start`, prefix included (Python language reference 2.4.1).
 * Undefined when none begins there; `f` strings are code and are refused like any other unknown text.
 */
export function readString(source: string, start: number): StringToken | undefined {
  const opening = /^(?<prefix>[rbu]|rb|br)?(?<quote>'''|"""|'|")/i.exec(source.slice(start, start + 5))
  const quote = opening?.groups?.['quote']
  if (opening === null || quote === undefined) return undefined
  const raw = /r/i.test(opening.groups?.['prefix'] ?? '')
  let value = ''
  for (let at = start + opening[0].length; at < source.length;) {
    if (source.startsWith(quote, at)) return { value, end: at + quote.length }
    const character = source.charAt(at)
    if (character === '\n' && quote.length === 1) break
    const escape = character === '\\'
    // In a raw string a backslash stays, and still keeps the quote behind it from closing the string.
    const length = !escape ? 1 : raw ? 2 : escapeLength(source, at)
    value += escape && !raw ? unescape(source, at, length) : source.slice(at, at + length)
    at += length
  }
  throw new LiteralError('the string is not closed', start)
}

function escapeLength(source: string, at: number): number {
  const kind = source.charAt(at + 1)
  const octal = /^[0-7]{1,3}/.exec(source.slice(at + 1, at + 4))
  return octal === null ? 2 + (hexDigits[kind] ?? 0) : 1 + octal[0].length
}

function unescape(source: string, at: number, length: number): string {
  const kind = source.charAt(at + 1)
  const simple = Object.hasOwn(simpleEscapes, kind) ? simpleEscapes[kind] : undefined
  if (simple !== undefined) return simple
  if (/[0-7]/.test(kind)) return String.fromCodePoint(Number.parseInt(source.slice(at + 1, at + length), 8))
  // Python keeps the backslash of an escape it does not know, and has names of characters that we do not carry.
  if (hexDigits[kind] === undefined && kind !== 'N') return source.slice(at, at + length)
  const digits = source.slice(at + 2, at + length)
  const code = /^[0-9a-f]+$/i.test(digits) && digits.length === length - 2 ? Number.parseInt(digits, 16) : Number.NaN
  if (!(code <= 0x10ffff)) throw new LiteralError('the escape is not valid', at)
  return String.fromCodePoint(code)
}

import { LiteralError } from './literal-error.ts'
import { readString } from './literal-string.ts'

/** What a Python literal can hold, as JSON data: tuples and sets become lists, `None` becomes null. */
export type LiteralValue = null | boolean | number | string | LiteralValue[] | { [name: string]: LiteralValue }

/** Deeper nesting is refused; the reader below recurses once per level. */
const deepestNesting = 32

const words: ReadonlyMap<string, LiteralValue> = new Map<string, LiteralValue>([
  ['None', null],
  ['True', true],
  ['False', false],
])

const radixInteger = /[+-]?0[xXoObB][\da-fA-F_]+/y
const space = /(?:\s+|#[^\n]*)*/y
const decimal = /[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y

/**
 * Reads a Python literal: numbers, strings, bytes, lists, tuples, sets, dictionaries, `True`, `False` and `None`.
 *
 * The reference's HTTP API accepts such literals between back-quotes (vlcp-network section 0.1), and its configuration
 * file holds them (vlcp-core section 2.8). Nothing is evaluated.
 * Throws a {@link LiteralError} for everything else, also for integers that a JavaScript number cannot hold exactly.
 */
export function parseLiteral(source: string): LiteralValue {
  const reader = new LiteralReader(source)
  return reader.readAll()
}

class LiteralReader {
  readonly #source: string
  #at = 0
  #depth = 0

  constructor(source: string) {
    this.#source = source
  }

  readAll(): LiteralValue {
    const first = this.#value()
    if (!this.#peek(',')) return this.#atEnd() ? first : this.#unexpected()
    // Python needs no parentheses around the outermost tuple.
    const values = [first]
    while (!this.#atEnd()) {
      if (!this.#take(',')) return this.#unexpected()
      if (!this.#atEnd()) values.push(this.#value())
    }
    return values
  }

  #value(): LiteralValue {
    this.#skipSpace()
    switch (this.#source[this.#at]) {
      case '[':
        return this.#nested(() => this.#items(']').values)
      case '(':
        return this.#nested(() => this.#parenthesised())
      case '{':
        return this.#nested(() => this.#dictionaryOrSet())
      default:
        return this.#string() ?? this.#number() ?? this.#word()
    }
  }

  #nested(read: () => LiteralValue): LiteralValue {
    this.#depth += 1
    if (this.#depth > deepestNesting) throw this.#error(`nested deeper than ${deepestNesting} levels`)
    this.#at += 1
    const value = read()
    this.#depth -= 1
    return value
  }

  /** Values up to `close`; a comma behind the last one is allowed. */
  #items(close: string): { values: LiteralValue[]; trailingComma: boolean } {
    const values: LiteralValue[] = []
    let trailingComma = false
    while (!this.#take(close)) {
      if (values.length > 0 && !trailingComma) throw this.#error(`expected "," or "${close}"`)
      values.push(this.#value())
      trailingComma = this.#take(',')
    }
    return { values, trailingComma }
  }

  /** `(1)` is the number, `(1,)` and `()` are tuples. */
  #parenthesised(): LiteralValue {
    const { values, trailingComma } = this.#items(')')
    const [only] = values
    return values.length === 1 && only !== undefined && !trailingComma ? only : values
  }

  #dictionaryOrSet(): LiteralValue {
    if (this.#take('}')) return {}
    const first = this.#value()
    if (!this.#take(':')) {
      const rest = this.#take(',') || this.#peek('}') ? this.#items('}').values : undefined
      if (rest === undefined) throw this.#error('expected ":", "," or "}"')
      return [first, ...rest]
    }
    const entries: [string, LiteralValue][] = [[this.#key(first), this.#value()]]
    while (!this.#take('}')) {
      if (!this.#take(',')) throw this.#error('expected "," or "}"')
      if (this.#take('}')) break
      const key = this.#key(this.#value())
      if (!this.#take(':')) throw this.#error('expected ":"')
      entries.push([key, this.#value()])
    }
    return Object.fromEntries(entries)
  }

  #key(value: LiteralValue): string {
    if (typeof value === 'string') return value
    if (typeof value === 'number') return String(value)
    throw this.#error('a key must be a string or a number')
  }

  /** One string, or several beside each other, which Python joins. */
  #string(): string | undefined {
    let joined: string | undefined
    for (let token = readString(this.#source, this.#at); token !== undefined;) {
      joined = (joined ?? '') + token.value
      this.#at = token.end
      this.#skipSpace()
      token = readString(this.#source, this.#at)
    }
    return joined
  }

  #number(): number | undefined {
    const radix = this.#match(radixInteger)
    const text = radix ?? this.#match(decimal)
    if (text === undefined) return undefined
    const magnitude = Number(text.replace(/^[+-]/, '').replaceAll('_', ''))
    const integer = radix !== undefined || /^[+-]?[\d_]+$/.test(text)
    const underscore = radix === undefined ? /_(?!\d)/ : /_(?![\da-fA-F])/
    if (underscore.test(text) || !Number.isFinite(magnitude)) throw this.#error('the number is not valid')
    // Python 2 read it as octal, Python 3 refuses it: nobody can know what was meant.
    if (radix === undefined && integer && /^[+-]?0[\d_]*[1-9]/.test(text)) throw this.#error('a decimal begins with 0')
    if (integer && !Number.isSafeInteger(magnitude)) throw this.#error('the integer is too large')
    this.#at += text.length
    if (/[\w.]/.test(this.#source.charAt(this.#at))) throw this.#error('the number is not valid')
    return text.startsWith('-') && magnitude !== 0 ? -magnitude : magnitude
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#source)?.[0]
  }

  #word(): LiteralValue {
    const word = /^[A-Za-z]+/.exec(this.#source.slice(this.#at, this.#at + 6))?.[0] ?? ''
    const value = words.get(word)
    if (value === undefined || /\w/.test(this.#source.charAt(this.#at + word.length))) {
      throw this.#error('expected a literal')
    }
    this.#at += word.length
    return value
  }

  #take(token: string): boolean {
    const found = this.#peek(token)
    if (found) this.#at += token.length
    return found
  }

  #peek(token: string): boolean {
    this.#skipSpace()
    return this.#source.startsWith(token, this.#at)
  }

  /** Spaces, line breaks and comments. */
  #skipSpace(): void {
    this.#at += this.#match(space)?.length ?? 0
  }

  #atEnd(): boolean {
    this.#skipSpace()
    return this.#at >= this.#source.length
  }

  #unexpected(): never {
    throw this.#error('there is text behind the literal')
  }

  #error(message: string): LiteralError {
    return new LiteralError(message, this.#at)
  }
}

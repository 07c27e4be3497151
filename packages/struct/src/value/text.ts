/**
 * Dumped values as text, and back:
 *
 *     ofp_hello { version: 4, type: OFPT_HELLO, xid: 1, elements: [{ type: 1, bitmaps: [16] }] }
 *
 * Text of a `string` field is quoted as in JSON; everything else is bare where that is unambiguous.
 */
import { StructError } from '../error.ts'
import type { Dumped } from './dump.ts'

const width = 100

export function formatDumped(data: Dumped, indent = ''): string {
  if (typeof data === 'string') return /^[\w.:+-][\w.:+/ -]*(?<! )$/.test(data) ? data : JSON.stringify(data)
  if (typeof data !== 'object') return String(data)
  const inner = `${indent}  `
  const [open, close, parts] = Array.isArray(data)
    ? ['[', ']', (data as readonly Dumped[]).map((item) => formatDumped(item, inner))]
    : ['{', '}', Object.entries(data).map(([key, item]) => `${keyText(key)}: ${formatDumped(item, inner)}`)]
  if (parts.length === 0) return open + close
  const space = open === '{' ? ' ' : ''
  const line = `${open}${space}${parts.join(', ')}${space}${close}`
  if (line.length + indent.length <= width && !line.includes('\n')) return line
  return `${open}\n${parts.map((part) => `${inner}${part}\n`).join('')}${indent}${close}`
}

function keyText(key: string): string {
  return /^[\w$]+$/.test(key) ? key : JSON.stringify(key)
}

/** A cursor over the text. Every step moves forward, so reading takes time linear in the text. */
class Reader {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  fail(reason: string): never {
    const line = this.text.slice(0, this.at).split('\n')
    const where = `line ${line.length}, column ${(line.at(-1)?.length ?? 0) + 1}`
    throw new StructError('text', `${reason} at ${where}`, { path: '', offset: this.at })
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found !== undefined) this.at += found.length
    return found
  }

  space(): void {
    this.match(/[\s,]*/y)
  }

  take(char: string): boolean {
    this.space()
    if (this.text[this.at] !== char) return false
    this.at++
    return true
  }
}

const maxDepth = 256

export function parseDumped(text: string): unknown {
  const reader = new Reader(text)
  const value = readValue(reader, 0)
  reader.space()
  if (reader.at < text.length) reader.fail('unexpected text')
  return value
}

function readValue(reader: Reader, depth: number): unknown {
  if (depth > maxDepth) reader.fail('nested too deep')
  if (reader.take('{')) return readObject(reader, depth)
  if (reader.take('[')) {
    const list: unknown[] = []
    while (!reader.take(']')) list.push(readValue(reader, depth + 1))
    return list
  }
  const quoted = reader.match(/"(?:[^"\\]|\\.)*"/y)
  if (quoted !== undefined) return unquote(reader, quoted)
  const bare = reader.match(/[^\s,{}[\]"][^\n,{}[\]"]*/y)?.trimEnd()
  return bare === undefined || bare === '' ? reader.fail('a value is missing') : bare
}

function readObject(reader: Reader, depth: number): unknown {
  const object: Record<string, unknown> = {}
  while (!reader.take('}')) {
    const bare = reader.match(/[\w$]+/y)
    const key = bare ?? unquote(reader, reader.match(/"(?:[^"\\]|\\.)*"/y) ?? reader.fail('a field name is missing'))
    if (!reader.take(':')) reader.fail(`":" is missing after ${key}`)
    if (Object.hasOwn(object, key)) reader.fail(`field ${key} is given twice`)
    Object.defineProperty(object, key, { value: readValue(reader, depth + 1), enumerable: true })
  }
  return object
}

function unquote(reader: Reader, text: string): string {
  try {
    return String(JSON.parse(text))
  } catch {
    return reader.fail('a quoted text is malformed')
  }
}

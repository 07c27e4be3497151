import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml'
import { ConfigurationError } from './errors.ts'
import type { ConfigurationFile } from './file.ts'
import { type Given, type GivenValue, keyBelow, mayHaveMembers } from './given-value.ts'

/** One mistake may confuse the parser for the rest of the file; more of its errors than this help nobody. */
const mostErrors = 10

/** Reads a YAML file whose keys are nested (`log: {level: info}`) or dotted (`log.level: info`). */
export function readYaml(file: ConfigurationFile): Given {
  const lineCounter = new LineCounter()
  const lineOf = (offset: number | undefined): number => lineCounter.linePos(offset ?? 0).line
  const document = parse(file, lineCounter)
  if (typeof document === 'string') return { values: [], problems: [`${file.path}: ${document}`] }
  const errors = document.errors.slice(0, mostErrors).map((error) => {
    // Behind a colon some messages quote the file, and that may be a secret whose quotes were forgotten.
    const [reason] = error.message.split(/\n| at line \d|(?<=\w): /)
    return `${file.path}:${error.linePos?.[0].line ?? 1}: ${reason}`
  })
  const repeated = repeatedKeys(document).map((offset) => `${file.path}:${lineOf(offset)}: the key stands here twice`)
  const problems = [...errors, ...repeated]
  const root = document.contents
  if (problems.length > 0 || root === null) return { values: [], problems }
  if (isMap(root)) return { values: new YamlReader(file, document, lineOf).members('', root), problems }
  const empty = isScalar(root) && root.value === null
  return { values: [], problems: empty ? [] : [`${file.path}: expected "key: value" lines`] }
}

/** The reader of the library recurses once per level, so a few thousand brackets may take it to the end of the stack. */
function parse(file: ConfigurationFile, lineCounter: LineCounter): Document | string {
  try {
    return parseDocument(file.text, { lineCounter, uniqueKeys: false, logLevel: 'error' })
  } catch (error) {
    if (error instanceof RangeError) return 'the file is nested too deeply'
    throw error
  }
}

/** Where a key stands in a map that has it already. The library's own check compares every two keys of a map. */
function repeatedKeys(document: Document): (number | undefined)[] {
  const repeated: (number | undefined)[] = []
  visit(document, {
    Map: (_, { items }) => {
      const names = new Set<string>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (names.has(String(key.value))) repeated.push(key.range?.[0])
        names.add(String(key.value))
      }
    },
  })
  return repeated.slice(0, mostErrors)
}

class YamlReader {
  readonly #file: ConfigurationFile
  readonly #document: Document
  readonly #lineOf: (offset: number | undefined) => number

  constructor(file: ConfigurationFile, document: Document, lineOf: (offset: number | undefined) => number) {
    this.#file = file
    this.#document = document
    this.#lineOf = lineOf
  }

  members(prefix: string, map: YAMLMap): GivenValue[] {
    return map.items.map((pair) => this.#pair(prefix, pair))
  }

  #pair(prefix: string, pair: Pair): GivenValue {
    const key = keyBelow(prefix, isScalar(pair.key) ? String(pair.key.value) : '')
    const offset = isScalar(pair.key) ? pair.key.range?.[0] : undefined
    const where = `${this.#file.path}:${this.#lineOf(offset)}`
    const { value } = pair
    return {
      key,
      origin: { kind: 'file', where },
      text: false,
      read: () => (isNode(value) ? this.#value(where, key, value) : null),
      ...(isMap(value) ? { members: mayHaveMembers(key) ? this.members(key, value) : [] } : {}),
    }
  }

  #value(where: string, key: string, node: { toJS(document: Document): unknown }): unknown {
    try {
      return node.toJS(this.#document)
    } catch (error) {
      // The library counts what aliases would expand to, and ends at its limit with a ReferenceError.
      if (!(error instanceof ReferenceError) && !(error instanceof RangeError)) throw error
      const unresolved = error.message.startsWith('Unresolved alias')
      const reason = unresolved
        ? 'a text that begins with "*" needs quotes'
        : 'aliases that expand to this much are refused'
      throw new ConfigurationError([`file ${where}: ${key}: ${reason}`])
    }
  }
}

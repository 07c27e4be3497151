import { type Document, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument } from 'yaml'
import { suggestion } from '../nearest-name.ts'
import type { FoundValue } from './origin.ts'
import type { Settings } from './setting.ts'

export interface ConfigurationFile {
  readonly path: string
  readonly text: string
}

/** A configuration file is short; more is a mistake (or somebody's database dump). */
const longestFile = 1024 * 1024

/** Reads a YAML file whose keys are nested (`log: {level: info}`) or dotted (`log.level: info`). */
export function readFileValues(settings: Settings, file: ConfigurationFile, problems: string[]): FoundValue[] {
  if (file.text.length > longestFile) {
    problems.push(`${file.path}: a configuration file of more than ${longestFile} characters is refused`)
    return []
  }
  const lineCounter = new LineCounter()
  const document = parseDocument(file.text, { lineCounter, uniqueKeys: true })
  for (const error of document.errors) {
    const [reason] = error.message.split('\n')
    problems.push(`${file.path}:${error.linePos?.[0].line ?? 1}: ${reason?.replace(/ at line \d+.*$/, '')}`)
  }
  const root = document.contents
  if (document.errors.length > 0 || root === null) return []
  const reader: Reader = { settings, file, document, problems, lineCounter, found: [] }
  if (isMap(root)) root.items.forEach((pair) => readPair(reader, '', pair))
  else if (!isScalar(root) || root.value !== null) problems.push(`${file.path}: expected "key: value" lines`)
  return reader.found
}

interface Reader {
  readonly settings: Settings
  readonly file: ConfigurationFile
  readonly document: Document
  readonly problems: string[]
  readonly lineCounter: LineCounter
  readonly found: FoundValue[]
}

function readPair(reader: Reader, prefix: string, pair: Pair): void {
  const name = isScalar(pair.key) ? String(pair.key.value) : ''
  const key = prefix === '' ? name : `${prefix}.${name}`
  const offset = isScalar(pair.key) ? pair.key.range?.[0] : undefined
  const where = `${reader.file.path}:${reader.lineCounter.linePos(offset ?? 0).line}`
  const keys = Object.keys(reader.settings)
  if (Object.hasOwn(reader.settings, key)) {
    const value: unknown = isNode(pair.value) ? pair.value.toJS(reader.document) : null
    reader.found.push({ key, value, origin: { kind: 'file', where }, text: false })
  } else if (isMap(pair.value) && keys.some((known) => known.startsWith(`${key}.`))) {
    pair.value.items.forEach((member) => readPair(reader, key, member))
  } else if (isMap(pair.value) && startsRenamedKey(reader.settings, key)) {
    pair.value.items.forEach((member) => readPair(reader, key, member))
  } else {
    reader.problems.push(`${where}: ${unknownKey(reader.settings, key)}`)
  }
}

function startsRenamedKey(settings: Settings, prefix: string): boolean {
  return Object.values(settings).some((each) => each.replaces?.some((old) => old.startsWith(`${prefix}.`)))
}

/** Why a key is refused: renamed since the reference, or simply not known. */
function unknownKey(settings: Settings, key: string): string {
  const renamed = Object.entries(settings).find(([, each]) => each.replaces?.includes(key))
  if (renamed !== undefined) return `the key "${key}" is called "${renamed[0]}" here`
  return `there is no key "${key}"${suggestion(key, Object.keys(settings))}`
}

import { describeSchema } from '../describe-schema.ts'
import type { ReferenceKey } from './reference-key.ts'
import { environmentName, type Setting, type Settings } from './setting.ts'

/** All keys as Markdown, and after them what became of the keys of the reference. */
export function documentConfiguration(settings: Settings, reference: readonly ReferenceKey[]): string {
  const sections = Object.entries(settings).map(([key, each]) => {
    const old = reference.filter((row) => row.target === key && row.key !== key).map((row) => row.key)
    return documentSetting(key, each, old)
  })
  const known = reference.filter((row) => Object.hasOwn(settings, row.target ?? '') || isGone(row, settings))
  return `## Keys\n\n${sections.join('\n')}\n## Keys of the Python VLCP\n\nIn a key \`*\` stands for one name, \`**\` for everything below.\n\n${referenceTable(known)}`
}

/** A key without target; a setting of a loaded module may have that name all the same. */
function isGone({ key, target }: ReferenceKey, settings: Settings): boolean {
  return target === undefined && !Object.hasOwn(settings, key)
}

/** One row for all keys with the same fate: there are many, and few fates. */
function referenceTable(rows: readonly ReferenceKey[]): string {
  const keys = new Map<string, string[]>()
  for (const row of rows) keys.set(becameOf(row), [...(keys.get(becameOf(row)) ?? []), code(row.key)])
  const lines = [...keys].map(([fate, names]) => `| ${names.join(', ')} | ${fate} |\n`)
  return `| key of the Python VLCP | here |\n| --- | --- |\n${lines.join('')}`
}

function documentSetting(key: string, declared: Setting, referenceKeys: readonly string[]): string {
  const { schema, unit, secret, environment = environmentName(key) } = declared
  const rows = [
    `type: ${describeSchema(schema)}`,
    `default: ${declared.default === null ? 'none' : code(JSON.stringify(declared.default))}`,
    ...(unit === undefined ? [] : [`unit: ${unit}`]),
    `environment variable: ${code(environment)}`,
    ...(referenceKeys.length === 0 ? [] : [`in the Python VLCP: ${referenceKeys.map(code).join(', ')}`]),
    ...(secret === true ? ['secret: never printed or logged'] : []),
  ]
  return `### ${code(key)}\n\n${declared.description}\n\n${rows.map((row) => `- ${row}\n`).join('')}`
}

function becameOf(row: ReferenceKey): string {
  const { key, target, reason = '' } = row
  if (target === undefined) return reason.replaceAll('|', '\\|')
  const values = row.translate === undefined ? '' : ', values are translated'
  return (target === key ? 'the same' : `accepted as ${code(target)}`) + values
}

function code(text: string): string {
  return `\`${text}\``
}

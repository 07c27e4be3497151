import { describeSchema } from '../describe-schema.ts'
import type { ReferenceKey } from './reference-key.ts'
import { environmentName, type Setting, type Settings } from './setting.ts'

/** All keys as Markdown, and after them what became of the keys of the reference. */
export function documentConfiguration(settings: Settings, reference: readonly ReferenceKey[]): string {
  const sections = Object.entries(settings).map(([key, each]) => {
    const old = reference.filter((row) => row.target === key && row.key !== key).map((row) => row.key)
    return documentSetting(key, each, old)
  })
  const known = reference.filter((row) => row.target === undefined || Object.hasOwn(settings, row.target))
  return `## Keys\n\n${sections.join('\n')}\n## Keys of the Python VLCP\n\nIn a key \`*\` stands for one name, \`**\` for everything below.\n\n${referenceTable(known)}`
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

function becameOf({ key, target, translate, reason = '' }: ReferenceKey): string {
  if (target === undefined) return reason.replaceAll('|', '\\|')
  const values = translate === undefined ? '' : ', values are translated'
  return (target === key ? 'the same' : `accepted as ${code(target)}`) + values
}

function code(text: string): string {
  return `\`${text}\``
}

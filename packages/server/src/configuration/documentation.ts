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
  const rows = known.map((row) => `| ${code(row.key)} | ${becameOf(row)} |\n`)
  const table = `| key of the reference | here |\n| --- | --- |\n${rows.join('')}`
  return `## Keys\n\n${sections.join('\n')}\n## Keys of the reference\n\n${table}`
}

function documentSetting(key: string, declared: Setting, referenceKeys: readonly string[]): string {
  const { schema, unit, secret, environment = environmentName(key) } = declared
  const rows = [
    `type: ${describeSchema(schema)}`,
    `default: ${declared.default === null ? 'none' : code(JSON.stringify(declared.default))}`,
    ...(unit === undefined ? [] : [`unit: ${unit}`]),
    `environment variable: ${code(environment)}`,
    ...(referenceKeys.length === 0 ? [] : [`in the reference: ${referenceKeys.map(code).join(', ')}`]),
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

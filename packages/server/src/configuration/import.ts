import { ConfigurationError } from './errors.ts'
import { type ConfigurationFile, readGivenFile } from './file.ts'
import { type GivenSetting, SettingReader } from './given-setting.ts'
import { type Meaning, meanings } from './meaning.ts'
import { formatOrigin } from './origin.ts'
import { type ReferenceKey, ReferenceTable } from './reference-key.ts'
import { explainReference, explainUnknown } from './refused-keys.ts'
import type { Setting, Settings } from './setting.ts'
import { formatYaml } from './yaml-line.ts'

/**
 * The YAML that says what a `key = literal` file of the reference says. A key that has no meaning here, or whose value has
 * none, is a comment with the reason. A secret is not printed.
 * @throws {ConfigurationError} if the file is not of this form
 */
export function importConfiguration(
  file: ConfigurationFile,
  settings: Settings,
  reference: readonly ReferenceKey[],
): string {
  const { values, problems } = readGivenFile(file, true)
  if (problems.length > 0) throw new ConfigurationError(problems)
  const reader = new SettingReader(values)
  const known = { settings, reference: new ReferenceTable(reference) }
  const importOne = (each: Meaning): string => {
    const declared = each.kind === 'setting' ? settings[each.key] : undefined
    if (each.kind !== 'setting' || declared === undefined) return comment(explain(each, settings))
    return formatSetting(reader.read(each, declared), declared) ?? comment(`${each.given.key}: said above`)
  }
  const lines = meanings(values, known).map((each) => comment(formatOrigin(each.given.origin)) + importOne(each))
  return [comment(`Imported from ${file.path}`), ...lines].join('\n')
}

function explain({ given, ...meaning }: Meaning, settings: Settings): string {
  if (meaning.kind !== 'reference') return explainUnknown(given.key, settings)
  return explainReference(meaning.row, given) ?? `${given.key}: so it is here anyway`
}

function formatSetting(read: GivenSetting | undefined, { secret }: Setting): string | undefined {
  if (read === undefined) return undefined
  const { key, origin } = read
  if ('problem' in read) return comment(read.problem)
  const name = origin.as === undefined ? '' : comment(`the Python VLCP calls it ${origin.as}`)
  return name + (secret === true ? comment(`${key}: not shown, write it here`) : formatYaml(key, read.value))
}

/** One line, whatever stands in the text. */
function comment(text: string): string {
  return `# ${text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')}\n`
}

import { hasType, type SchemaNode } from '../schema-node.ts'
import { OperationError } from '../errors.ts'
import { compileValidator } from '../validation.ts'
import Type from 'typebox'
import { type Environment, readEnvironmentValues } from './environment.ts'
import { ConfigurationError } from './errors.ts'
import { type ConfigurationFile, readFileValues } from './file.ts'
import { defaultOrigin, type FoundValue, formatOrigin, type Origin } from './origin.ts'
import type { Setting, Settings, SettingValues } from './setting.ts'

export interface ConfigurationSources<T extends Settings> {
  readonly file?: ConfigurationFile
  readonly environment?: Environment
  /** Variables with our prefix that something else reads, so no warning is due. */
  readonly otherVariables?: readonly string[]
  /** Values given on the command line, by key, with the flag they came by. */
  readonly flags?: { readonly [K in keyof T]?: { readonly flag: string; readonly value: unknown } }
}

export interface Configuration<T extends Settings> {
  readonly values: SettingValues<T>
  readonly origins: { readonly [K in keyof T]: Origin }
  /** Things worth a line in the log that do not prevent a start. */
  readonly warnings: readonly string[]
}

/**
 * Merges defaults, file, environment and flags (each wins over the ones before it) and validates every value given, also
 * those that are overridden. Throws a {@link ConfigurationError} that lists everything wrong at once.
 */
export function loadConfiguration<T extends Settings>(settings: T, sources: ConfigurationSources<T>): Configuration<T> {
  const problems: string[] = []
  const warnings: string[] = []
  const found = [
    ...(sources.file === undefined ? [] : readFileValues(settings, sources.file, problems)),
    ...readEnvironmentValues(settings, sources.environment ?? {}, sources.otherVariables ?? [], warnings),
    ...readFlagValues(sources.flags ?? {}),
  ]
  const values: Record<string, unknown> = {}
  const origins: Record<string, Origin> = {}
  for (const [key, each] of Object.entries(settings)) {
    values[key] = each.default
    origins[key] = defaultOrigin
  }
  for (const each of found) {
    const declared = settings[each.key]
    if (declared === undefined) continue
    const checked = checkValue(declared, each)
    if (checked.problem !== undefined) problems.push(checked.problem)
    values[each.key] = checked.value
    origins[each.key] = each.origin
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return { values: values as SettingValues<T>, origins: origins as Configuration<T>['origins'], warnings }
}

function readFlagValues(flags: Readonly<Record<string, { flag: string; value: unknown } | undefined>>): FoundValue[] {
  return Object.entries(flags).flatMap(([key, given]) =>
    given === undefined || given.value === undefined
      ? []
      : [{ key, value: given.value, origin: { kind: 'flag' as const, where: given.flag }, text: true }],
  )
}

function checkValue(declared: Setting, found: FoundValue): { value: unknown; problem?: string } {
  const validate = compileValidator(Type.Object({ value: declared.schema }))
  const where = formatOrigin(found.origin)
  try {
    const input = { value: found.text ? splitList(declared.schema, found.value) : found.value }
    const { value } = validate(input, { text: found.text })
    const refused = declared.check?.(value)
    return refused === undefined ? { value } : { value, problem: `${where}: ${found.key}: ${refused}` }
  } catch (error) {
    if (!(error instanceof OperationError)) throw error
    return { value: undefined, problem: `${where}: ${explain(declared, found, error)}` }
  }
}

/** `a,b` is a list where a list is asked for: variables and flags have no other short way to write one. */
function splitList(schema: SchemaNode, value: unknown): unknown {
  if (typeof value !== 'string' || !hasType(schema, 'array') || value.trimStart().startsWith('[')) return value
  return value.split(',').map((item) => item.trim())
}

/** The validator's sentence with the key's name in it; the value of a secret is not repeated. */
function explain(declared: Setting, found: FoundValue, error: OperationError): string {
  const named = error.message.replace(/^value/, found.key)
  if (declared.secret === true) return named.replace(/, received .*$/s, '')
  const unquoted = hasType(declared.schema, 'string') && typeof found.value === 'number'
  return unquoted ? `${named}; put it in quotes` : named
}

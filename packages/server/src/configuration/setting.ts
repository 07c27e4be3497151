import type { Static, TSchema } from 'typebox'

/** One configuration key, declared once: file, environment, flag, check, print and documentation come from it. */
export interface Setting<S extends TSchema = TSchema> {
  readonly schema: S
  readonly default: Static<S>
  /** What the key decides, as one sentence. */
  readonly description: string
  /** Unit of a number, `ms` or `bytes`; stands in the key's name as well. */
  readonly unit?: string
  /** Environment variable, if not the one derived from the key by {@link environmentName}. */
  readonly environment?: string
  /** Never printed or logged. */
  readonly secret?: boolean
  /** Refuses a value the schema cannot: returns what is wrong with it, or undefined. Method form, so that lists mix. */
  check?(value: Static<S>): string | undefined
}

/** Declares a setting; exists so that the schema types the default by inference. */
export function setting<const S extends TSchema>(definition: Setting<S>): Setting<S> {
  return definition
}

/** Settings by dotted key. */
export type Settings = Readonly<Record<string, Setting>>

/** The values of a set of settings, by key. */
export type SettingValues<T extends Settings> = { readonly [K in keyof T]: Static<T[K]['schema']> }

const environmentPrefix = 'VLCP_'

/** `reconciler.auditIntervalMs` → `VLCP_RECONCILER_AUDIT_INTERVAL_MS`. */
export function environmentName(key: string): string {
  const words = key.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll('.', '_')
  return environmentPrefix + words.toUpperCase()
}

/** Variables that begin like ours, in the order of their names. */
export function ownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith(environmentPrefix))
    .toSorted()
}

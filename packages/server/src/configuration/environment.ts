import { suggestion } from '../nearest-name.ts'
import type { GivenValue } from './given-value.ts'
import { environmentName, ownVariables, type Settings } from './setting.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The values that variables give to these settings. */
export function readEnvironment(settings: Settings, environment: Environment): GivenValue[] {
  return Object.entries(settings).flatMap(([key, each]) => {
    const where = each.environment ?? environmentName(key)
    const value = environment[where]
    if (value === undefined) return []
    return [{ key, origin: { kind: 'environment' as const, where }, text: true, read: () => value }]
  })
}

/**
 * Warnings for the variables that only begin like ours. They are no errors, because other programs set such names too
 * (Kubernetes adds `VLCP_PORT` to every pod beside a service called vlcp).
 */
export function unusedVariables(settings: Settings, environment: Environment, others: readonly string[]): string[] {
  const names = new Set(Object.entries(settings).map(([key, each]) => each.environment ?? environmentName(key)))
  return ownVariables(environment)
    .filter((name) => !names.has(name) && !others.includes(name))
    .map((name) => `the environment variable ${name} is not used${suggestion(name, names)}`)
}

import { suggestion } from '../nearest-name.ts'
import type { FoundValue } from './origin.ts'
import { environmentName, ownVariables, type Settings } from './setting.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the variables of the settings. A variable that only begins like ours is a warning and no error, because other
 * programs set such names too (Kubernetes adds `VLCP_PORT` to every pod beside a service called vlcp).
 */
export function readEnvironmentValues(
  settings: Settings,
  environment: Environment,
  otherVariables: readonly string[],
  warnings: string[],
): FoundValue[] {
  const keys = new Map(Object.entries(settings).map(([key, each]) => [each.environment ?? environmentName(key), key]))
  const found: FoundValue[] = []
  for (const name of ownVariables(environment)) {
    const key = keys.get(name)
    const value = environment[name]
    if (key !== undefined && value !== undefined) {
      found.push({ key, value, origin: { kind: 'environment', where: name }, text: true })
    } else if (!otherVariables.includes(name)) {
      warnings.push(`the environment variable ${name} is not used${suggestion(name, keys.keys())}`)
    }
  }
  return found
}

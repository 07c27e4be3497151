import { finishConfiguration, type OpenConfiguration } from '../configuration.ts'
import type { StartOptions } from '../start.ts'

/**
 * The modules of a user: those of the command line, else those of the configuration. When all have claimed their keys, the
 * configuration is finished, and its warnings are told.
 */
export function modulesOfUser(
  configuration: OpenConfiguration,
  named: readonly string[],
  warn: (warning: string) => void,
): StartOptions {
  const { own, sources } = configuration
  return {
    modules: named.length > 0 ? named : own.values['server.startup'],
    valuesOf: (_, settings) => sources.claim(settings).values,
    claimed: () => {
      finishConfiguration(configuration)
      for (const warning of sources.warnings) warn(warning)
    },
  }
}

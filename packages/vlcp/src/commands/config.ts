import { printConfiguration } from '@vlcp/server'
import { type ConfigFlags, finishConfiguration, openConfiguration } from '../configuration.ts'

/** `vlcp config check`: says whether a server would start with this configuration. */
export function checkConfig(flags: ConfigFlags): void {
  const configuration = openConfiguration(flags)
  finishConfiguration(configuration)
  const { sources, file } = configuration
  for (const warning of sources.warnings) process.stderr.write(`warning: ${warning}\n`)
  process.stdout.write(`the configuration is valid: ${file ?? 'no file, defaults and environment only'}\n`)
}

/** `vlcp config print`: the effective configuration, as a file that gives the same. */
export function printConfig(flags: ConfigFlags): void {
  const configuration = openConfiguration(flags)
  finishConfiguration(configuration)
  process.stdout.write(printConfiguration(configuration.own))
}

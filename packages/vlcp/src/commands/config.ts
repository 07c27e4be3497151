import { printConfiguration } from '@vlcp/server'
import { readConfiguration } from '../configuration.ts'
import { settings } from '../settings.ts'

export interface ConfigFlags {
  readonly config?: string
}

/** `vlcp config check`: says whether a server would start with this configuration. */
export function checkConfig(flags: ConfigFlags): void {
  const { file, warnings } = readConfiguration(flags)
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`)
  process.stdout.write(`the configuration is valid: ${file ?? 'no file, defaults and environment only'}\n`)
}

/** `vlcp config print`: the effective configuration, as a file that gives the same. */
export function printConfig(flags: ConfigFlags): void {
  process.stdout.write(printConfiguration(settings, readConfiguration(flags)))
}

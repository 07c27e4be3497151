import { type ClaimedSettings, documentConfiguration, importConfiguration, printConfiguration } from '@vlcp/server'
import {
  type ConfigFlags,
  finishConfiguration,
  openConfiguration,
  type OpenConfiguration,
  readConfigurationFile,
} from '../configuration.ts'
import { claimModules } from '../module-settings.ts'
import { referenceKeys } from '../reference/reference-keys.ts'
import { printable } from '../terminal/printable.ts'

/** `vlcp config check`: says whether a server would start with this configuration. */
export async function checkConfig(flags: ConfigFlags): Promise<void> {
  const { sources, file } = await readValid(flags)
  warn(sources.warnings)
  process.stdout.write(`the configuration is valid: ${file ?? 'no file, defaults and environment only'}\n`)
}

/** `vlcp config print`: the effective configuration, as a file that gives the same. */
export async function printConfig(flags: ConfigFlags): Promise<void> {
  const { claimed } = await readValid(flags)
  process.stdout.write(claimed.map(printConfiguration).join('\n'))
}

/** `vlcp config docs`: what every key means, of the modules in `server.startup` too. */
export async function documentConfig(flags: ConfigFlags): Promise<void> {
  const configuration = openConfiguration(flags)
  const modules = await claimModules(configuration)
  // Wrong values are no reason to withhold the page that says what is right.
  warn(configuration.sources.problems)
  const all = Object.assign({}, ...[configuration.own, ...modules].map((each) => each.settings))
  process.stdout.write(documentConfiguration(all, referenceKeys))
}

/** `vlcp config import FILE`: the YAML that says what a configuration file of the reference says. */
export async function importConfig(path: string): Promise<void> {
  const { builtInSettings } = await import('../modules/built-in.ts')
  process.stdout.write(importConfiguration(readConfigurationFile(path), builtInSettings, referenceKeys))
}

async function readValid(flags: ConfigFlags): Promise<OpenConfiguration & { claimed: readonly ClaimedSettings[] }> {
  const configuration = openConfiguration(flags)
  const modules = await claimModules(configuration)
  finishConfiguration(configuration)
  return { ...configuration, claimed: [configuration.own, ...modules] }
}

function warn(warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`warning: ${printable(warning)}\n`)
}

import { type ClaimedSettings, type ConfigurationSources, isModuleClass, type Settings, settingsOf } from '@vlcp/server'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { OpenConfiguration } from './configuration.ts'
import { reasonOf } from './failure.ts'
import { importProgram } from './import-program.ts'
import { settings } from './settings.ts'

/** The settings of a module that `server.startup` names, without starting it. */
export type ImportModuleSettings = (path: string) => Promise<Settings>

/** Claims the settings of all modules of a start. One in `server.startup` that cannot be imported is one more problem. */
export async function claimModules(
  { own, sources }: OpenConfiguration,
  importModuleSettings: ImportModuleSettings = importSettings,
): Promise<ClaimedSettings[]> {
  const claimed = await claimBuiltIn(sources)
  for (const path of own.values['server.startup']) {
    try {
      claimed.push(sources.claim(await importModuleSettings(path)))
    } catch (error) {
      sources.addProblem(`server.startup: the module "${path}" cannot be imported: ${reasonOf(error)}`)
    }
  }
  return claimed
}

/** The keys of the modules of every start, and their limits, beside our own settings. */
async function claimBuiltIn(sources: ConfigurationSources): Promise<ClaimedSettings[]> {
  const { builtInModules } = await import('./modules/built-in.ts')
  return builtInModules.map((each) => {
    const others = Object.entries(settingsOf(each)).filter(([key]) => !Object.hasOwn(settings, key))
    return sources.claim(Object.fromEntries(others))
  })
}

/** What is read of a module class; its keys stand below its name. */
interface Declaration {
  readonly name: string
  readonly service?: string
  readonly settingsPrefix?: string
  readonly settings: Settings
}

/** Imports a file, or else a package that the current folder has, and reads the `static settings` of its classes. */
async function importSettings(path: string): Promise<Settings> {
  const file = existsSync(path) ? resolve(path) : createRequire(resolve('module.js')).resolve(path)
  const exported: unknown[] = Object.values(await importProgram(pathToFileURL(file).href))
  return Object.assign({}, ...exported.filter(isDeclaration).map(withFullKeys))
}

function withFullKeys(declaration: Declaration): Settings {
  if (isModuleClass(declaration)) return settingsOf(declaration)
  const { name, service = name.toLowerCase(), settingsPrefix, settings } = declaration
  const prefix = settingsPrefix ?? `module.${service}.`
  return Object.fromEntries(Object.entries(settings).map(([key, each]) => [prefix + key, each]))
}

function isDeclaration(value: unknown): value is Declaration {
  if (typeof value !== 'function') return false
  const settings: unknown = Reflect.get(value, 'settings')
  if (typeof settings !== 'object' || settings === null) return false
  return Object.values(settings).every((each) => typeof each === 'object' && each !== null && 'schema' in each)
}

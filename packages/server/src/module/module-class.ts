import { type Setting, setting, type Settings, type SettingValues } from '../configuration/setting.ts'
import Type from 'typebox'
import { ModuleError } from './errors.ts'
import type { ModuleClass, ModuleDeclaration } from './module.ts'

/** Marks module classes, also those of another copy of this package. */
export const brand: unique symbol = Symbol.for('vlcp.module')

export function isModuleClass(value: unknown): value is ModuleClass {
  return (
    typeof value === 'function' && Reflect.get(value, brand) === true && Object.hasOwn(value.prototype, 'constructor')
  )
}

const nameForm = /^[a-z][a-z0-9_]*$/

export function serviceOf(of: ModuleDeclaration): string {
  const service = of.service ?? of.name.toLowerCase()
  if (nameForm.test(service) && service !== 'public') return service
  const rule = 'a service name is lower-case letters, digits and underscores, and not "public"'
  throw new ModuleError('declaration', `class ${of.name}: "${service}": ${rule}`)
}

const durationMs = Type.Integer({ minimum: 1, maximum: 86_400_000 })

/** What can be said of every module. */
const limitSettings = {
  concurrency: setting({
    schema: Type.Integer({ minimum: 0 }),
    default: 0,
    description: 'Calls that run at a time, further ones wait in line; 0 is no limit.',
  }),
  loadTimeoutMs: setting({
    schema: durationMs,
    default: 30_000,
    unit: 'ms',
    description: 'Longest time the module may take to be ready.',
  }),
  drainTimeoutMs: setting({
    schema: durationMs,
    default: 5000,
    unit: 'ms',
    description: 'Longest time running calls may take to finish when the module is unloaded.',
  }),
  unloadTimeoutMs: setting({
    schema: durationMs,
    default: 10_000,
    unit: 'ms',
    description: 'Longest time the module may take to end after that.',
  }),
}

export type ModuleLimits = SettingValues<typeof limitSettings>

/** Gives the values of declared settings, by their full keys. Throws for values that are wrong. */
export type ValuesOf = (service: string, settings: Settings) => SettingValues<Settings>

export interface ModuleValues {
  readonly limits: ModuleLimits
  /** By the keys of the class. */
  readonly settings: SettingValues<Settings>
}

/** Full keys, by the keys of a class and by those of every module. */
function keysOf(of: ModuleDeclaration): { own: [key: string, full: string][]; limits: [key: string, full: string][] } {
  const standard = `module.${serviceOf(of)}.`
  const prefix = of.settingsPrefix ?? standard
  return {
    own: Object.keys(of.settings).map((key) => [key, `${prefix}${key}`]),
    limits: Object.keys(limitSettings).map((key) => [key, `${standard}${key}`]),
  }
}

/** Every setting of a module by its full key. */
export function settingsOf(of: ModuleDeclaration): Settings {
  const { own, limits } = keysOf(of)
  const defaults: Readonly<Record<string, number | undefined>> = of.limits
  const limitOf = (key: string): Setting => {
    const standard = limitSettings[key as keyof ModuleLimits]
    return { ...standard, default: defaults[key] ?? standard.default }
  }
  return Object.fromEntries([
    ...limits.map(([key, full]) => [full, limitOf(key)] as const),
    ...own.flatMap(([key, full]) => (of.settings[key] === undefined ? [] : [[full, of.settings[key]] as const])),
  ])
}

export function readValues(of: ModuleDeclaration, valuesOf: ValuesOf): ModuleValues {
  const values = valuesOf(serviceOf(of), settingsOf(of))
  const { own, limits } = keysOf(of)
  const pick = (keys: readonly [string, string][]): SettingValues<Settings> =>
    Object.fromEntries(keys.map(([key, full]) => [key, values[full]]))
  return { limits: pick(limits) as ModuleLimits, settings: pick(own) }
}

/** The values nobody has changed. */
export const defaultValues: ValuesOf = (_service, settings) =>
  Object.fromEntries(Object.entries(settings).map(([key, each]) => [key, each.default]))

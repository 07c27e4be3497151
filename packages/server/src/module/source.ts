import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { messageOf, ModuleError } from './errors.ts'
import { isModuleClass } from './module-class.ts'
import type { ModuleClass } from './module.ts'

/** Where a module class comes from. */
export interface Source {
  /** URL of the file, without query. */
  readonly url: string
  /** Which of its exports, if it was asked for. */
  readonly exported?: string
  /** What told this version of the file from others. */
  readonly stamp: string
}

/** What was asked for, taken apart: `./modules.ts#Greeter`. */
export interface Location {
  readonly url: string
  readonly exported?: string
}

export async function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  return (await import(/* @vite-ignore */ url)) as Readonly<Record<string, unknown>>
}

/** Whether a text says where a file is, and not what a module or package is called. */
export function isPath(target: string): boolean {
  return /^(\.{0,2}\/|file:)/.test(target) || /\.[cm]?[jt]s(#|$)/.test(target)
}

/** Finds the file of a path or of a package, seen from a folder. Throws a ModuleError `source` if there is none. */
export function locate(target: string, folder: string): Location {
  const [path = '', exported] = target.split('#', 2)
  const part = exported === undefined ? {} : { exported }
  if (!isPath(target)) return { url: pathToFileURL(locatePackage(path, folder)).href, ...part }
  const file = path.startsWith('file:') ? fileURLToPath(path) : resolve(folder, path)
  if (!existsSync(file)) throw new ModuleError('source', `cannot load ${target}: there is no such file`)
  return { url: pathToFileURL(file).href, ...part }
}

/** Node resolves packages from the file that imports them, which is this one, while the package is installed where the program is. */
function locatePackage(name: string, folder: string): string {
  const [, own = name, inside = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.+)?$/.exec(name) ?? []
  for (let at = resolve(folder); ; at = dirname(at)) {
    const home = join(at, 'node_modules', own)
    if (existsSync(join(home, 'package.json'))) return join(home, entryOf(own, home, inside))
    if (at === dirname(at)) break
  }
  throw new ModuleError('source', `cannot load ${name}: there is no file, module or package of this name`)
}

interface Manifest {
  readonly main?: string
  readonly exports?: unknown
}

function entryOf(name: string, home: string, inside: string): string {
  const { main = 'index.js', exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest
  if (exports === undefined) return inside === '' ? main : inside.slice(1)
  const bySubpath = Object.keys(Object(exports)).some((key) => key.startsWith('.'))
  const chosen: unknown = bySubpath ? Reflect.get(Object(exports), `.${inside}`) : inside === '' ? exports : undefined
  const entry = byCondition(chosen)
  if (entry !== undefined) return entry
  throw new ModuleError('source', `cannot load ${name}${inside}: the package does not export it`)
}

const conditions = new Set(['node', 'import', 'module-sync', 'default'])

function byCondition(chosen: unknown): string | undefined {
  if (typeof chosen === 'string') return chosen
  for (const [condition, next] of Object.entries(Object(chosen) as object)) {
    const found = conditions.has(condition) ? byCondition(next) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** Tells versions of a file apart. */
export function stampOf(url: string): string {
  const file = url.startsWith('file:') ? fileURLToPath(url.replace(/\?.*$/s, '')) : undefined
  const stats = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false })
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size} ${stats.ino}`
}

/** The one module a file exports: the one asked for, its default export, or the only one. */
export function pickModule(
  namespace: Readonly<Record<string, unknown>>,
  target: string,
  exported?: string,
): ModuleClass {
  const [where = ''] = target.split('#', 1)
  const names = Object.keys(namespace).filter((name) => isModuleClass(namespace[name]))
  const known = names.length === 0 ? 'no module' : names.join(', ')
  const named = namespace[exported ?? 'default']
  if (isModuleClass(named)) return named
  if (exported !== undefined) throw new ModuleError('source', `${where} exports no module ${exported}, but ${known}`)
  const classes = new Set(Object.values(namespace).filter(isModuleClass))
  const [only] = classes
  if (only !== undefined && classes.size === 1) return only
  const choice = only === undefined ? 'a class that extends Module is expected' : `name one, as in ${where}#${names[0]}`
  throw new ModuleError('source', `${where} exports ${known}: ${choice}`)
}

export function unreadable(where: string, error: unknown): ModuleError {
  if (error instanceof ModuleError) return error
  return new ModuleError('source', `cannot load ${where}: ${messageOf(error)}`, { cause: error })
}

import { isDeepStrictEqual } from 'node:util'
import { suggestion } from '../nearest-name.ts'
import { ConfigurationError } from './errors.ts'
import { literalOf } from './given-setting.ts'
import type { GivenValue } from './given-value.ts'
import { type KnownKeys, meanings } from './meaning.ts'
import { formatOrigin } from './origin.ts'
import type { ReferenceKey } from './reference-key.ts'
import type { Settings } from './setting.ts'

/** More keys than this are only counted: the first ones say well enough that it is the wrong file. */
const mostKeys = 100

/** One sentence for every given key that has no meaning, of those below `namespaces` or of all. */
export function refusedKeys(given: readonly GivenValue[], known: KnownKeys, namespaces?: readonly string[]): string[] {
  const own = ({ key }: GivenValue): boolean => namespaces?.some((prefix) => key.startsWith(prefix)) ?? true
  const refused = meanings(given, known).filter((each) => each.kind !== 'setting' && own(each.given))
  const problems = refused.slice(0, mostKeys).flatMap((each) => {
    const reason =
      each.kind === 'reference'
        ? explainReference(each.row, each.given)
        : explainUnknown(each.given.key, known.settings)
    return reason === undefined ? [] : [`${formatOrigin(each.given.origin)}: ${reason}`]
  })
  const more = refused.length - mostKeys
  return more > 0 ? [...problems, `${more} more keys have no meaning`] : problems
}

/** Why a key of the reference is refused; undefined if its value says what is so here anyway. */
export function explainReference({ always, reason, target }: ReferenceKey, given: GivenValue): string | undefined {
  try {
    const value = always === undefined ? undefined : literalOf(given)
    if (always?.some((each) => isDeepStrictEqual(each, value)) === true) return undefined
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
  }
  const called = `is called "${target}" here, and nothing that is loaded has that`
  return `the key "${given.key}" ${target === undefined ? reason : called}`
}

/** The sentence that refuses a key nobody knows. */
export function explainUnknown(key: string, settings: Settings): string {
  const keys = Object.keys(settings)
  const near = suggestion(key, keys)
  const [, module] = /^module\.([^.]+)/.exec(key) ?? []
  const loaded = module === undefined || keys.some((name) => name.startsWith(`module.${module}.`))
  const hint = near === '' && !loaded ? `; no module "${module}" is loaded, is it missing in server.startup?` : near
  return `there is no key "${key}"${hint}`
}

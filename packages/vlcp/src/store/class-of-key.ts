import { escapePart, type ObjectClass } from '@vlcp/store'
import { importKey } from './own-keys.ts'

/** The class whose objects have keys like this one; undefined when none has. */
export function classOfKey(classes: readonly ObjectClass[], key: string): ObjectClass | undefined {
  return classes.find(
    ({ prefix, keys }) =>
      key.startsWith(`${prefix}.`) && key.slice(prefix.length + 1).split('.').length === keys.length,
  )
}

/** The class that an index entry with this key belongs to. */
export function indexedClass(classes: readonly ObjectClass[], key: string): ObjectClass | undefined {
  return classes.find(({ prefix }) =>
    ['indices', 'multiindices'].some((root) => key.startsWith(`${root}.${escapePart(prefix)}.`)),
  )
}

/** What a key is, in a word for people. */
export function nounOfKey(classes: readonly ObjectClass[], key: string): string {
  const cls = classOfKey(classes, key)
  if (cls !== undefined) return cls.name
  const indexed = indexedClass(classes, key)
  if (indexed !== undefined) return `index of ${indexed.name}`
  return key === importKey ? 'import under way' : 'unknown'
}

/** The beginnings of keys that nobody here knows, with how many there are of each. */
export function unknownPrefixes(classes: readonly ObjectClass[], keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) {
    if (nounOfKey(classes, key) !== 'unknown') continue
    const prefix = prefixOf(key)
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Up to two words in front of the last one: what keys of one kind have in common, as far as one can guess. */
function prefixOf(key: string): string {
  const words = key.split('.')
  return words.length === 1 ? key : `${words.slice(0, Math.min(2, words.length - 1)).join('.')}.`
}

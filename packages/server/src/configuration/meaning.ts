import type { GivenValue } from './given-value.ts'
import type { ReferenceKey, ReferenceTable } from './reference-key.ts'
import type { Settings } from './setting.ts'

/** What a given key may be: one of these settings, or a key of the reference. */
export interface KnownKeys {
  readonly settings: Settings
  readonly reference: ReferenceTable
}

/** What a given key is. */
export type Meaning =
  /** The value of a setting; with a row if the reference has such a key too, by this name or another. */
  | {
      readonly kind: 'setting'
      readonly key: string
      readonly given: GivenValue
      readonly row: ReferenceKey | undefined
    }
  /** A key of the reference without target. */
  | { readonly kind: 'reference'; readonly row: ReferenceKey; readonly given: GivenValue }
  | { readonly kind: 'unknown'; readonly given: GivenValue }

/** Says of every given key what it is. A map is looked into where it may hold known keys. */
export function meanings(given: readonly GivenValue[], known: KnownKeys): Meaning[] {
  return given.flatMap((each): Meaning[] => {
    // A setting may have others below it: a map is never a value of such a one, it holds those others.
    if (each.members !== undefined && hasSettingBelow(each.key, known.settings)) return meanings(each.members, known)
    const row = known.reference.find(each.key)
    if (Object.hasOwn(known.settings, each.key)) {
      return [{ kind: 'setting', key: each.key, given: each, row: row?.target === each.key ? row : undefined }]
    }
    if (row?.target !== undefined && Object.hasOwn(known.settings, row.target)) {
      return [{ kind: 'setting', key: row.target, given: each, row }]
    }
    if (row !== undefined) return [{ kind: 'reference', row, given: each }]
    if (each.members !== undefined && known.reference.hasBelow(each.key)) return meanings(each.members, known)
    return [{ kind: 'unknown', given: each }]
  })
}

function hasSettingBelow(key: string, settings: Settings): boolean {
  return Object.keys(settings).some((name) => name.startsWith(`${key}.`))
}

/** Our value for one of the reference, or why it has none. */
export type Translation = { readonly value: unknown } | { readonly refused: string }

/**
 * What became of one configuration key of the reference. A key with a `target` goes on being accepted by its old name.
 * The others are refused with their reason, so that nobody believes in a setting without effect.
 */
export interface ReferenceKey {
  /** The key; `*` stands for one name in it, `**` at its end for everything below. */
  readonly key: string
  /** Our key with this meaning. */
  readonly target?: string
  /** Translates a value where its form differs. `given` is the value of another key of the same source, if it is there. */
  translate?(value: unknown, given: (key: string) => unknown): Translation
  /** Values that say what is so here anyway. They are accepted and have no effect. */
  readonly always?: readonly unknown[]
  /** Why the key has no target, and what there is instead; the end of a sentence that begins with the key. */
  readonly reason?: string
}

/** The keys of the reference by name. Exact keys go before patterns, and these in the order of the list. */
export class ReferenceTable {
  readonly #exact = new Map<string, ReferenceKey>()
  readonly #patterns: { readonly parts: readonly string[]; readonly row: ReferenceKey }[] = []

  constructor(rows: readonly ReferenceKey[]) {
    for (const row of rows) {
      if (row.key.includes('*')) this.#patterns.push({ parts: row.key.split('.'), row })
      else this.#exact.set(row.key, row)
    }
  }

  find(key: string): ReferenceKey | undefined {
    const exact = this.#exact.get(key)
    if (exact !== undefined) return exact
    const parts = key.split('.')
    return this.#patterns.find((each) => matches(each.parts, parts))?.row
  }

  /** Whether a key of the table begins with this one and a dot. */
  hasBelow(key: string): boolean {
    const parts = key.split('.')
    for (const exact of this.#exact.keys()) if (exact.startsWith(`${key}.`)) return true
    return this.#patterns.some(
      (each) => each.parts.length > parts.length && matches(each.parts.slice(0, parts.length), parts),
    )
  }
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  const open = pattern.at(-1) === '**'
  if (open ? parts.length < pattern.length : parts.length !== pattern.length) return false
  return pattern.every((part, index) => part === '*' || part === '**' || part === parts[index])
}

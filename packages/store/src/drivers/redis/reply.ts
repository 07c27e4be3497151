import type { Entry } from '../../driver.ts'
import { StoreError } from '../../errors.ts'

/** What the server answered is not what our script returns: somebody else's server, or damaged data. */
export function damaged(what: string, key?: string): StoreError {
  return new StoreError('corrupt', `Redis: ${what}`, { key })
}

export function asList(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw damaged(`a list was expected, not ${typeof reply}`)
  return reply
}

export function asText(reply: unknown): string {
  if (typeof reply !== 'string') throw damaged(`a text was expected, not ${typeof reply}`)
  return reply
}

export function asRevision(reply: unknown): number {
  const revision = Number(asText(reply))
  if (!Number.isSafeInteger(revision) || revision < 0) throw damaged(`${String(reply)} is no revision`)
  return revision
}

/**
 * What somebody else has put in the place of a value: no text of an object, so whoever reads it finds it damaged and
 * goes on; of no commit, so that it can be written again.
 */
const foreign: Entry = { text: '', revision: 0 }

/** Reads the value of a key, `REVISION TEXT`. */
export function parseEntry(value: unknown): Entry {
  const stored = asText(value)
  const found = /^(\d{1,16}) /.exec(stored)
  if (found === null) return foreign
  return { text: stored.slice(found[0].length), revision: Number(found[1]) }
}

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

/** Reads the value of a key, `REVISION TEXT`. @throws StoreError `corrupt` with the key */
export function parseEntry(data: string, key: string, value: unknown): Entry {
  const stored = asText(value)
  const end = stored.indexOf(' ')
  const revision = Number(stored.slice(0, end))
  if (end < 1 || !Number.isSafeInteger(revision) || revision < 1) {
    throw damaged(`${data} holds no revision and text for ${key}`, key)
  }
  return { text: stored.slice(end + 1), revision }
}

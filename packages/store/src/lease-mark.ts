/**
 * A value that depends on a lease says so in its text, as its first member, so that a transaction that writes the
 * object again knows what it depends on:
 *
 *     {"_lease":"17","mtu":1500}
 */
export const leaseMember = '_lease'

const opening = `{"${leaseMember}":`

/** The text with the mark of a lease. @param text A JSON object without a mark */
export function markLease(text: string, id: string): string {
  const rest = text.slice(1)
  return `${opening}${JSON.stringify(id)}${rest === '}' ? '' : ','}${rest}`
}

/** The id of the lease a text is marked with. */
export function leaseIn(text: string | undefined): string | undefined {
  return readMark(text)?.id
}

/** The text without its mark, if it has one. */
export function withoutLease(text: string): string {
  const mark = readMark(text)
  if (mark === undefined) return text
  const rest = text.slice(opening.length + mark.length)
  return `{${rest.startsWith(',') ? rest.slice(1) : rest}`
}

/** A JSON string that is followed by another member or the end. */
const markPattern = /^"(?:[^"\\]|\\.)*"(?=[,}])/
/** Ids are short; a foreign value may be anything. */
const longestMark = 1000

function readMark(text: string | undefined): { readonly id: string; readonly length: number } | undefined {
  if (text === undefined || !text.startsWith(opening)) return undefined
  const mark = markPattern.exec(text.slice(opening.length, opening.length + longestMark))?.[0]
  if (mark === undefined) return undefined
  try {
    const id: unknown = JSON.parse(mark)
    return typeof id === 'string' ? { id, length: mark.length } : undefined
  } catch {
    return undefined
  }
}

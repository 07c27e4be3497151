/**
 * JSON text of a result, also of what JSON has no form for: a `bigint` becomes decimal text (a JSON number of that size
 * loses digits in most readers), a Map an object, a Set a list, bytes hexadecimal text, nothing at all null.
 */
export function formatJson(value: unknown): string {
  return JSON.stringify(value, plain) ?? 'null'
}

function plain(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Map) return Object.fromEntries(value as Map<string, unknown>)
  if (value instanceof Set) return [...(value as Set<unknown>)]
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

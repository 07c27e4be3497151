/** Deepest nesting of a stored value, on the way in and out: it bounds the recursion over it. */
export const maxDepth = 100

/**
 * JSON with the members of every object in the order of their names: equal values have equal texts, on every host and
 * after every restart. Members that are undefined are left out, as in JSON.stringify.
 *
 * @throws TypeError for what JSON cannot say (NaN, bigint, functions) and for nesting deeper than 100 levels.
 */
export function formatCanonical(value: unknown): string {
  return format(value, 0)
}

function format(value: unknown, depth: number): string {
  if (depth > maxDepth) throw new TypeError(`nested deeper than ${maxDepth} levels`)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be stored`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((item) => format(item, depth + 1)).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} cannot be stored`)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${format(member, depth + 1)}`)
  return `{${members.join(',')}}`
}

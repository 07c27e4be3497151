/** Longer text is cut in messages: the reader needs to recognise the value, and a log line must stay a line. */
const longestText = 60

/** A received value for an error message: quoted and escaped, truncated, never expensive to produce. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > longestText ? `${JSON.stringify(value.slice(0, longestText))}…` : JSON.stringify(value)
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'undefined':
      return 'nothing'
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? `a list of ${value.length} items` : 'an object'
    default:
      return `a ${typeof value}`
  }
}

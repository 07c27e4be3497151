/** Deep equality of decoded values: numbers, bigints, strings, bytes, arrays and plain objects. */
export function equalValues(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Uint8Array) return b instanceof Uint8Array && equalBytes(a, b)
  if (b instanceof Uint8Array || Array.isArray(a) !== Array.isArray(b)) return false
  const left = entries(a)
  const right = new Map(entries(b))
  return (
    left.length === right.size && left.every(([key, value]) => right.has(key) && equalValues(value, right.get(key)))
  )
}

/** A property that is `undefined` counts as absent. */
function entries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined)
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

import type { ReferenceKey } from '@vlcp/server'

/** Rows for keys without meaning here: `server.` and `a b` are `server.a` and `server.b`, with one reason. */
export function noMeaning(prefix: string, names: string, reason: string): ReferenceKey[] {
  return names.split(/\s+/).map((name) => ({ key: prefix + name, reason: `has no meaning here: ${reason}` }))
}

/** A row for a key whose listed values say what is so here anyway; any other is refused with the reason. */
export function always(key: string, values: readonly unknown[], reason: string): ReferenceKey {
  return { key, always: values, reason: `can only be ${values.map(formatLiteral).join(' or ')} here: ${reason}` }
}

function formatLiteral(value: unknown): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return JSON.stringify(value)
}

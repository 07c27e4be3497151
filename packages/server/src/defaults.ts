import type { SchemaNode } from './schema-node.ts'

/**
 * A copy of `value` with the declared default in the place of every missing member, at every level that the schema
 * describes without alternatives. Members that are undefined are left out.
 */
export function withDefaults(schema: SchemaNode, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = schema.items
    if (items === undefined || Array.isArray(items)) return value
    return value.map((item) => withDefaults(items as SchemaNode, item))
  }
  if (typeof value !== 'object' || value === null || schema.properties === undefined) return value
  const complete: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) if (member !== undefined) complete[name] = member
  for (const [name, declared] of Object.entries(schema.properties)) {
    if (Object.hasOwn(complete, name)) complete[name] = withDefaults(declared, complete[name])
    else if (declared.default !== undefined) complete[name] = structuredClone(declared.default)
  }
  return complete
}

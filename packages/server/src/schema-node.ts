/**
 * The part of JSON Schema that our messages, defaults and text conversion look at. Validation itself is the compiled
 * validator's; this is only a readable view of the same object.
 */
export interface SchemaNode {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly examples?: unknown
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly required?: readonly string[]
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: boolean | SchemaNode
  readonly items?: SchemaNode | readonly SchemaNode[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly pattern?: string
  readonly format?: string
}

/** The alternatives of a union, or the schema itself as the only one. */
export function variants(schema: SchemaNode): readonly SchemaNode[] {
  return schema.anyOf ?? schema.oneOf ?? [schema]
}

export function hasType(schema: SchemaNode, type: string): boolean {
  if (typeof schema.type === 'string') return schema.type === type
  return schema.type?.includes(type) ?? false
}

/** The schema a JSON pointer such as `#/properties/ports/items` leads to; undefined when it leads nowhere. */
export function schemaAt(root: SchemaNode, pointer: string): SchemaNode | undefined {
  let node: unknown = root
  for (const step of pointer.split('/').slice(1)) {
    if (typeof node !== 'object' || node === null) return undefined
    node = Reflect.get(node, unescapePointer(step))
  }
  return typeof node === 'object' && node !== null ? node : undefined
}

/** One step of a JSON pointer as the name it stands for (RFC 6901, section 4). */
export function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}

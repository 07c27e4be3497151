import { hasType, type SchemaNode, variants } from './schema-node.ts'

/** Whether a value satisfies a schema. */
export type SchemaCheck = (schema: SchemaNode, value: unknown) => boolean

/**
 * Gives text from a form or a command line the type its schema asks for, and leaves everything else alone: a schema
 * that accepts the string as it stands keeps it, so `1.10` stays a name and `00:00:00:00:00:01` stays an address, while
 * `100` becomes a number only where a number is asked for. JSON text is accepted for lists, objects, booleans and null.
 *
 * What cannot be converted is returned unchanged, for the validation to refuse with the words the caller wrote.
 */
export function convertText(schema: SchemaNode, value: unknown, check: SchemaCheck): unknown {
  if (typeof value === 'string') return convertString(schema, value, check)
  if (typeof value !== 'object' || value === null || check(schema, value)) return value
  for (const variant of variants(schema)) {
    const converted = Array.isArray(value) ? convertItems(variant, value, check) : convertMembers(variant, value, check)
    if (check(variant, converted)) return converted
  }
  const only = variants(schema)
  return only.length === 1 && !Array.isArray(value) ? convertMembers(schema, value, check) : value
}

function convertString(schema: SchemaNode, text: string, check: SchemaCheck): unknown {
  if (text === 'null' && variants(schema).some((variant) => hasType(variant, 'null'))) return null
  if (check(schema, text)) return text
  const parsed = parseScalarOrJson(text)
  if (parsed === undefined || typeof parsed === 'string') return text
  const converted = convertText(schema, parsed, check)
  if (check(schema, converted)) return converted
  return variants(schema).some((variant) => hasType(variant, 'string')) ? text : converted
}

function parseScalarOrJson(text: string): unknown {
  if (/^\s*[+-]?\d+\s*$/.test(text)) {
    const number = Number(text)
    return Number.isSafeInteger(number) ? number : undefined
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function convertItems(schema: SchemaNode, items: readonly unknown[], check: SchemaCheck): unknown[] {
  const declared = schema.items
  return items.map((item, index) => {
    const itemSchema = Array.isArray(declared) ? declared[index] : declared
    return itemSchema === undefined ? item : convertText(itemSchema, item, check)
  })
}

function convertMembers(schema: SchemaNode, members: object, check: SchemaCheck): object {
  const declared = schema.properties ?? {}
  return Object.fromEntries(
    Object.entries(members).map(([name, member]: [string, unknown]) => {
      const memberSchema = Object.hasOwn(declared, name) ? declared[name] : undefined
      return [name, memberSchema === undefined ? member : convertText(memberSchema, member, check)]
    }),
  )
}

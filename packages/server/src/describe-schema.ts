import { hasType, type SchemaNode, variants } from './schema-node.ts'

/** A union of more alternatives than this is cut: nobody reads a longer list. */
const mostAlternatives = 12

/**
 * The form a schema asks for, as the rest of a sentence that begins with "expected".
 *
 * A `title` names the form in the reader's words and `examples` shows it, so a schema with a regular expression should
 * carry both: `{ title: 'a MAC address', examples: ['02:00:00:00:00:01'], pattern: … }` reads
 * `a MAC address such as "02:00:00:00:00:01"`.
 */
export function describeSchema(schema: SchemaNode): string {
  const example = Array.isArray(schema.examples) ? schema.examples[0] : undefined
  const shown = example === undefined ? '' : ` such as ${JSON.stringify(example)}`
  return (schema.title ?? describeForm(schema)) + shown
}

function describeForm(schema: SchemaNode): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return `one of ${alternatives(schema.enum.map((value) => JSON.stringify(value)))}`
  const union = variants(schema)
  if (union.length > 1) return alternatives(union.map(describeSchema))
  if (hasType(schema, 'string')) return describeText(schema)
  if (hasType(schema, 'integer')) return `an integer${range(schema.minimum, schema.maximum)}`
  if (hasType(schema, 'number')) return `a number${range(schema.minimum, schema.maximum)}`
  if (hasType(schema, 'array')) return describeList(schema)
  if (hasType(schema, 'boolean')) return 'true or false'
  if (hasType(schema, 'null')) return 'null'
  return hasType(schema, 'object') ? 'an object' : 'any value'
}

function describeText(schema: SchemaNode): string {
  if (schema.format !== undefined) return `a string in the form "${schema.format}"`
  if (schema.pattern !== undefined) return `a string that matches /${schema.pattern}/`
  if (schema.minLength === 1 && schema.maxLength === undefined) return 'a string that is not empty'
  return `a string${count(schema.minLength, schema.maxLength, 'characters')}`
}

function describeList(schema: SchemaNode): string {
  const items = schema.items
  if (items === undefined) return 'a list'
  if (isTuple(items)) return `a list of ${items.length} values (${items.map(describeSchema).join(', ')})`
  return `a list${count(schema.minItems, schema.maxItems, 'items')}, each ${describeSchema(items)}`
}

function count(least = 0, most = Number.POSITIVE_INFINITY, unit: string): string {
  if (most === Number.POSITIVE_INFINITY) return least === 0 ? '' : ` of at least ${least} ${unit}`
  return least === 0 ? ` of at most ${most} ${unit}` : ` of ${least} to ${most} ${unit}`
}

function isTuple(items: SchemaNode | readonly SchemaNode[]): items is readonly SchemaNode[] {
  return Array.isArray(items)
}

function range(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return ` between ${least} and ${most}`
  if (least !== undefined) return ` of at least ${least}`
  return most === undefined ? '' : ` of at most ${most}`
}

function alternatives(all: readonly string[]): string {
  const shown = all.slice(0, mostAlternatives)
  if (all.length > shown.length) return `${shown.join(', ')} or ${all.length - shown.length} more`
  return shown.length < 2 ? (shown[0] ?? 'nothing') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`
}

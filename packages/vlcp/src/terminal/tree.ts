import { printable } from './printable.ts'
import { layoutTable } from './table.ts'

/**
 * An answer of any shape as text for a person: members as `name: value`, lists of alike flat objects as tables, the rest
 * indented below its name.
 */
export function formatTree(value: unknown, width: number): string[] {
  if (isFlat(value)) return [formatFlat(value)]
  if (Array.isArray(value)) return formatList(value, width)
  return formatMembers(value as object, width)
}

function formatMembers(members: object, width: number): string[] {
  return Object.entries(members).flatMap(([name, member]: [string, unknown]) => {
    const label = printable(name)
    if (isFlat(member)) return [`${label}: ${formatFlat(member)}`]
    return [`${label}:`, ...indent(formatTree(member, width - 2))]
  })
}

function formatList(items: readonly unknown[], width: number): string[] {
  if (items.every(isFlatObject)) return formatTable(items, width)
  return items.flatMap((item) => {
    const [first = '', ...rest] = formatTree(item, width - 2)
    return [`- ${first}`, ...indent(rest)]
  })
}

function formatTable(items: readonly object[], width: number): string[] {
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))]
  const rows = items.map((item) =>
    names.map((name) => (Object.hasOwn(item, name) ? formatFlat(Reflect.get(item, name)) : '')),
  )
  return layoutTable([names.map(printable), ...rows], width)
}

/** A value that fits on a line: a scalar, or a list or object without content, or a list of scalars. */
function isFlat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object' || item === null)
  return Object.keys(value).length === 0
}

function isFlatObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isFlat)
}

function formatFlat(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(formatFlat).join(', ')
  if (value === null || value === undefined) return '-'
  if (typeof value === 'object') return 'none'
  return printable(String(value as string | number | boolean))
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

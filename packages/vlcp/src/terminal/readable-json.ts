const longestLine = 100

/** JSON with a member on each line, and a list of scalars (or of such lists) on one where it fits. */
export function formatReadableJson(value: unknown, indentation = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indentation}  `
  if (Array.isArray(value)) {
    const line = inline(value)
    if (line !== undefined && line.length + indentation.length <= longestLine) return line
    return block(
      '[',
      value.map((item) => formatReadableJson(item, inner)),
      ']',
      indentation,
    )
  }
  const members = Object.entries(value).map(
    ([name, member]: [string, unknown]) => `${JSON.stringify(name)}: ${formatReadableJson(member, inner)}`,
  )
  return members.length === 0 ? '{}' : block('{', members, '}', indentation)
}

function block(open: string, lines: readonly string[], close: string, indentation: string): string {
  return `${open}\n${lines.map((line) => `${indentation}  ${line}`).join(',\n')}\n${indentation}${close}`
}

/** A list on one line; undefined when there is an object in it, which reads better on lines of its own. */
function inline(value: unknown): string | undefined {
  if (!Array.isArray(value)) return typeof value === 'object' && value !== null ? undefined : JSON.stringify(value)
  const items = value.map(inline)
  return items.includes(undefined) ? undefined : `[${items.join(', ')}]`
}

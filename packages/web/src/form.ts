import { LiteralError, parseLiteral } from '@vlcp/literal'

/**
 * Reads a form or a query string by the reference's convention (vlcp-core section 4.2): the last of several equal names
 * counts, `name[]` collects a list, and a value between back-quotes is a Python literal. A literal that cannot be read
 * stays text, for the validation to refuse in the caller's words.
 *
 * The result owns its members: a name such as `__proto__` is a name like any other.
 */
export function parseForm(text: string): Record<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [name, written] of new URLSearchParams(text)) {
    const value = parseFormValue(written)
    if (!name.endsWith('[]')) fields.set(name, value)
    else appendTo(fields, name.slice(0, -2), value)
  }
  return Object.fromEntries(fields)
}

function appendTo(fields: Map<string, unknown>, name: string, value: unknown): void {
  const list: unknown = fields.get(name)
  if (Array.isArray(list)) list.push(value)
  else fields.set(name, [value])
}

function parseFormValue(written: string): unknown {
  if (written.length < 2 || !written.startsWith('`') || !written.endsWith('`')) return written
  try {
    return parseLiteral(written.slice(1, -1))
  } catch (error) {
    if (error instanceof LiteralError) return written
    throw error
  }
}

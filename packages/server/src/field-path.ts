import { unescapePointer } from './schema-node.ts'

/** Names from outside are cut in paths, and lose control characters: a path ends up in logs and on terminals. */
const longestName = 64

/** Appends one step: `joinField('ports', 3)` is `ports[3]`, `joinField('ports[3]', 'mac')` is `ports[3].mac`. */
export function joinField(path: string, step: string | number): string {
  if (typeof step === 'number') return `${path}[${step}]`
  const cut = step.length > longestName ? `${step.slice(0, longestName)}…` : step
  const name = cut.replaceAll(/\p{Cc}/gu, '?')
  return path === '' ? name : `${path}.${name}`
}

/** The value a JSON pointer leads to, with the pointer rewritten as a readable path: `/ports/3/mac` → `ports[3].mac`. */
export function resolveField(root: unknown, pointer: string): { field: string; value: unknown } {
  let field = ''
  let value = root
  for (const escaped of pointer.split('/').slice(1)) {
    const step = unescapePointer(escaped)
    field = joinField(field, Array.isArray(value) ? Number(step) : step)
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined
  }
  return { field, value }
}

import { OperationError } from './errors.ts'
import { joinField } from './field-path.ts'

/** Deeper nesting than any declared parameter has; it keeps every recursive reader of the value off the stack's end. */
const deepestNesting = 64

/**
 * Refuses parameter trees that would be a hazard to later code although a schema with free attributes allows them:
 * a member called `__proto__`, which turns an assignment into a change of prototype, and bottomless nesting.
 */
export function assertPlainData(root: unknown): void {
  const pending: { value: unknown; field: string; depth: number }[] = [{ value: root, field: '', depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, field, depth } = next
    if (typeof value !== 'object' || value === null) continue
    if (depth > deepestNesting) {
      throw new OperationError('invalid', `the value is nested deeper than ${deepestNesting} levels`, topField(field))
    }
    for (const [name, member] of Object.entries(value)) {
      if (name === '__proto__') {
        throw new OperationError('invalid', '"__proto__" is not allowed as a name', joinField(field, name))
      }
      if (typeof member !== 'object') continue
      pending.push({
        value: member,
        field: joinField(field, Array.isArray(value) ? Number(name) : name),
        depth: depth + 1,
      })
    }
  }
}

/** The path of a bottomless value is as long as it is deep; its first step is enough to find it. */
function topField(field: string): string {
  return /^[^.[]*/.exec(field)?.[0] ?? field
}

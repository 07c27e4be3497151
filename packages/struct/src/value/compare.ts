/** Differences between two values of a definition. */
import { equalValues } from '../equals.ts'
import type { Node } from '../node.ts'
import { fieldsOf, partsOf, resolveLazy, structOf } from './fields.ts'
import type { Fields, ValueField } from './fields.ts'

/** One place where two values differ; `undefined` stands for an absent field or item. */
export interface Difference {
  /** Path within the value: `match.oxm_fields[1].value`, empty for the value itself. */
  readonly path: string
  readonly left: unknown
  readonly right: unknown
}

/** At most `limit` differences. Computed fields (checksums) are left out: they follow from the others. */
export function differences(node: Node, left: unknown, right: unknown, limit: number): Difference[] {
  const found: Difference[] = []
  compare({ found, limit }, node, left, right, '')
  return found
}

interface Search {
  readonly found: Difference[]
  readonly limit: number
}

function compare(search: Search, given: Node, left: unknown, right: unknown, path: string): void {
  if (search.found.length >= search.limit || left === right) return
  const node = resolveLazy(given)
  if (node.kind === 'padded' || node.kind === 'sized') return compare(search, node.item, left, right, path)
  if (node.kind === 'array' && Array.isArray(left) && Array.isArray(right)) {
    for (let i = 0; i < Math.max(left.length, right.length); i++)
      compare(search, node.item, left[i], right[i], `${path}[${i}]`)
    return
  }
  const composite = node.kind === 'struct' || node.kind === 'family' || node.kind === 'bits'
  if (composite && isObject(left) && isObject(right)) {
    for (const field of bothFields(node, left, right)) {
      const at = path === '' ? field.key : `${path}.${field.key}`
      if (field.computed) continue
      if (field.node !== undefined) compare(search, field.node, left[field.key], right[field.key], at)
      else note(search, left[field.key], right[field.key], at)
    }
    return
  }
  note(search, left, right, path)
}

function note(search: Search, left: unknown, right: unknown, path: string): void {
  if (search.found.length < search.limit && !equalValues(left, right)) search.found.push({ path, left, right })
}

/** The fields of both values: two variants of a family have different ones. */
function bothFields(node: Extract<Node, { kind: 'struct' | 'family' | 'bits' }>, a: Fields, b: Fields): ValueField[] {
  if (node.kind === 'bits') return partsOf(node)
  const [left, right] = [structOf(node, a), structOf(node, b)]
  const fields = fieldsOf(left)
  const known = new Set(fields.map((field) => field.key))
  if (left !== right) fields.push(...fieldsOf(right).filter((field) => !known.has(field.key)))
  const extra = { node: undefined, part: undefined, computed: false, optional: true, known: undefined }
  return [...fields, { key: '_extra', ...extra }]
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

/** A deep copy. Views of a received chunk become bytes of their own, so the copy does not keep the chunk alive. */
export function cloneValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return value.slice()
  if (Array.isArray(value)) return value.map(cloneValue)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cloneValue(item)]))
}

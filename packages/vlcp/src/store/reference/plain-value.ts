import { isMap, type ReferenceValue } from '@vlcp/store/transfer'

/** A value as JSON could say it; undefined for bytes, references and what is no plain data. */
export function plainValue(value: ReferenceValue): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (Array.isArray(value)) {
    const items = (value as readonly ReferenceValue[]).map(plainValue)
    return items.includes(undefined) ? undefined : items
  }
  if (!isMap(value)) return undefined
  const members = Object.entries(value).map(([name, member]) => [name, plainValue(member)] as const)
  return members.some(([, member]) => member === undefined) ? undefined : Object.fromEntries(members)
}

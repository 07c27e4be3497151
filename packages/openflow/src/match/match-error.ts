/** A match that cannot be built; says which field is wrong, with which value, and what to do. */
export class MatchError extends RangeError {
  override readonly name = 'MatchError'
  readonly field: string
  readonly value: unknown

  constructor(field: string, value: unknown, reason: string, options?: ErrorOptions) {
    super(`${field} ${describe(value)}: ${reason}`, options)
    this.field = field
    this.value = value
  }
}

const LONGEST = 60

function describe(value: unknown): string {
  if (typeof value === 'bigint') return `0x${value.toString(16)}`
  if (typeof value === 'object' && value !== null && 'value' in value && 'mask' in value) {
    return `${describe(value.value)}/${describe(value.mask)}`
  }
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

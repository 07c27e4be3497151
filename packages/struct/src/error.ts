/** What went wrong. `definition` is a mistake in the definition itself, everything else in the data. */
export type StructErrorCode =
  | 'definition'
  | 'truncated'
  | 'trailing'
  | 'length'
  | 'count'
  | 'constant'
  | 'checksum'
  | 'range'
  | 'type'
  | 'missing'
  | 'unknown-field'
  | 'size'
  | 'nesting'
  | 'variant'
  | 'capacity'
  | 'callback'
  | 'text'

export interface StructErrorDetails {
  /** Field path from the type that was asked: `ofp_flow_stats[3].match.oxm[1].length`. */
  readonly path: string
  /** Byte offset from the first byte of the value: in the input when decoding, in the output when encoding. */
  readonly offset: number
  readonly cause?: unknown
}

/** The only error this library throws. */
export class StructError extends Error {
  override readonly name = 'StructError'
  readonly code: StructErrorCode
  readonly path: string
  readonly offset: number

  constructor(code: StructErrorCode, reason: string, details: StructErrorDetails) {
    const where = details.path === '' ? '' : `${details.path} at byte ${details.offset}: `
    super(where + reason, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.path = details.path
    this.offset = details.offset
  }
}

/** A mistake in a definition, found when it is made or first used. */
export function definitionError(name: string, reason: string): StructError {
  return new StructError('definition', `${name}: ${reason}`, { path: '', offset: 0 })
}

/** Text that a text form does not know. */
export function textError(text: string, wanted: string): StructError {
  return new StructError('text', `${JSON.stringify(text)} is ${wanted}`, { path: '', offset: 0 })
}

/**
 * `format`: the bytes are no capture, or its structure is broken. `size`: a record claims more than any capture holds.
 * `truncated`: the file ends within a record; the frames in front of it are good.
 */
export type CaptureErrorCode = 'format' | 'size' | 'truncated'

/** What is wrong with a capture file, and where. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError'
  readonly code: CaptureErrorCode
  /** Bytes from the start of the file to the record that cannot be read. */
  readonly offset: number

  constructor(code: CaptureErrorCode, reason: string, offset: number, cause?: unknown) {
    super(`capture at byte ${offset}: ${reason}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.offset = offset
  }
}

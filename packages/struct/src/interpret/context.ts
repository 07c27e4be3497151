import { StructError } from '../error.ts'
import type { StructErrorCode } from '../error.ts'

/** Thrown while parsing a stream: this many bytes from the start are needed before anything more can be said. */
export class NeedMore {
  readonly size: number
  constructor(size: number) {
    this.size = size
  }
}

/** Where the interpreter is: the path for messages and the number of steps taken, which tests hold linear. */
export class Context {
  readonly path: (string | number)[] = []
  readonly view: DataView
  readonly start: number
  readonly root: string
  steps = 0
  depth = 0

  constructor(view: DataView, start: number, root: string) {
    this.view = view
    this.start = start
    this.root = root
  }

  fail(code: StructErrorCode, reason: string, at: number, cause?: unknown): never {
    throw new StructError(code, reason, { path: this.where(), offset: at - this.start, cause })
  }

  where(): string {
    let text = this.root
    for (const part of this.path) text += typeof part === 'number' ? `[${part}]` : `.${part}`
    return text
  }
}

/** What an interpreter step sees of its surroundings. */
export interface Region {
  /** Offset behind the last byte that may be read. */
  readonly end: number
  /** True when `end` is only what has arrived so far. */
  readonly open: boolean
}

/** A short description of a value for messages. */
export function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (Array.isArray(value)) return `array of ${value.length}`
  if (value === null || typeof value !== 'object') return String(value)
  return 'object'
}

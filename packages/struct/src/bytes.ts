import { byteLayout, extentName, extentOf } from './extent.ts'
import type { ExtentArgument } from './extent.ts'
import { Type } from './type.ts'

export interface TextOptions {
  /** `utf8` (default): bytes that are not UTF-8 survive as lone surrogates U+DC80..U+DCFF. `latin1`: one byte each. */
  readonly encoding?: 'utf8' | 'latin1'
}

/** Raw bytes: a view of the input, not a copy. Without size: everything to the end of the enclosing region. */
export function bytes(size?: ExtentArgument): Type<Uint8Array> {
  const extent = extentOf('bytes', size)
  return new Type({ kind: 'bytes', name: `bytes(${extentName(extent)})`, extent, ...byteLayout(extent) })
}

/** Text that takes exactly its size: no terminator, no filling. Without size: to the end of the enclosing region. */
export function string(size?: ExtentArgument, options?: TextOptions): Type<string> {
  return text('string', size, false, options)
}

/**
 * `char name[16]`: text that ends at its first NUL and is filled with NULs. A longer text, or one that holds a NUL, is an
 * error. With a size that is not a number the text is cut at its first NUL when decoded and written without filling.
 */
export function fixedString(size?: ExtentArgument, options?: TextOptions): Type<string> {
  return text('fixedString', size, true, options)
}

function text(kind: string, size: ExtentArgument | undefined, padded: boolean, options?: TextOptions): Type<string> {
  const extent = extentOf(kind, size)
  const name = `${kind}(${extentName(extent)})`
  const latin1 = options?.encoding === 'latin1'
  return new Type({ kind: 'string', name, extent, latin1, padded, ...byteLayout(extent) })
}

/** Text with a NUL behind it. `limit`: the largest number of bytes without the NUL (default: what the region holds). */
export function cString(options?: TextOptions & { readonly limit?: number }): Type<string> {
  const limit = options?.limit ?? Number.MAX_SAFE_INTEGER
  const latin1 = options?.encoding === 'latin1'
  return new Type({ kind: 'cstring', name: 'cString', size: undefined, min: 1, open: false, latin1, limit })
}

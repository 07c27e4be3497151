/** Types made from other types, and types of the user's own. */
import { definitionError } from './error.ts'
import { byteLayout, extentName, extentOf } from './extent.ts'
import type { ExtentArgument } from './extent.ts'
import type { Node, TextForm } from './node.ts'
import { roundUp } from './node.ts'
import { Type } from './type.ts'

/** `type` in a region of its own size, which it must fill: `sized(ofp_match, 'match_len')`. */
export function sized<T>(type: Type<T>, size: ExtentArgument): Type<T> {
  const extent = extentOf('sized', size)
  const name = `${type.node.name} in ${extentName(extent)} bytes`
  return new Type<T>({ kind: 'sized', name, ...byteLayout(extent), item: type.node, extent })
}

/** `type` followed by zero bytes up to a multiple of `to` bytes of its own size. */
export function padded<T>(type: Type<T>, to: number): Type<T> {
  if (!Number.isSafeInteger(to) || to < 1) throw definitionError('padded', `${to} is not a size`)
  const { node } = type
  if (node.open) throw definitionError('padded', `${node.name} would take the padding for its own`)
  const size = node.size === undefined ? undefined : roundUp(node.size, to)
  const name = `${node.name} padded to ${to}`
  return new Type<T>({ kind: 'padded', name, size, min: roundUp(node.min, to), open: node.open, item: node, to })
}

/** `type` with its values shown to the program in another form; the functions must be inverse to each other. */
export function convert<I, O>(name: string, type: Type<I>, to: (inner: I) => O, from: (outer: O) => I): Type<O> {
  const { node } = type
  return new Type<O>({
    kind: 'convert',
    name,
    size: node.size,
    min: node.min,
    open: node.open,
    item: node,
    to: (inner) => to(inner as I),
    from: (outer) => from(outer as O),
  })
}

/** `type` with another text form; `parse` must be the inverse of `format` and throw on text it does not know. */
export function withText<T, X extends Type<T>>(
  type: X & Type<T>,
  text: { format(value: T): string; parse(text: string): T },
): Type<T> {
  return new Type<T>({ ...type.node, text: text as TextForm } as Node)
}

/** `type` with an initial value for `create`; a function is called for each value. */
export function initial<T>(type: Type<T>, value: T | (() => T)): Type<T> {
  return new Type<T>({
    ...type.node,
    initial: () => (typeof value === 'function' ? (value as () => T)() : value),
  } as Node)
}

export interface CustomType<T> {
  readonly name: string
  /** A lower bound of the size in bytes (default 0). */
  readonly min?: number
  /** The size in bytes of the value at the start of `bytes`; more than `bytes.length` says that bytes are missing. */
  measure(bytes: Uint8Array): number
  /** The value in exactly these bytes. */
  read(bytes: Uint8Array): T
  /** The size in bytes `write` needs; throws if the value cannot be written. */
  sizeOf(value: T): number
  /** Fills `bytes`, which are zero. */
  write(value: T, bytes: Uint8Array): void
}

/** A type of your own, for what the others cannot say. */
export function custom<T>(type: CustomType<T>): Type<T> {
  return new Type<T>({
    kind: 'custom',
    name: type.name,
    size: undefined,
    min: type.min ?? 0,
    open: false,
    measure: (bytes) => type.measure(bytes),
    read: (bytes) => type.read(bytes),
    sizeOf: (value) => type.sizeOf(value as T),
    write: (value, bytes) => type.write(value as T, bytes),
  })
}

/** A definition that is made later: for definitions that contain themselves. At most 64 may be inside each other. */
export function lazy<T>(name: string, resolve: () => Type<T>, min = 0): Type<T> {
  let resolved: Node | undefined
  return new Type<T>({
    kind: 'lazy',
    name,
    size: undefined,
    min,
    open: false,
    resolve() {
      // Once: `resolve` may make a new definition each time, and walking those would never end.
      resolved ??= resolve().node
      if (resolved.kind === 'lazy') throw definitionError(name, 'refers to another definition that is made later')
      if (resolved.open) throw definitionError(name, `${resolved.name} does not end by itself`)
      return resolved
    },
  })
}

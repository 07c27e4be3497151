import type { Node } from './node.ts'

/** What a back end makes of a node. Offsets are those of the `DataView`. */
export interface Program {
  /** Decodes one value of the region [offset, end) and leaves the offset behind it in `state.next`. Throws on failure. */
  decode(view: DataView, offset: number, end: number): unknown
  /** Encodes at `offset`, not beyond `cap`, and returns the offset behind. Throws on failure. */
  encode(value: unknown, view: DataView, offset: number, cap: number): number
}

/** The second result of `Program.decode`; read at once by the caller, so one place is enough. */
export const state: { next: number; depth: number } = { next: 0, depth: 0 }

/** How many recursive definitions may be inside each other in one value. */
export const maxDepth = 64

/** Thrown by compiled programs: something is wrong, ask the interpreter what. */
export const FAILED: unique symbol = Symbol('failed')
/** Thrown by both back ends: the target is too small. */
export const FULL: unique symbol = Symbol('full')

/** Nodes are immutable, so their programs live as long as they do. */
export type ProgramCache = WeakMap<Node, Program>

import type { BitPart, BitsNode, IntNode, Role, Scale } from '../node.ts'
import type { Position } from './position.ts'
import type { Part } from './write-parts.ts'

/**
 * One object of the value being decoded or encoded. Embedded structures and bit fields share the frame of their
 * parent, because their fields are fields of the parent's object.
 */
export interface Frame {
  /** Decoding: property → expression, in definition order. */
  readonly fields: Map<string, string>
  /** Decoding: properties that are set after the object is made, because they may be absent. */
  readonly late: Map<string, string>
  /** Decoding: hidden counts → expression of the actual number. */
  readonly counts: Map<string, string>
  /** Decoding: nothing depends on the fields, so they are read where the object is made: V8 then keeps fewer of them. */
  direct: boolean
  /** Encoding: hidden counts waiting for what they count. */
  readonly pending: Map<string, Pending>
  /** Encoding: the variable that holds the object. */
  readonly object: string
  /** Whether an enclosing scope of this object already keeps `_extra`. */
  extraTaken: boolean
}

export interface Pending {
  readonly slot: Slot
  readonly scale: Scale
  /** Variables with the sizes of what this field counts; an absent optional part leaves -1. */
  readonly targets: string[]
}

/** A place for a number that is known only later. */
export type Slot =
  | {
      readonly kind: 'int'
      readonly node: IntNode
      readonly at: Position
      /** The write that waits for the number, if nobody looks at the bytes before. */
      readonly part?: Part
    }
  | { readonly kind: 'part'; readonly node: BitsNode; readonly part: BitPart; readonly at: Position }

/** A role to be fulfilled when its scope has been written. */
export interface Duty {
  readonly role: Role
  readonly slot: Slot
}

export function newFrame(object = ''): Frame {
  return {
    fields: new Map(),
    late: new Map(),
    counts: new Map(),
    pending: new Map(),
    object,
    direct: false,
    extraTaken: false,
  }
}

/** What the items of an array see of the object around them: its fields, but not its hidden counts. */
export function itemFrame(frame: Frame): Frame {
  return { ...frame, counts: new Map(), pending: new Map() }
}

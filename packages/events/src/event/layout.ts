import { EventError } from '../errors.ts'

/** What a layout needs to know of an event class. */
export interface LaidOut {
  readonly name: string
  readonly indices: readonly string[]
}

/**
 * The path of an event through a match tree. Each class contributes itself and then the indices it adds, so the path of a class
 * begins with that of its parent, and a parent's matchers meet the events of its subclasses:
 *
 *     class Port extends event('dpid', 'port')   →  Port, dpid, port
 *     class Up extends extend(Port, 'reason')    →  Port, dpid, port, Up, reason
 */
export interface Layout {
  readonly of: LaidOut
  /** A string is an index to read from the event, a class stands for itself. */
  readonly steps: readonly (string | LaidOut)[]
}

/** Classes made by `event()` and `extend()`: they only carry indices, for the class that extends them. */
const declarations = new WeakSet<object>()
const layouts = new WeakMap<object, Layout>()
/** Every class that has a layout, as long as somebody else keeps it. */
const classes = new Set<WeakRef<LaidOut>>()

/** Kept on the prototype of each class: a property is found several times faster than an entry of a WeakMap. */
const LAYOUT: unique symbol = Symbol('layout')

interface Kept {
  readonly [LAYOUT]?: Layout
}

/** @param root the base of all events, whose path is empty. */
export function setRoot(root: LaidOut): void {
  layouts.set(root, { of: root, steps: [] })
}

export function markDeclaration(declared: LaidOut): void {
  declarations.add(declared)
}

/** The layout of a class, computed once. */
export function layoutOf(of: LaidOut): Layout {
  const known = layouts.get(of)
  if (known !== undefined) return known
  if (declarations.has(of))
    throw new EventError('declaration', `event(${of.indices.join(', ')}) needs a class that extends it`)
  let parent = Object.getPrototypeOf(of) as LaidOut
  while (declarations.has(parent)) parent = Object.getPrototypeOf(parent) as LaidOut
  const layout = { of, steps: [...layoutOf(parent).steps, of, ...of.indices.slice(parent.indices.length)] }
  layouts.set(of, layout)
  classes.add(new WeakRef(of))
  return layout
}

/** The event classes of the process that were sent or asked for at least once; for tools that look at it from outside. */
export function knownClasses(): LaidOut[] {
  const found: LaidOut[] = []
  for (const reference of classes) {
    const of = reference.deref()
    if (of === undefined) classes.delete(reference)
    else found.push(of)
  }
  return found
}

/** The class of an event and its parents, the most general first, without the base of all events. */
export function lineageOf(event: object): LaidOut[] {
  return stepsOf(event).filter((step) => typeof step !== 'string')
}

/** The steps of an event's class. */
export function stepsOf(event: object): Layout['steps'] {
  const known = (event as Kept)[LAYOUT]
  if (known !== undefined && known.of === (event.constructor as unknown)) return known.steps
  const layout = layoutOf(event.constructor as typeof event.constructor & LaidOut)
  Object.defineProperty(event.constructor.prototype, LAYOUT, { value: layout, configurable: true })
  return layout.steps
}

/** What an event has at a step of its path. */
export function valueAt(event: object, step: string | LaidOut): unknown {
  return typeof step === 'string' ? (event as Readonly<Record<string, unknown>>)[step] : step
}

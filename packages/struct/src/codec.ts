/** Runs a definition over bytes: compiled where code may be generated, interpreted elsewhere and to explain errors. */
import { compile } from './compile/compile.ts'
import { canGenerate } from './compile/generate.ts'
import { StructError } from './error.ts'
import { Context, NeedMore } from './interpret/context.ts'
import { decodeNode } from './interpret/decode.ts'
import { Writer } from './interpret/encode-size.ts'
import { encodeNode } from './interpret/encode.ts'
import type { Node } from './node.ts'
import { FULL, state } from './program.ts'
import type { Program } from './program.ts'

/** The outcome of `parse`: a value and the bytes it took, or how many bytes from the offset are needed at least. */
export type Parsed<T> =
  | { readonly value: T; readonly length: number; readonly need?: undefined }
  | { readonly value?: undefined; readonly length?: undefined; readonly need: number }

export type Backend = 'compiled' | 'interpreted'

let compiled = canGenerate()

/** Which back end runs, and how often the compiled one had to ask the interpreter in vain; for tests. */
export const backend = {
  get current(): Backend {
    return compiled ? 'compiled' : 'interpreted'
  },
  use(wanted: Backend): void {
    compiled = wanted === 'compiled' && canGenerate()
  },
  /** Steps the interpreter took in its last run. */
  steps: 0,
  /** Values the compiled program refused and the interpreter accepted: must stay 0. */
  disagreements: 0,
}

/** Views of small buffers are remembered: most values come out of the same chunk as the one before. */
const largestKept = 1 << 20
let lastBuffer: ArrayBufferLike = new ArrayBuffer(0)
let lastView: DataView = new DataView(lastBuffer)

function viewOf(buffer: ArrayBufferLike): DataView {
  if (lastBuffer === buffer) return lastView
  const view = makeView(buffer)
  if (buffer.byteLength <= largestKept) {
    lastView = view
    lastBuffer = buffer
  }
  return view
}

/** As `viewOf`, apart from it because who reads and writes by turns mostly does so in two buffers. */
let targetBuffer: ArrayBufferLike = new ArrayBuffer(0)
let targetView: DataView = new DataView(targetBuffer)

function targetViewOf(buffer: ArrayBufferLike): DataView {
  if (targetBuffer === buffer) return targetView
  const view = makeView(buffer)
  if (buffer.byteLength <= largestKept) {
    targetView = view
    targetBuffer = buffer
  }
  return view
}

/** The memory of an array that was transferred to another thread is gone. */
function makeView(buffer: ArrayBufferLike): DataView {
  try {
    return new DataView(buffer)
  } catch (cause) {
    throw new StructError('type', 'the bytes are detached', { path: '', offset: 0, cause })
  }
}

function checkBytes(bytes: unknown): asserts bytes is Uint8Array {
  if (!(bytes instanceof Uint8Array)) throw new StructError('type', 'expected a Uint8Array', { path: '', offset: 0 })
}

function checkPlace(bytes: unknown, offset: number): asserts bytes is Uint8Array {
  checkBytes(bytes)
  if (!(offset >= 0 && offset <= bytes.length && Number.isInteger(offset)))
    throw new StructError('range', `offset ${offset} is not within the ${bytes.length} bytes`, { path: '', offset: 0 })
}

export function parse(node: Node, program: Program, bytes: Uint8Array, offset: number): Parsed<unknown> {
  checkPlace(bytes, offset)
  if (node.open)
    throw new StructError('definition', `${node.name} does not end by itself, so it cannot be parsed from a stream`, {
      path: '',
      offset: 0,
    })
  const view = viewOf(bytes.buffer)
  const start = bytes.byteOffset + offset
  const end = bytes.byteOffset + bytes.length
  if (compiled) {
    const { depth } = state
    try {
      const value = program.decode(view, start, end)
      return { value, length: state.next - start }
    } catch {
      state.depth = depth
    }
  }
  const context = new Context(view, start, node.name)
  try {
    const { value, next } = decodeNode(context, node, start, { end, open: true })
    noteAgreement()
    return { value, length: next - start }
  } catch (error) {
    if (error instanceof NeedMore) return { need: error.size }
    throw error
  } finally {
    backend.steps = context.steps
  }
}

export function decode(node: Node, program: Program, bytes: Uint8Array): unknown {
  checkBytes(bytes)
  const view = viewOf(bytes.buffer)
  const start = bytes.byteOffset
  const end = start + bytes.length
  if (compiled) {
    const { depth } = state
    try {
      const value = program.decode(view, start, end)
      if (state.next === end) return value
    } catch {
      state.depth = depth
    }
  }
  return decodeSlowly(node, view, start, end)
}

function decodeSlowly(node: Node, view: DataView, start: number, end: number): unknown {
  const context = new Context(view, start, node.name)
  try {
    const { value, next } = decodeNode(context, node, start, { end, open: false })
    if (next !== end) context.fail('trailing', `${end - next} bytes are left over`, next)
    noteAgreement()
    return value
  } finally {
    backend.steps = context.steps
  }
}

function noteAgreement(): void {
  if (compiled) backend.disagreements++
}

/** Writes at `offset` and returns the offset behind; throws FULL when `cap` is too near. */
function encodeAt(node: Node, program: Program, value: unknown, view: DataView, offset: number, cap: number): number {
  if (compiled) {
    const { depth } = state
    try {
      return program.encode(value, view, offset, cap)
    } catch (error) {
      state.depth = depth
      if (error === FULL) throw error
    }
  }
  return encodeSlowly(node, value, view, offset, cap)
}

function encodeSlowly(node: Node, value: unknown, view: DataView, offset: number, cap: number): number {
  const context = new Context(view, offset, node.name)
  try {
    const next = encodeNode(new Writer(context, cap), node, value, offset)
    noteAgreement()
    return next
  } catch (error) {
    if (error === FULL || error instanceof StructError) throw error
    // A getter or proxy of the caller's value.
    return context.fail('callback', `cannot be read: ${String(error)}`, offset, error)
  } finally {
    backend.steps = context.steps
  }
}

const slabSize = 16384
let slabBuffer = new ArrayBuffer(slabSize)
let slab = new DataView(slabBuffer)
let slabUsed = 0
/** A callback of a definition may itself encode; then it must not write where we are writing. */
let slabBusy = false

/**
 * Encodes into new memory. Small results share a slab, as `Buffer.allocUnsafe` does, because allocating an
 * `ArrayBuffer` for each costs more than encoding it.
 */
export function encode(node: Node, program: Program, value: unknown): Uint8Array {
  if (slabBusy) return encodeAlone(node, program, value, 1024)
  slabBusy = true
  try {
    const start = slabUsed
    const next = encodeAt(node, program, value, slab, start, slabSize)
    // Results start at multiples of 8, as readers of words like them.
    slabUsed = (next + 7) & -8
    return new Uint8Array(slabBuffer, start, next - start)
  } catch (error) {
    if (error !== FULL) throw error
    const small = slabUsed > slabSize / 2
    slabBuffer = new ArrayBuffer(slabSize)
    slab = new DataView(slabBuffer)
    slabUsed = 0
    return encodeAlone(node, program, value, small ? slabSize / 2 : slabSize * 2)
  } finally {
    slabBusy = false
  }
}

const largestResult = 2 ** 31

function encodeAlone(node: Node, program: Program, value: unknown, size: number): Uint8Array {
  for (let room = size; room <= largestResult; room *= 2) {
    const view = new DataView(new ArrayBuffer(room))
    try {
      return new Uint8Array(view.buffer, 0, encodeAt(node, program, value, view, 0, room))
    } catch (error) {
      if (error !== FULL) throw error
    }
  }
  throw new StructError('size', `takes more than ${largestResult} bytes`, { path: node.name, offset: 0 })
}

export function encodeInto(node: Node, program: Program, value: unknown, target: Uint8Array, offset: number): number {
  checkPlace(target, offset)
  const start = target.byteOffset + offset
  try {
    const end = target.byteOffset + target.length
    return encodeAt(node, program, value, targetViewOf(target.buffer), start, end) - start
  } catch (error) {
    if (error !== FULL) throw error
    const size = encode(node, program, value).length
    throw new StructError('capacity', `needs ${size} bytes, ${target.length - offset} remain in the target`, {
      path: node.name,
      offset,
    })
  }
}

export function programOf(node: Node): Program {
  return compile(node)
}

import type { CustomNode, LazyNode, Node, StructNode } from '../node.ts'
import type { Program, ProgramCache } from '../program.ts'
import { FAILED, FULL, maxDepth, state } from '../program.ts'
import { emitDecode } from './decode.ts'
import { emitEncode, emitSurplus } from './encode.ts'
import { generate } from './generate.ts'
import { emitFamilyDecode, emitFamilyEncode } from './family.ts'
import { runtime } from './runtime.ts'
import { Source } from './source.ts'

const cache: ProgramCache = new WeakMap()
const words = new Uint32Array(2)
const signedWord = new BigInt64Array(words.buffer)
const unsignedWord = new BigUint64Array(words.buffer)
/** Index of the low half of a 64-bit integer on this machine. */
const lowWord = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1

/**
 * The compiled program of a node. Code is generated when a value is first decoded or encoded: a definition that is
 * never used costs nothing, and recursive definitions find the program object of their outer self.
 */
export function compile(node: Node): Program {
  const found = cache.get(node)
  if (found !== undefined) return found
  const program: Program =
    node.kind === 'custom'
      ? customProgram(node)
      : node.kind === 'lazy'
        ? lazyProgram(node)
        : {
            decode(view, offset, end) {
              program.decode = build<Program['decode']>(node, 'decode')
              return program.decode(view, offset, end)
            },
            encode(value, view, offset, cap) {
              program.encode = build<Program['encode']>(node, 'encode')
              return program.encode(value, view, offset, cap)
            },
          }
  cache.set(node, program)
  return program
}

function build<F>(node: Node, direction: 'decode' | 'encode'): F {
  const source = new Source()
  const context = contextOf(source)
  if (node.kind === 'family') (direction === 'decode' ? emitFamilyDecode : emitFamilyEncode)(context, node)
  else (direction === 'decode' ? emitDecode : emitEncode)(context, node)
  return finish<F>(source, direction)
}

function contextOf(source: Source) {
  return {
    source,
    program: (inner: Node) => source.bind(compile(inner)),
    surplus: (inner: StructNode) => source.bind(surplusProgram(inner)),
  }
}

/** Encodes values of a structure that have `_extra`; made when the first one comes. */
function surplusProgram(node: StructNode): Pick<Program, 'encode'> {
  const program: Pick<Program, 'encode'> = {
    encode(value, view, offset, cap) {
      const source = new Source()
      emitSurplus(contextOf(source), node)
      program.encode = finish<Program['encode']>(source, 'encode')
      return program.encode(value, view, offset, cap)
    },
  }
  return program
}

function finish<F>(source: Source, direction: 'decode' | 'encode'): F {
  const names = source.bound.map((_, i) => `K${i}`)
  const parameters = direction === 'decode' ? 'd,o,end' : 'v,d,o,cap'
  // V8 takes the value of a constant for granted, that of a parameter it loads each time.
  const maker = generate(
    ['B'],
    `"use strict";const [${['S', 'R', 'F', 'G', 'W', 'WU', 'WS', 'W0', 'W1', ...names].join(',')}]=B;return function ${direction}(${parameters}){\n${source.body()}\n}`,
  )
  const high = 1 - lowWord
  return maker([state, runtime, FAILED, FULL, words, unsignedWord, signedWord, lowWord, high, ...source.bound]) as F
}

function customProgram(node: CustomNode): Program {
  return {
    decode(view, offset, end) {
      const size = node.measure(new Uint8Array(view.buffer, view.byteOffset + offset, end - offset))
      if (!Number.isInteger(size) || size < node.min || size > end - offset) throw FAILED
      const value = node.read(new Uint8Array(view.buffer, view.byteOffset + offset, size))
      state.next = offset + size
      return value
    },
    encode(value, view, offset, cap) {
      const size = node.sizeOf(value)
      if (!Number.isInteger(size) || size < node.min) throw FAILED
      if (size > cap - offset) throw FULL
      const target = new Uint8Array(view.buffer, view.byteOffset + offset, size)
      target.fill(0)
      node.write(value, target)
      return offset + size
    },
  }
}

function lazyProgram(node: LazyNode): Program {
  return {
    decode(view, offset, end) {
      if (state.depth >= maxDepth) throw FAILED
      state.depth++
      const value = compile(node.resolve()).decode(view, offset, end)
      state.depth--
      return value
    },
    encode(value, view, offset, cap) {
      if (state.depth >= maxDepth) throw FAILED
      state.depth++
      const next = compile(node.resolve()).encode(value, view, offset, cap)
      state.depth--
      return next
    },
  }
}

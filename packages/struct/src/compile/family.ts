/** Families: which variant a value is, as a decision tree of comparisons. */
import type { Case, FamilyNode, Locator } from '../node.ts'
import type { DecodeContext } from './decode-cursor.ts'
import { readInt, readPart, readWords } from './scalar.ts'
import type { Position } from './position.ts'
import type { Source } from './source.ts'
import { literal, property } from './source.ts'

type Context = DecodeContext

function readDiscriminant(source: Source, at: Locator): string {
  const p: Position = { base: 'o', add: at.offset }
  if (at.node.kind === 'int') return source.constant(readInt(at.node, p))
  const part = at.part
  if (part === undefined) return '0'
  return source.constant(readPart(readWords(source, at.node, p), part.width, part.shift))
}

/** The body of `decode(d,o,end)` of a family whose discriminant stands at a fixed place. */
export function emitFamilyDecode(context: Context, node: FamilyNode): void {
  const { source } = context
  const call = (target: Case['node']) => `return ${context.program(target)}.decode(d,o,end);`
  if (node.at !== undefined) {
    source.fail(`end-o<${node.at.offset + node.at.node.size}`)
    const x = readDiscriminant(source, node.at)
    emitCases(source, x, node.cases, call)
    if (node.choices.length === 0) {
      source.line(node.closed ? 'throw F;' : call(node.unknown))
      return
    }
  }
  // The discriminant stands behind something of variable size, or is a predicate: read the head for itself.
  const head = source.constant(`${context.program(node.unknown)}.decode(d,o,end)`)
  if (node.at === undefined && node.key !== undefined) {
    const x = source.constant(property(head, node.key))
    emitCases(source, x, node.cases, call)
  }
  for (const choice of node.choices) source.line(`if(${source.bind(choice.when)}(${head}))${call(choice.node)}`)
  source.line(node.closed ? 'throw F;' : call(node.unknown))
}

/** The body of `encode(v,d,o,cap)`. */
export function emitFamilyEncode(context: Context, node: FamilyNode): void {
  const { source } = context
  const call = (target: Case['node']) => `return ${context.program(target)}.encode(v,d,o,cap);`
  if (node.key !== undefined) emitCases(source, source.constant(property('v', node.key)), node.cases, call)
  for (const choice of node.choices) source.line(`if(${source.bind(choice.when)}(v))${call(choice.node)}`)
  source.line(node.closed ? 'throw F;' : call(node.unknown))
}

function emitCases(source: Source, x: string, cases: readonly Case[], call: (node: Case['node']) => string): void {
  const numbers = cases.filter((c) => typeof c.value === 'number')
  for (const c of cases)
    if (typeof c.value !== 'number') source.line(`if(${x}===${literal(source, c.value)})${call(c.node)}`)
  numbers.sort((a, b) => Number(a.value) - Number(b.value))
  const low = Number(numbers[0]?.value ?? 0)
  const high = Number(numbers.at(-1)?.value ?? 0)
  if (numbers.length > 4 && high - low < numbers.length * 3) emitSwitch(source, x, numbers, call)
  else emitTree(source, x, numbers, call)
}

/** Dense values: V8 makes a jump table of it. */
function emitSwitch(source: Source, x: string, cases: readonly Case[], call: (node: Case['node']) => string): void {
  source.line(`switch(${x}){`)
  for (const c of cases) source.line(`case ${String(c.value)}:${call(c.node)}`)
  source.line('}')
}

/** Sparse values: a few comparisons instead of one for each case. */
function emitTree(source: Source, x: string, cases: readonly Case[], call: (node: Case['node']) => string): void {
  if (cases.length <= 4) {
    for (const c of cases) source.line(`if(${x}===${String(c.value)})${call(c.node)}`)
    return
  }
  const half = cases.length >> 1
  source.line(`if(${x}<${String(cases[half]?.value)}){`)
  emitTree(source, x, cases.slice(0, half), call)
  source.line('}else{')
  emitTree(source, x, cases.slice(half), call)
  source.line('}')
}

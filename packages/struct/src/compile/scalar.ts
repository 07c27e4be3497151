/** Expressions and statements for values of one machine word. `d` is the DataView. */
import { intRange } from '../node.ts'
import type { BigNode, BitPart, BitsNode, FloatNode, IntNode, Node } from '../node.ts'
import type { Position } from './position.ts'
import type { Source } from './source.ts'
import { text } from './position.ts'

function at(position: Position, plus = 0): string {
  return text({ base: position.base, add: position.add + plus })
}

export function readInt(node: IntNode, p: Position): string {
  const le = node.little ? ',true' : ''
  const sign = node.signed ? 'Int' : 'Uint'
  switch (node.size) {
    case 1:
      return `d.get${sign}8(${at(p)})`
    case 2:
      return `d.get${sign}16(${at(p)}${le})`
    case 4:
      return `d.get${sign}32(${at(p)}${le})`
    case 3:
      return node.little
        ? `(d.getUint16(${at(p)},true)|d.get${sign}8(${at(p, 2)})<<16)`
        : `(d.get${sign}8(${at(p)})<<16|d.getUint16(${at(p, 1)}))`
    case 6:
      return node.little
        ? `(d.get${sign}16(${at(p, 4)},true)*4294967296+d.getUint32(${at(p)},true))`
        : `(d.get${sign}16(${at(p)})*4294967296+d.getUint32(${at(p, 2)}))`
  }
}

/** An expression that is true when `x` cannot be written. */
export function badInt(node: IntNode, x: string): string {
  switch (node.size) {
    case 1:
      return node.signed ? `${x}<<24>>24!==${x}` : `(${x}&255)!==${x}`
    case 2:
      return node.signed ? `${x}<<16>>16!==${x}` : `(${x}&65535)!==${x}`
    case 3:
      return node.signed ? `${x}<<8>>8!==${x}` : `(${x}&16777215)!==${x}`
    case 4:
      return node.signed ? `(${x}|0)!==${x}` : `${x}>>>0!==${x}`
    case 6:
      return node.signed
        ? `!(${x}>=-140737488355328&&${x}<=140737488355327&&Math.floor(${x})===${x})`
        : `!(${x}>=0&&${x}<=281474976710655&&Math.floor(${x})===${x})`
  }
}

/** Writes an integer that has been checked, so that it can be joined with its neighbours. */
export function putInt(source: Source, node: IntNode, p: Position, x: string): void {
  const { size, little, signed } = node
  if (size === 6 && !little && !signed) {
    source.put({ at: p, size: 2, little, signed, value: upper(signed, x) })
    source.put({ at: { base: p.base, add: p.add + 2 }, size: 4, little, signed, value: x })
  } else if (size === 3 || size === 6) source.line(writeInt(node, p, x))
  else source.put({ at: p, size, little, signed, value: x })
}

/** A number that the definition fixes, if it is one that can be written as it stands. */
export function putConstant(source: Source, node: Node, p: Position, value: unknown): boolean {
  if (node.kind !== 'int' || typeof value !== 'number' || !Number.isInteger(value)) return false
  const { size, little, signed } = node
  const [low, high] = intRange(node)
  if (size === 3 || size === 6 || value < low || value > high) return false
  source.put({ at: p, size, little, signed, value })
  return true
}

export function writeInt(node: IntNode, p: Position, x: string): string {
  const le = node.little ? ',true' : ''
  const sign = node.signed ? 'Int' : 'Uint'
  switch (node.size) {
    case 1:
      return `d.set${sign}8(${at(p)},${x});`
    case 2:
      return `d.set${sign}16(${at(p)},${x}${le});`
    case 4:
      return `d.set${sign}32(${at(p)},${x}${le});`
    case 3:
      return node.little
        ? `d.setUint16(${at(p)},${x},true);d.set${sign}8(${at(p, 2)},${x}>>16);`
        : `d.set${sign}8(${at(p)},${x}>>16);d.setUint16(${at(p, 1)},${x});`
    case 6:
      return node.little
        ? `d.setUint32(${at(p)},${x},true);d.set${sign}16(${at(p, 4)},${upper(node.signed, x)},true);`
        : `d.set${sign}16(${at(p)},${upper(node.signed, x)});d.setUint32(${at(p, 2)},${x});`
  }
}

/** What is above the low 32 bits. A DataView stores its argument modulo 2^32, so the low bits need no `%`, which is slow. */
function upper(signed: boolean, x: string): string {
  return signed ? `Math.floor(${x}/4294967296)` : `${x}/4294967296`
}

/** Puts the two halves of a 64-bit integer through a shared array: twice as fast as `getBigUint64` in V8. */
function readHalf64(source: Source, p: Position, little: boolean, signed: boolean): string {
  const high = little ? `d.getUint32(${at(p, 4)},true)` : `d.getUint32(${at(p)})`
  const low = little ? `d.getUint32(${at(p)},true)` : `d.getUint32(${at(p, 4)})`
  source.line(`W[W1]=${high};W[W0]=${low};`)
  return source.constant(signed ? 'WS[0]' : 'WU[0]')
}

export function readBig(source: Source, node: BigNode, p: Position): string {
  const { little, signed } = node
  if (node.size === 16) {
    const high = readHalf64(source, { base: p.base, add: p.add + (little ? 8 : 0) }, little, signed)
    const low = readHalf64(source, { base: p.base, add: p.add + (little ? 0 : 8) }, little, false)
    return source.constant(`${high}<<64n|${low}`)
  }
  if (!node.safe) return readHalf64(source, p, little, signed)
  const high = `d.get${signed ? 'Int' : 'Uint'}32(${at(p, little ? 4 : 0)}${little ? ',true' : ''})`
  const low = `d.getUint32(${at(p, little ? 0 : 4)}${little ? ',true' : ''})`
  const value = source.constant(`${high}*4294967296+${low}`)
  source.fail(`!Number.isSafeInteger(${value})`)
  return value
}

export function writeBig(source: Source, node: BigNode, p: Position, x: string): void {
  const { little, signed } = node
  if (node.safe) {
    source.fail(`!Number.isSafeInteger(${x})${signed ? '' : `||${x}<0`}`)
    const le = little ? ',true' : ''
    source.line(`d.setUint32(${at(p, little ? 4 : 0)},${upper(signed, x)}${le});`)
    source.line(`d.setUint32(${at(p, little ? 0 : 4)},${x}${le});`)
  } else if (node.size === 8) {
    const words = signed ? 'WS' : 'WU'
    source.line(`${words}[0]=${x};if(${words}[0]!==${x})throw F;`)
    writeHalf64(source, p, little)
  } else {
    source.fail(`typeof ${x}!=='bigint'||BigInt.as${signed ? 'Int' : 'Uint'}N(128,${x})!==${x}`)
    source.line(`WU[0]=${x};`)
    writeHalf64(source, { base: p.base, add: p.add + (little ? 0 : 8) }, little)
    source.line(`WU[0]=${x}>>64n;`)
    writeHalf64(source, { base: p.base, add: p.add + (little ? 8 : 0) }, little)
  }
}

function writeHalf64(source: Source, p: Position, little: boolean): void {
  if (little) source.line(`d.setUint32(${at(p)},W[W0],true);d.setUint32(${at(p, 4)},W[W1],true);`)
  else source.line(`d.setUint32(${at(p)},W[W1]);d.setUint32(${at(p, 4)},W[W0]);`)
}

export function readFloat(node: FloatNode, p: Position): string {
  return `d.getFloat${node.size * 8}(${at(p)}${node.little ? ',true' : ''})`
}

/** A single that would overflow to infinity is out of range; losing digits is what a single is for. */
export function writeFloat(source: Source, node: FloatNode, p: Position, x: string): void {
  source.fail(`typeof ${x}!=='number'`)
  if (node.size === 4) source.fail(`${x}-${x}===0&&Math.fround(${x})-Math.fround(${x})!==0`)
  source.line(`d.setFloat${node.size * 8}(${at(p)},${x}${node.little ? ',true' : ''});`)
}

/** The integer under a bit field as [high 32 bits or undefined, low 32 bits]; each part is cut out of these. */
export interface Words {
  readonly high: string | undefined
  readonly low: string
}

export function readWords(source: Source, node: BitsNode, p: Position): Words {
  const { size, little } = node
  const unsigned = (bytes: 1 | 2 | 3 | 4, plus: number) =>
    source.constant(readInt(plainInt(bytes, little), { base: p.base, add: p.add + plus }))
  if (size <= 4) return { high: undefined, low: unsigned(size as 1 | 2 | 3 | 4, 0) }
  const top = size === 8 ? 4 : 2
  return little ? { high: unsigned(top, 4), low: unsigned(4, 0) } : { high: unsigned(top, 0), low: unsigned(4, top) }
}

export function plainInt(size: 1 | 2 | 3 | 4 | 6, little: boolean): IntNode {
  return { kind: 'int', name: 'bits', size, min: size, open: false, signed: false, little }
}

export function readPart(words: Words, width: number, shift: number): string {
  const cut = (word: string, by: number, bits: number) =>
    bits >= 32 ? `(${word}>>>0)` : by === 0 ? `(${word}&${mask(bits)})` : `(${word}>>>${by}&${mask(bits)})`
  if (shift >= 32) return cut(words.high ?? '0', shift - 32, width)
  if (shift + width <= 32) return cut(words.low, shift, width)
  const below = 32 - shift
  const low = shift === 0 ? `(${words.low}>>>0)` : `(${words.low}>>>${shift})`
  return `(${cut(words.high ?? '0', 0, width - below)}*${2 ** below}+${low})`
}

function mask(bits: number): number {
  return 2 ** bits - 1
}

export function badPart(width: number, x: string): string {
  if (width < 32) return `(${x}&${mask(width)})!==${x}`
  if (width === 32) return `${x}>>>0!==${x}`
  return `!(${x}>=0&&${x}<=${2 ** width - 1}&&Math.floor(${x})===${x})`
}

/** What a part adds to the high and the low word. */
export function placePart(part: Pick<BitPart, 'width' | 'shift'>, x: string): { high?: string; low?: string } {
  const { width, shift } = part
  if (shift >= 32) return { high: shift === 32 ? x : `${x}<<${shift - 32}` }
  if (shift + width <= 32) return { low: shift === 0 ? x : `${x}<<${shift}` }
  const below = 32 - shift
  return { high: `Math.floor(${x}/${2 ** below})`, low: shift === 0 ? `(${x}>>>0)` : `(${x}>>>0)<<${shift}` }
}

export function writeWords(source: Source, node: BitsNode, p: Position, high: string, low: string): void {
  const { size, little } = node
  const put = (bytes: 1 | 2 | 3 | 4, plus: number, x: string) =>
    putInt(source, plainInt(bytes, little), { base: p.base, add: p.add + plus }, `(${x})`)
  if (size <= 4) return put(size as 1 | 2 | 3 | 4, 0, low)
  const top = size === 8 ? 4 : 2
  put(little ? 4 : top, 0, little ? low : high)
  put(little ? top : 4, little ? 4 : top, little ? high : low)
}

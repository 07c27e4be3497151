/** Numbers, for the interpreter: read, check and write one at a time. */
import type { BigNode, BitPart, BitsNode, FloatNode, IntNode } from '../node.ts'
import { show } from './context.ts'
import type { Context } from './context.ts'

export function readInt(view: DataView, at: number, node: IntNode): number {
  let value = 0
  for (let i = 0; i < node.size; i++) value = value * 256 + view.getUint8(node.little ? at + node.size - 1 - i : at + i)
  return node.signed && value >= 2 ** (8 * node.size - 1) ? value - 2 ** (8 * node.size) : value
}

export function checkInt(context: Context, at: number, value: unknown, low: number, high: number): number {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (typeof value !== 'number' || !Number.isInteger(value))
    context.fail('type', `must be an integer, got ${show(value)}`, at)
  if (value < low || value > high) context.fail('range', `must be in ${low}..${high}, got ${value}`, at)
  return value
}

export function writeInt(view: DataView, at: number, node: IntNode, value: number): void {
  let rest = value < 0 ? value + 2 ** (8 * node.size) : value
  for (let i = 0; i < node.size; i++) {
    view.setUint8(node.little ? at + i : at + node.size - 1 - i, rest % 256)
    rest = Math.floor(rest / 256)
  }
}

export function readBig(context: Context, at: number, node: BigNode): bigint | number {
  let value = 0n
  for (let i = 0; i < node.size; i++)
    value = (value << 8n) | BigInt(context.view.getUint8(node.little ? at + node.size - 1 - i : at + i))
  if (node.signed) value = BigInt.asIntN(8 * node.size, value)
  if (!node.safe) return value
  if (!Number.isSafeInteger(Number(value))) context.fail('range', `${value} does not fit a number exactly`, at)
  return Number(value)
}

export function writeBig(context: Context, at: number, node: BigNode, value: unknown): void {
  if (value === undefined) context.fail('missing', 'is missing', at)
  const fits = node.safe ? typeof value === 'number' && Number.isSafeInteger(value) : typeof value === 'bigint'
  if (!fits) context.fail('type', `must be a ${node.safe ? 'safe integer' : 'bigint'}, got ${show(value)}`, at)
  const bits = 8 * node.size
  let rest = BigInt(value as number | bigint)
  if ((node.signed ? BigInt.asIntN(bits, rest) : BigInt.asUintN(bits, rest)) !== rest)
    context.fail('range', `must fit ${bits} bits${node.signed ? ' with sign' : ''}, got ${rest}`, at)
  for (let i = 0; i < node.size; i++) {
    context.view.setUint8(node.little ? at + i : at + node.size - 1 - i, Number(rest & 255n))
    rest >>= 8n
  }
}

export function readFloat(view: DataView, at: number, node: FloatNode): number {
  return node.size === 4 ? view.getFloat32(at, node.little) : view.getFloat64(at, node.little)
}

export function writeFloat(context: Context, at: number, node: FloatNode, value: unknown): void {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (typeof value !== 'number') context.fail('type', `must be a number, got ${show(value)}`, at)
  if (node.size === 4 && Number.isFinite(value) && !Number.isFinite(Math.fround(value)))
    context.fail('range', `does not fit a single, got ${value}`, at)
  if (node.size === 4) context.view.setFloat32(at, value, node.little)
  else context.view.setFloat64(at, value, node.little)
}

/** One part of the integer under a bit field; `index` is for arrays of parts. */
export function readPart(view: DataView, at: number, node: BitsNode, part: BitPart, index: number): number {
  let value = 0
  for (let bit = part.width - 1; bit >= 0; bit--) {
    const place = part.shift - index * part.width + bit
    value = value * 2 + ((view.getUint8(byteOf(node, at, place)) >> (place & 7)) & 1)
  }
  return value
}

export function writePart(
  view: DataView,
  at: number,
  node: BitsNode,
  part: BitPart,
  index: number,
  value: number,
): void {
  let rest = value
  for (let bit = 0; bit < part.width; bit++) {
    const place = part.shift - index * part.width + bit
    const byte = byteOf(node, at, place)
    const mask = 1 << (place & 7)
    view.setUint8(byte, (view.getUint8(byte) & ~mask) | (rest % 2 === 0 ? 0 : mask))
    rest = Math.floor(rest / 2)
  }
}

function byteOf(node: BitsNode, at: number, place: number): number {
  const fromLow = place >> 3
  return node.little ? at + fromLow : at + node.size - 1 - fromLow
}

/** Checks that a value is what its definition says, with the words for it when it is not. */
import { textSize } from '../text-codec.ts'
import { show } from './context.ts'
import type { Context } from './context.ts'

export type Fields = Record<string, unknown>

export function checkBool(context: Context, at: number, value: unknown): boolean {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (typeof value !== 'boolean') context.fail('type', `must be true or false, got ${show(value)}`, at)
  return value
}

export function checkBytes(context: Context, at: number, value: unknown): Uint8Array {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (!(value instanceof Uint8Array)) context.fail('type', `must be a Uint8Array, got ${show(value)}`, at)
  return value
}

export function checkArray(context: Context, at: number, value: unknown): readonly unknown[] {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (!Array.isArray(value)) context.fail('type', `must be an array, got ${show(value)}`, at)
  return value
}

export function checkObject(context: Context, at: number, value: unknown): Fields {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (typeof value !== 'object' || value === null) context.fail('type', `must be an object, got ${show(value)}`, at)
  return value as Fields
}

export function checkText(
  context: Context,
  at: number,
  value: unknown,
  latin1: boolean,
  terminated: boolean,
): { value: string; size: number } {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (typeof value !== 'string') context.fail('type', `must be a string, got ${show(value)}`, at)
  const size = textSize(value, latin1)
  if (size < 0) context.fail('range', `${show(value)} cannot be written as ${latin1 ? 'Latin-1' : 'UTF-8'}`, at)
  if (terminated && value.includes('\0')) context.fail('range', 'holds a NUL character, which would end it', at)
  return { value, size }
}

export function checkKeys(context: Context, at: number, object: Fields, keys: ReadonlySet<string>): void {
  for (const key in object) {
    if (keys.has(key)) continue
    context.path.push(key)
    context.fail('unknown-field', 'is not a field of the definition', at)
  }
}

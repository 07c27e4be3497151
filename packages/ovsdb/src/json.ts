import { OvsdbError } from './errors.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @param what names the value in the error, such as `update2 of table Bridge` */
export function asObject(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw protocolError(what, `expected an object, got ${preview(value)}`)
  return value
}

export function asArray(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw protocolError(what, `expected an array, got ${preview(value)}`)
  return value
}

export function protocolError(what: string, reason: string): OvsdbError {
  return new OvsdbError('protocol', `${what}: ${reason}`)
}

/** A value as short JSON text, for error messages. */
export function preview(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (isObject(value)) return 'an object'
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

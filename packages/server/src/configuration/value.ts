import Type from 'typebox'
import { Check } from 'typebox/schema'
import { OperationError } from '../errors.ts'
import { hasType, type SchemaNode } from '../schema-node.ts'
import { convertText } from '../text-value.ts'
import { compileValidator } from '../validation.ts'
import { formatOrigin, type Origin } from './origin.ts'
import type { Setting } from './setting.ts'

/** A value with its origin, to be held against the setting of its key. */
export interface FoundValue {
  readonly key: string
  readonly value: unknown
  readonly origin: Origin
  /** The value is text whose type the setting decides. */
  readonly text: boolean
}

/** The value in the type of its setting, or the sentence that says what is wrong with it. */
export type CheckedValue = { readonly value: unknown } | { readonly problem: string }

/** Validates one value. A secret is never repeated. */
export function checkValue(declared: Setting, found: FoundValue): CheckedValue {
  const validate = compileValidator(Type.Object({ value: declared.schema }))
  const where = formatOrigin(found.origin)
  try {
    const input = found.text ? convert(declared.schema, found.value) : found.value
    const { value } = validate({ value: input })
    const refused = declared.check?.(value)
    if (refused === undefined) return { value }
    return { problem: `${where}: ${found.key}: ${declared.secret === true ? withoutSecret(refused, value) : refused}` }
  } catch (error) {
    if (!(error instanceof OperationError)) throw error
    return { problem: `${where}: ${explain(declared, found, error)}` }
  }
}

/**
 * Gives text the type its setting asks for. `a,b` is a list where a list is asked for: variables and flags have no other
 * short way to write one.
 */
function convert(schema: SchemaNode, value: unknown): unknown {
  const isList = typeof value === 'string' && hasType(schema, 'array') && !value.trimStart().startsWith('[')
  return convertText(schema, isList ? splitList(value) : value, Check)
}

function splitList(text: string): string[] {
  return text.trim() === '' ? [] : text.split(',').map((item) => item.trim())
}

/** The validator's sentence with the key's name in it; the value of a secret is not repeated. */
function explain(declared: Setting, found: FoundValue, error: OperationError): string {
  const { message } = error
  const named = /^value\b/.test(message) ? found.key + message.slice('value'.length) : `${found.key}: ${message}`
  if (declared.secret === true) return named.replace(/, received .*$/s, '')
  const unquoted = hasType(declared.schema, 'string') && typeof found.value === 'number'
  return unquoted ? `${named}; put it in quotes` : named
}

/** What a setting's own check says is its author's: it may quote the value. */
function withoutSecret(refused: string, value: unknown): string {
  return typeof value === 'string' && !refused.includes(value) ? refused : 'the value is refused'
}

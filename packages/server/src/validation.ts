import type { Static, TSchema } from 'typebox'
import { Check, Compile } from 'typebox/schema'
import { withDefaults } from './defaults.ts'
import { describeSchema } from './describe-schema.ts'
import { describeValue } from './describe-value.ts'
import { OperationError } from './errors.ts'
import { joinField, resolveField } from './field-path.ts'
import { suggestion } from './nearest-name.ts'
import { assertPlainData } from './plain-data.ts'
import { type SchemaNode, schemaAt } from './schema-node.ts'
import { convertText } from './text-value.ts'

export interface ValidateOptions {
  /** The input came as text, from a form or a command line: numbers are accepted in writing where one is asked for. */
  readonly text?: boolean
}

/** Validates, converts and completes; throws an {@link OperationError} `invalid` that names the field. */
export type Validate<S extends TSchema> = (input: unknown, options?: ValidateOptions) => Static<S>

/** What the compiled validator says about one failure. */
interface SchemaError {
  readonly keyword: string
  readonly schemaPath: string
  readonly instancePath: string
  readonly message: string
}

/**
 * Compiles a schema into the one function that HTTP, command line, configuration and in-process callers use.
 *
 * The schema alone decides what is allowed: `additionalProperties` and `patternProperties` say whether free attributes
 * are. Missing members with a declared `default` get it. The input is not modified.
 */
export function compileValidator<S extends TSchema>(schema: S): Validate<S> {
  const compiled = Compile(schema)
  return (input, options = {}) => {
    assertPlainData(input)
    const value = withDefaults(schema, options.text === true ? convertText(schema, input, Check) : input)
    if (!compiled.Check(value)) throw refusal(schema, value, compiled.Errors(value)[1])
    return value as Static<S>
  }
}

function refusal(schema: SchemaNode, root: unknown, errors: readonly SchemaError[]): OperationError {
  for (const error of errors) {
    const unknownName = error.keyword === 'boolean' && error.schemaPath.endsWith('/additionalProperties')
    if (unknownName && !insideUnion(error)) return undeclared(schema, root, error)
  }
  for (const error of errors) {
    if (error.keyword === 'required' && !insideUnion(error)) return missing(schema, root, error)
  }
  const first = errors.find((error) => !insideUnion(error)) ?? errors[0]
  return first === undefined ? new OperationError('invalid', 'the value is not valid') : mismatch(schema, root, first)
}

/** The error of one alternative says little: the union as a whole is what the caller failed. */
function insideUnion(error: SchemaError): boolean {
  return /\/(?:anyOf|oneOf)\//.test(error.schemaPath)
}

function undeclared(schema: SchemaNode, root: unknown, error: SchemaError): OperationError {
  const { field } = resolveField(root, error.instancePath)
  const name = error.instancePath.slice(error.instancePath.lastIndexOf('/') + 1)
  const owner = schemaAt(schema, error.schemaPath.slice(0, error.schemaPath.lastIndexOf('/')))
  const declared = Object.keys(owner?.properties ?? {})
  return new OperationError('invalid', `there is no parameter "${field}"${suggestion(name, declared)}`, field)
}

function missing(schema: SchemaNode, root: unknown, error: SchemaError): OperationError {
  const { field, value } = resolveField(root, error.instancePath)
  const owner = schemaAt(schema, error.schemaPath)
  const present = typeof value === 'object' && value !== null ? value : {}
  const name = owner?.required?.find((candidate) => !Object.hasOwn(present, candidate)) ?? ''
  const expected = describeSchema(owner?.properties?.[name] ?? {})
  const path = joinField(field, name)
  return new OperationError('invalid', `${path} is required: expected ${expected}, received nothing`, path)
}

/** Keywords whose failure is said by describing the whole form that was expected. */
const formKeywords = new Set(
  'type const enum anyOf oneOf pattern format minimum maximum minLength maxLength minItems maxItems boolean'.split(' '),
)

function mismatch(schema: SchemaNode, root: unknown, error: SchemaError): OperationError {
  const { field, value } = resolveField(root, error.instancePath)
  const name = field === '' ? 'the parameters' : field
  if (!formKeywords.has(error.keyword)) {
    return new OperationError(
      'invalid',
      `${name}: ${error.message}, received ${describeValue(value)}`,
      field || undefined,
    )
  }
  const expected = describeSchema(schemaAt(schema, error.schemaPath) ?? {})
  const message = `${name}: expected ${expected}, received ${describeValue(value)}`
  return new OperationError('invalid', message, field || undefined)
}

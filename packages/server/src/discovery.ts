import Type from 'typebox'
import { describeSchema } from './describe-schema.ts'
import { type Operation, operation, type OperationModule } from './operation.ts'
import type { SchemaNode } from './schema-node.ts'

/** What `discover` with details says about one parameter. */
export interface ParameterDescription {
  readonly name: string
  readonly optional: boolean
  readonly default?: unknown
  /** The expected form in words. */
  readonly type: string
  readonly description?: string
}

/** What `discover` with details says about one operation. */
export interface OperationDescription {
  readonly description: string
  readonly mutates: boolean
  readonly parameters: readonly ParameterDescription[]
  /** Whether attributes beyond the declared parameters are accepted. */
  readonly extra: boolean
  /** The parameters as JSON Schema. */
  readonly schema: unknown
}

/**
 * The operation every module answers: the name and summary of each operation, with `details` also its parameters
 * (vlcp-core section 2.5).
 */
export function discoverOperation(module: OperationModule): Operation {
  return operation({
    name: 'discover',
    summary: `Lists the operations of ${module.name}, with details also their parameters`,
    params: Type.Object(
      { details: Type.Boolean({ default: false, description: 'parameters, defaults and schemas too' }) },
      { additionalProperties: false },
    ),
    mutates: false,
    run: ({ details }) =>
      Object.fromEntries(
        [...module.operations, discoverOperation(module)].map((each) => [
          each.name,
          details ? describeOperation(each) : each.summary,
        ]),
      ),
  })
}

/** Everything there is to know about an operation without calling it. */
export function describeOperation(described: Operation): OperationDescription {
  const schema: SchemaNode = described.params
  const required = new Set(schema.required)
  return {
    description: described.summary,
    mutates: described.mutates,
    parameters: Object.entries(schema.properties ?? {}).map(([name, parameter]) => ({
      name,
      optional: !required.has(name) || parameter.default !== undefined,
      ...(parameter.default === undefined ? {} : { default: parameter.default }),
      type: describeSchema(parameter),
      ...(parameter.description === undefined ? {} : { description: parameter.description }),
    })),
    extra: schema.additionalProperties !== false || schema.patternProperties !== undefined,
    schema: described.params,
  }
}

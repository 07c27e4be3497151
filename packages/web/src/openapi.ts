import type { ApiModule, ApiOperation } from './api-dispatch.ts'
import { errorStatus } from './errors.ts'

export interface OpenApiInfo {
  readonly title: string
  readonly version: string
  /** Whether requests need the bearer token. */
  readonly token: boolean
}

const errorReference = { $ref: '#/components/responses/Error' }

/** The API as an OpenAPI 3.1 document, generated from the declarations of the operations. */
export function createOpenApi(modules: readonly ApiModule[], info: OpenApiInfo): object {
  const paths = modules.flatMap((module) =>
    module.operations.map((operation) => [`/${module.name}/${operation.name}`, pathItem(module, operation)] as const),
  )
  return {
    openapi: '3.1.0',
    info: { title: info.title, version: info.version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    tags: modules.map(({ name, summary }) => ({ name, description: summary })),
    ...(info.token ? { security: [{ token: [] }] } : {}),
    paths: Object.fromEntries(paths),
    components: {
      ...(info.token ? { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } : {}),
      schemas: { Error: errorSchema },
      responses: {
        Error: { description: 'The request is refused', content: json({ $ref: '#/components/schemas/Error' }) },
      },
    },
  }
}

const errorSchema = {
  type: 'object',
  required: ['error', 'code', 'field'],
  properties: {
    error: { type: 'string', description: 'What is wrong, in a sentence' },
    code: { enum: Object.keys(errorStatus) },
    field: { type: ['string', 'null'], description: 'The failing parameter as a path: ports[3].mac_address' },
  },
}

function pathItem(module: ApiModule, operation: ApiOperation): object {
  const common = {
    tags: [module.name],
    summary: operation.summary,
    responses: {
      200: {
        description: 'The result',
        content: json({ type: 'object', required: ['result'], properties: { result: {} } }),
      },
      default: errorReference,
    },
  }
  const content = { ...json(operation.params), 'application/x-www-form-urlencoded': { schema: operation.params } }
  const post = { ...common, operationId: `${module.name}.${operation.name}`, requestBody: { content } }
  if (operation.mutates) return { post }
  return { post, get: { ...common, operationId: `${module.name}.${operation.name}.get`, parameters: query(operation) } }
}

function query(operation: ApiOperation): object[] {
  const properties: unknown = Reflect.get(operation.params, 'properties')
  const required: unknown = Reflect.get(operation.params, 'required')
  const names: readonly unknown[] = Array.isArray(required) ? required : []
  if (typeof properties !== 'object' || properties === null) return []
  return Object.entries(properties).map(([name, schema]: [string, unknown]) => ({
    name,
    in: 'query',
    required: names.includes(name),
    schema,
  }))
}

function json(schema: object): object {
  return { 'application/json': { schema } }
}

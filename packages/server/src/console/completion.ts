import Type from 'typebox'
import type { OperationDescription } from '../discovery.ts'
import type { Hosting } from '../module/context.ts'
import { type Operation, operation } from '../operation.ts'
import { hasType, type SchemaNode, variants } from '../schema-node.ts'
import { eventNames, indicesOf } from './event-filter.ts'
import type { Candidate } from './protocol.ts'

const kinds = ['modules', 'operations', 'parameters', 'values', 'events', 'indices'] as const
type Kind = (typeof kinds)[number]

/** More than somebody would look through. */
const mostCandidates = 200

/** The operation `complete`: what a word that somebody has begun can become. */
export function completion(host: Hosting): Operation {
  return operation({
    name: 'complete',
    summary: 'What a word can become.',
    params: Type.Object(
      {
        kind: Type.Enum([...kinds]),
        of: Type.Array(Type.String(), {
          default: [],
          description: 'the module; the module and the operation; these and the parameter; or the event class',
        }),
        prefix: Type.String({ default: '' }),
      },
      { additionalProperties: false },
    ),
    mutates: false,
    run: async ({ kind, of, prefix }) => {
      const found = await candidates(host, kind, of)
      return found
        .filter(({ name }) => name.startsWith(prefix))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .slice(0, mostCandidates)
    },
  })
}

async function candidates(host: Hosting, kind: Kind, of: readonly string[]): Promise<Candidate[]> {
  const [module = '', name = '', parameter = ''] = of
  switch (kind) {
    case 'modules':
      return host.status().flatMap(({ service, state }) => (state === 'succeeded' ? [{ name: service }] : []))
    case 'operations': {
      const found = await describe(host, module)
      return Object.entries(found).map(([each, { description }]) => ({ name: each, about: description }))
    }
    case 'parameters': {
      const found = (await describe(host, module))[name]?.parameters ?? []
      return found.map((each) => ({
        name: each.name,
        about: each.description === undefined ? each.type : `${each.type}: ${each.description}`,
      }))
    }
    case 'values':
      return valuesOf((await describe(host, module))[name]?.schema, parameter).map((each) => ({ name: each }))
    case 'events':
      return eventNames().map((each) => ({ name: each }))
    case 'indices':
      return indicesOf(module).map((each) => ({ name: each }))
  }
}

/** A module that cannot be asked has nothing to complete. */
async function describe(host: Hosting, module: string): Promise<Readonly<Record<string, OperationDescription>>> {
  try {
    const found = await host.call(module, 'discover', { details: true }, { timeoutMs: 1000 })
    return found as Readonly<Record<string, OperationDescription>>
  } catch {
    return {}
  }
}

/** The values a parameter can have, where there are only few. */
function valuesOf(schema: unknown, parameter: string): string[] {
  const { properties = {} } = Object(schema) as SchemaNode
  const declared = Object.hasOwn(properties, parameter) ? properties[parameter] : undefined
  if (declared === undefined) return []
  return variants(declared).flatMap((each) => {
    if (hasType(each, 'boolean')) return ['false', 'true']
    const values = each.enum ?? (each.const === undefined ? [] : [each.const])
    return values.filter((value) => typeof value === 'string')
  })
}

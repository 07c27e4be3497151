import { FormBody } from './body.ts'
import { GatewayError } from './errors.ts'

export interface CallParameters {
  readonly params: object
  /** The values are text. */
  readonly text: boolean
}

/** The parameters of a call, from the query string or the body; a request that has both says two things and is refused. */
export function callParameters(query: unknown, body: unknown): CallParameters {
  const fields: object = typeof query === 'object' && query !== null ? query : {}
  const given = body instanceof FormBody ? body.fields : (body ?? {})
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new GatewayError('invalid', 'the body must be a JSON object with the parameters')
  }
  if (Object.keys(fields).length === 0) return { params: given, text: body instanceof FormBody }
  if (Object.keys(given).length === 0) return { params: fields, text: true }
  throw new GatewayError('invalid', 'the request has parameters in the query string and in the body')
}

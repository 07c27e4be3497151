import type { FastifyInstance } from 'fastify'
import { GatewayError } from './errors.ts'
import { parseForm } from './form.ts'

/** A form's members, kept apart from a JSON object: their values are text. */
export class FormBody {
  readonly fields: Record<string, unknown>

  constructor(fields: Record<string, unknown>) {
    this.fields = fields
  }
}

/** Reads JSON and form bodies and nothing else; other media types are answered with 415 by fastify. */
export function addBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: unknown, body: string) =>
    parseJson(body),
  )
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string) => new FormBody(parseForm(body)),
  )
}

/** An empty body is a call without parameters: some clients name the type and send nothing. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read'
    throw new GatewayError('invalid', `the body is not JSON: ${reason}`)
  }
}

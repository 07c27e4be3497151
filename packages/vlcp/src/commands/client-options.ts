import type { ApiClientOptions } from '../client/api-client.ts'
import { apiUrl } from '../client/api-url.ts'

/** Options every command that talks to a server has. */
export interface ClientFlags {
  readonly api?: string
}

export function clientOptions(flags: ClientFlags): ApiClientOptions {
  return { url: apiUrl(flags.api, process.env), token: process.env['VLCP_WEB_TOKEN'] }
}

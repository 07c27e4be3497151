import { Failure } from '../failure.ts'

const defaultUrl = 'http://127.0.0.1:8081'

/**
 * Base address of the API a client command talks to: the flag, else `VLCP_API`, else the default of the server. The
 * form `tcp:ADDRESS:PORT` of the server's flag is understood as well.
 */
export function apiUrl(flag: string | undefined, environment: Readonly<Record<string, string | undefined>>): string {
  const written = flag ?? environment['VLCP_API'] ?? defaultUrl
  const text = written.replace(/^tcp:(?!\/\/)/, 'http://')
  if (!URL.canParse(text)) throw new Failure(`the address of the API, "${written}", is not a URL such as ${defaultUrl}`)
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Failure(`the address of the API, "${written}", must begin with http:// or https://`)
  }
  return url.href.replace(/\/+$/, '')
}

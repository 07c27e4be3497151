import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { GatewayError } from './errors.ts'

export interface AccessRules {
  /** When set, every request must carry it as `Authorization: Bearer <token>`. */
  readonly token?: string | undefined
  /** Host names, besides `localhost` and addresses, under which clients reach this server. */
  readonly allowedHosts?: readonly string[] | undefined
}

const hostForm = /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/

/**
 * Refuses requests that come from a web page of somebody else, and those without the token; throws a
 * {@link GatewayError}.
 *
 * A page can make a browser send requests to an address only its user reaches. It cannot hide that: the browser names
 * the page in `Origin` or `Sec-Fetch-Site`, and a page that got here by pointing its own name at our address (DNS
 * rebinding) still has its name in `Host`. An address in `Host` is safe, because an address cannot be re-pointed.
 */
export function checkAccess(headers: IncomingHttpHeaders, rules: AccessRules): void {
  const host = headers.host?.toLowerCase()
  checkHost(host, rules.allowedHosts ?? [])
  const origin = headers.origin
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    throw new GatewayError('forbidden', 'requests from web pages of another origin are refused')
  }
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new GatewayError('forbidden', 'requests from web pages of another site are refused')
  }
  if (rules.token !== undefined) checkToken(headers.authorization, rules.token)
}

function checkHost(host: string | undefined, allowedHosts: readonly string[]): void {
  const name = hostForm.exec(host ?? '')?.groups?.['name']
  const address = name?.replace(/^\[|\]$/g, '') ?? ''
  if (name === 'localhost' || isIP(address) !== 0) return
  if (name !== undefined && allowedHosts.some((allowed) => allowed.toLowerCase() === name)) return
  throw new GatewayError('forbidden', 'the Host of the request is not a name of this server; see web.allowedHosts')
}

function checkToken(authorization: string | undefined, token: string): void {
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
  if (given === undefined) {
    throw new GatewayError('unauthenticated', 'this server wants "Authorization: Bearer" with its token')
  }
  // Digests have one length, which timingSafeEqual needs, and make the time independent of the tokens' lengths.
  if (!timingSafeEqual(digest(given), digest(token))) throw new GatewayError('unauthenticated', 'the token is wrong')
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

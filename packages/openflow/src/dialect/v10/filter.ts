import { OFPP_ANY } from '../../action/reserved-ports.ts'
import type { Match } from '../../match/match.ts'
import type { FlowFilter } from '../../modification.ts'
import { oxm_header, type OfpOxm } from '../../oxm/oxm.ts'
import type { OfpMatch } from '../../v10/match.ts'
import { port16, port32 } from '../nicira/port.ts'
import { encodeOfpMatch } from './match-encode.ts'
import { decodeNxm, encodeNxm } from './nxm.ts'
import { unsupported10 } from './unsupported.ts'

/** OFPTT_ALL, where the table stands in the command or in a question. */
export const ALL_TABLES = 0xff
export const LAST_TABLE = 0xfe
const ALL_ONES = 0xffff_ffff_ffff_ffffn

/** A cookie that flows must have. */
export type Cookie = Pick<FlowFilter, 'cookie' | 'cookieMask'>

export function encodeCookie({ cookie, cookieMask = ALL_ONES }: Cookie): OfpOxm[] {
  if (cookie === undefined || cookieMask === 0n) return []
  return cookieMask === ALL_ONES
    ? [{ header: oxm_header.NXM_NX_COOKIE, value: cookie }]
    : [{ header: oxm_header.NXM_NX_COOKIE_W, value: cookie & cookieMask, mask: cookieMask }]
}

/** A match of Nicira's and the cookie that is written into it as one of its fields. */
export function decodeNxmAndCookie(list: readonly OfpOxm[]): { readonly match: Match; readonly cookie: Cookie } {
  const at = list.findIndex(
    ({ header }) => header === oxm_header.NXM_NX_COOKIE || header === oxm_header.NXM_NX_COOKIE_W,
  )
  const found = list[at]
  if (found === undefined || !('value' in found)) return { match: decodeNxm(list), cookie: {} }
  const cookie = BigInt(found.value)
  return {
    match: decodeNxm(list.toSpliced(at, 1)),
    cookie: found.mask === undefined ? { cookie } : { cookie, cookieMask: BigInt(found.mask) },
  }
}

/** The match in the form of OpenFlow 1.0 where it has one, else in Nicira's. */
export function encodeMatch(match: Match, cookie: Cookie, nicira: boolean): OfpMatch | OfpOxm[] {
  const compared = cookie.cookie !== undefined && cookie.cookieMask !== 0n
  if (compared && !nicira) throw unsupported10('cookie', "needs OpenFlow 1.1 or Nicira's extensions to compare it")
  const made = compared ? 'cookie' : encodeOfpMatch(match)
  // A flow that compares everything would get the highest priority (OpenFlow 1.0.1, 3.4), whatever it states.
  if (typeof made !== 'string' && (made.wildcards !== 0 || !nicira)) return made
  if (!nicira)
    throw unsupported10(
      typeof made === 'string' ? made : 'match',
      "needs Nicira's extensions with this mask, or beside the other fields",
    )
  const list = encodeNxm(match)
  if (compared) list.push(...encodeCookie(cookie))
  return list
}

/** @throws RangeError for a number that is no table; UnsupportedError for another table than the first without extension */
export function tableOf(table: number | undefined, nicira: boolean): number {
  if (!nicira) {
    if (table !== undefined && table !== 0) throw unsupported10('table', `knows table 0 only, not ${table}`)
    return 0
  }
  if (table === undefined) return ALL_TABLES
  if (!Number.isInteger(table) || table < 0 || table > LAST_TABLE)
    throw new RangeError(`table: ${table} is not a number from 0 to ${LAST_TABLE}`)
  return table
}

export function refuseGroup({ outGroup }: FlowFilter): void {
  if (outGroup !== undefined) throw unsupported10('outGroup', 'needs OpenFlow 1.1 or later')
}

export const encodeOutPort = (outPort: number | undefined): number => port16(outPort ?? OFPP_ANY, 'outPort')

/** Only what a filter says. */
export function makeFilter(match: Match, cookie: Cookie, table: number | undefined, out_port: number): FlowFilter {
  const outPort = port32(out_port)
  return {
    ...(Object.keys(match).length === 0 ? {} : { match }),
    ...(table === undefined || table === ALL_TABLES ? {} : { table }),
    ...cookie,
    ...(outPort === OFPP_ANY ? {} : { outPort }),
  }
}

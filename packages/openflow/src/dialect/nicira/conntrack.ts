import type { Action, ConntrackAction } from '../../action/action.ts'
import type { NatAction } from '../../action/conntrack.ts'
import type { Subfield } from '../../action/subfield.ts'
import {
  nx_conntrack_flags as flag,
  nx_ct_alg,
  NX_CT_RECIRC_NONE,
  nx_nat_flags,
  nx_nat_range,
} from '../../nicira/action/conntrack.ts'
import { nx_action_subtype as subtype } from '../../nicira/action/type.ts'
import type { ConntrackBody, PlainBody } from './body.ts'
import { fieldOfHeader, headerOf, offsetAndWidth, partOf, subfieldOf } from './field.ts'

const ALGORITHMS = { ftp: nx_ct_alg.FTP, tftp: nx_ct_alg.TFTP } as const

function encodeZone(zone: number | Subfield): { zone_src: number; zone: number } {
  if (typeof zone === 'number') return { zone_src: 0, zone }
  const part = partOf(zone)
  const { ofs, n_bits_less_1 } = offsetAndWidth(part)
  return { zone_src: headerOf(part.written, 'ct'), zone: (ofs << 6) | n_bits_less_1 }
}

export function encodeConntrack<A>(
  { commit, force, table = NX_CT_RECIRC_NONE, zone = 0, alg, actions = [] }: ConntrackAction,
  nested: (actions: readonly Action[]) => A,
): ConntrackBody<A> {
  return {
    subtype: subtype.NXAST_CT,
    flags: (commit === true ? flag.NX_CT_F_COMMIT : 0) | (force === true ? flag.NX_CT_F_FORCE : 0),
    ...encodeZone(zone),
    recirc_table: table,
    alg: alg === undefined ? nx_ct_alg.NONE : ALGORITHMS[alg],
    actions: nested(actions),
  }
}

function decodeZone(source: number, zone: number): number | Subfield | undefined {
  return source === 0 ? zone : subfieldOf(fieldOfHeader(source), zone >> 6, (zone & 0x3f) + 1)
}

const KNOWN_FLAGS = flag.NX_CT_F_COMMIT | flag.NX_CT_F_FORCE

export function decodeConntrack<A>(
  body: ConntrackBody<A>,
  nested: (actions: A) => readonly Action[],
): ConntrackAction | undefined {
  const alg = body.alg === nx_ct_alg.FTP ? 'ftp' : body.alg === nx_ct_alg.TFTP ? 'tftp' : undefined
  const zone = decodeZone(body.zone_src, body.zone)
  if (zone === undefined || (body.flags & ~KNOWN_FLAGS) !== 0) return undefined
  if (alg === undefined && body.alg !== nx_ct_alg.NONE) return undefined
  const actions = nested(body.actions)
  return {
    type: 'ct',
    ...((body.flags & flag.NX_CT_F_COMMIT) === 0 ? {} : { commit: true }),
    ...((body.flags & flag.NX_CT_F_FORCE) === 0 ? {} : { force: true }),
    ...(body.recirc_table === NX_CT_RECIRC_NONE ? {} : { table: body.recirc_table }),
    ...(zone === 0 ? {} : { zone }),
    ...(alg === undefined ? {} : { alg }),
    ...(actions.length === 0 ? {} : { actions }),
  }
}

type NatBody = PlainBody<typeof subtype.NXAST_NAT>

function encodeAddresses({ addresses }: NatAction): Pick<NatBody, 'ipv4_min' | 'ipv4_max' | 'ipv6_min' | 'ipv6_max'> {
  if (addresses === undefined) return {}
  const { first, last } = addresses
  if (typeof first === 'number')
    return typeof last === 'number' ? { ipv4_min: first, ipv4_max: last } : { ipv4_min: first }
  return typeof last === 'bigint' ? { ipv6_min: first, ipv6_max: last } : { ipv6_min: first }
}

function natFlags({ kind, persistent, selection }: NatAction): number {
  return (
    (kind === undefined ? 0 : kind === 'src' ? nx_nat_flags.NX_NAT_F_SRC : nx_nat_flags.NX_NAT_F_DST) |
    (persistent === true ? nx_nat_flags.NX_NAT_F_PERSISTENT : 0) |
    (selection === 'hash' ? nx_nat_flags.NX_NAT_F_PROTO_HASH : 0) |
    (selection === 'random' ? nx_nat_flags.NX_NAT_F_PROTO_RANDOM : 0)
  )
}

export function encodeNat(action: NatAction): NatBody {
  const addresses = encodeAddresses(action)
  const { ports } = action
  const range_present =
    (addresses.ipv4_min === undefined ? 0 : nx_nat_range.NX_NAT_RANGE_IPV4_MIN) |
    (addresses.ipv4_max === undefined ? 0 : nx_nat_range.NX_NAT_RANGE_IPV4_MAX) |
    (addresses.ipv6_min === undefined ? 0 : nx_nat_range.NX_NAT_RANGE_IPV6_MIN) |
    (addresses.ipv6_max === undefined ? 0 : nx_nat_range.NX_NAT_RANGE_IPV6_MAX) |
    (ports === undefined ? 0 : nx_nat_range.NX_NAT_RANGE_PROTO_MIN) |
    (ports?.last === undefined ? 0 : nx_nat_range.NX_NAT_RANGE_PROTO_MAX)
  return {
    subtype: subtype.NXAST_NAT,
    flags: natFlags(action),
    range_present,
    ...addresses,
    ...(ports === undefined ? {} : { proto_min: ports.first }),
    ...(ports?.last === undefined ? {} : { proto_max: ports.last }),
  }
}

const KNOWN_NAT_FLAGS = 0x1f
const KNOWN_RANGES = 0x3f

const range = <T>(first: T, last: T | undefined): { first: T; last?: T } =>
  last === undefined ? { first } : { first, last }

function decodeRanges(body: NatBody): Pick<NatAction, 'addresses' | 'ports'> | undefined {
  const { ipv4_min, ipv4_max, ipv6_min, ipv6_max, proto_min, proto_max } = body
  // The end of a range without its start, or addresses of both kinds, cannot be said without version.
  if (ipv4_min === undefined && ipv4_max !== undefined) return undefined
  if (ipv6_min === undefined && ipv6_max !== undefined) return undefined
  if (proto_min === undefined && proto_max !== undefined) return undefined
  if (ipv4_min !== undefined && ipv6_min !== undefined) return undefined
  return {
    ...(ipv4_min === undefined ? {} : { addresses: range(ipv4_min, ipv4_max) }),
    ...(ipv6_min === undefined ? {} : { addresses: range(ipv6_min, ipv6_max) }),
    ...(proto_min === undefined ? {} : { ports: range(proto_min, proto_max) }),
  }
}

export function decodeNat(body: NatBody): NatAction | undefined {
  const has = (bit: number): boolean => (body.flags & bit) !== 0
  const [src, dst] = [has(nx_nat_flags.NX_NAT_F_SRC), has(nx_nat_flags.NX_NAT_F_DST)]
  const [hash, random] = [has(nx_nat_flags.NX_NAT_F_PROTO_HASH), has(nx_nat_flags.NX_NAT_F_PROTO_RANDOM)]
  const ranges = decodeRanges(body)
  if (ranges === undefined || (src && dst) || (hash && random)) return undefined
  if ((body.flags & ~KNOWN_NAT_FLAGS) !== 0 || (body.range_present & ~KNOWN_RANGES) !== 0) return undefined
  return {
    type: 'nat',
    ...(src ? { kind: 'src' } : dst ? { kind: 'dst' } : {}),
    ...ranges,
    ...(has(nx_nat_flags.NX_NAT_F_PERSISTENT) ? { persistent: true } : {}),
    ...(hash ? { selection: 'hash' } : random ? { selection: 'random' } : {}),
  }
}

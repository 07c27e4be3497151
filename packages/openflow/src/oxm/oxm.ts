import {
  bytes,
  type Each,
  family,
  type FamilyType,
  type Infer,
  ipv4,
  ipv6,
  list,
  mac,
  openEnumeration,
  optional,
  struct,
  type StructType,
  totalSize,
  type Type,
  u128,
  u16,
  u24,
  u32,
  u64,
  u8,
} from '@vlcp/struct'
import { ofp_port_no } from '../port-no.ts'
import {
  isTunnelMetadata,
  OFPXMC_EXPERIMENTER,
  OXM_FIELDS,
  type OxmField,
  oxmHeader,
  type OxmKind,
  type OxmName,
} from './fields.ts'

const TYPES = { u8, u16, u24, u32, u64, u128, mac, ipv4, ipv6, port: ofp_port_no } as const satisfies Record<
  OxmKind,
  Type<number> | Type<bigint>
>

const isExperimenter = (header: number): boolean => header >>> 16 === OFPXMC_EXPERIMENTER

const FIELDS = Object.entries(OXM_FIELDS) as [OxmName, OxmField][]

type Headers = { readonly [N in OxmName]: number } & { readonly [N in OxmName as `${N}_W`]: number }

function headers(): Headers {
  const named: Record<string, number> = {}
  for (const [name, field] of FIELDS) {
    named[name] = oxmHeader(field, false)
    named[`${name}_W`] = oxmHeader(field, true)
  }
  return named as Headers
}

/** The headers of all known fields: `oxm_header.OXM_OF_ETH_DST`, and with a mask `oxm_header.OXM_OF_ETH_DST_W`. */
export const oxm_header = openEnumeration('oxm_header', u32, headers())

/** What follows the header of a known field. Values up to 48 bits are numbers, wider ones bigints. */
export interface OxmContent {
  value: number | bigint
  /** Of headers with `_W`: set bits are compared. */
  mask?: number | bigint
  /** Of fields of class OFPXMC_EXPERIMENTER. */
  experimenter?: number
}

const content = (name: string, kind: OxmKind, masked: boolean): StructType<OxmContent> => {
  const value: Type<number | bigint> = TYPES[kind]
  return masked ? struct(`${name}_W`, { value, mask: value }) : struct(name, { value })
}

type Experimenters = FamilyType<OxmContent | { experimenter: number; _extra: Uint8Array }>

const experimenters = (fields: Record<number, StructType<OxmContent>>): Experimenters =>
  family('oxm_experimenter', struct('oxm_experimenter', { experimenter: u32 }), 'experimenter', fields)

/** The fields by their header; experimenters share headers, so their fields have a second level. */
function variants(): Record<number, StructType<OxmContent> | Experimenters> {
  const made: Record<number, StructType<OxmContent> | Experimenters> = {}
  const shared = new Map<number, Record<number, StructType<OxmContent>>>()
  for (const masked of [false, true])
    for (const [name, field] of FIELDS) {
      const header = oxmHeader(field, masked)
      if (field.experimenter === undefined) made[header] = content(name, field.kind, masked)
      else shared.set(header, { ...shared.get(header), [field.experimenter]: content(name, field.kind, masked) })
    }
  for (const [header, fields] of shared) made[header] = experimenters(fields)
  return made
}

/**
 * One match field. OpenFlow 1.3.5, 7.2.3.2. A field that is not known, or has a length other than its own, keeps its bytes:
 * NXM_NX_TUN_METADATA in `data`, others in `_extra`, fields of experimenters behind their `experimenter`.
 */
export const ofp_oxm = family(
  'ofp_oxm',
  struct('oxm', { header: oxm_header, _size: totalSize((v: { header: number }) => 4 + (v.header & 0xff)) }),
  'header',
  variants(),
  [
    [(v: { header: number }) => isTunnelMetadata(v.header), struct('NXM_NX_TUN_METADATA', { data: bytes() })],
    [(v: { header: number }) => isExperimenter(v.header) && (v.header & 0xff) >= 4, experimenters({})],
  ],
)

export type OfpOxm = Each<Infer<typeof ofp_oxm>>

export const oxm_fields = list<OfpOxm>(ofp_oxm)

/** A field without value, as actions and table features name it: eight octets for experimenters, else four. */
export const oxm_id = struct('oxm_id', {
  header: oxm_header,
  experimenter: optional(u32, (v: { header: number }) => isExperimenter(v.header)),
})

export interface OxmId extends Infer<typeof oxm_id> {}

import {
  type Each,
  family,
  type Infer,
  list,
  openEnumeration,
  pad,
  struct,
  totalSize,
  u16,
  u32,
  u64,
  unpaddedLength,
} from '@vlcp/struct'

/** One octet of the header is the length of what follows; the class OFPXSC_OPENFLOW_BASIC is 0x8002. */
const header = (field: number, bytes: number): number => 0x8002_0000 + (field << 9) + bytes

/** The headers of all known statistics. OpenFlow 1.5.1, 7.2.4.4. */
export const oxs_header = openEnumeration('oxs_header', u32, {
  OXS_OF_DURATION: header(0, 8),
  OXS_OF_IDLE_TIME: header(1, 8),
  OXS_OF_FLOW_COUNT: header(3, 4),
  OXS_OF_PACKET_COUNT: header(4, 8),
  OXS_OF_BYTE_COUNT: header(5, 8),
})

const time = struct('oxs_time', { sec: u32, nsec: u32 })
const counter = struct('oxs_counter', { value: u64 })

/** One statistic of a flow. OpenFlow 1.5.1, 7.2.4.2. Those of experimenters and of other lengths are kept as they are. */
export const ofp_oxs = family(
  'ofp_oxs',
  struct('oxs', { header: oxs_header, _size: totalSize((v: { header: number }) => 4 + (v.header & 0xff)) }),
  'header',
  {
    [oxs_header.OXS_OF_DURATION]: time,
    [oxs_header.OXS_OF_IDLE_TIME]: time,
    [oxs_header.OXS_OF_FLOW_COUNT]: struct('oxs_flow_count', { value: u32 }),
    [oxs_header.OXS_OF_PACKET_COUNT]: counter,
    [oxs_header.OXS_OF_BYTE_COUNT]: counter,
  },
)

export type OfpOxs = Each<Infer<typeof ofp_oxs>>

/** OpenFlow 1.5.1, 7.2.4.1: the length does not count the padding to a multiple of eight octets. */
export const ofp_stats = struct(
  'ofp_stats',
  { _reserved: pad(2), length: unpaddedLength(u16), oxs_fields: list<OfpOxs>(ofp_oxs) },
  { align: 8 },
)

export interface OfpStats extends Infer<typeof ofp_stats> {}

import { formatIpv4 } from '@vlcp/address'
import {
  array,
  bits,
  bytes,
  checksum,
  count,
  type Each,
  family,
  flag,
  type Infer,
  ipv4,
  openEnumeration,
  pad,
  struct,
  type Type,
  u16,
  u8,
} from '@vlcp/struct'
import { internetChecksum } from '../core/checksum.ts'
import { layerName } from '../core/layer-name.ts'
import { maybeRest } from '../core/maybe-rest.ts'
import type { Protocol } from '../core/protocol.ts'

/** RFC 3376, 4. */
export const igmp_type = openEnumeration('igmp_type', u8, {
  MEMBERSHIP_QUERY: 0x11,
  V1_MEMBERSHIP_REPORT: 0x12,
  V2_MEMBERSHIP_REPORT: 0x16,
  V2_LEAVE_GROUP: 0x17,
  V3_MEMBERSHIP_REPORT: 0x22,
})

/** What version 3 appends to a query (RFC 3376, 4.1). */
const igmpv3_query = struct('igmpv3_query', {
  _flags: bits(u8, { _resv: 4, s: flag, qrv: 3 }),
  qqic: u8,
  number_of_sources: count(u16),
  source_addresses: array(ipv4, 'number_of_sources'),
  additional_data: bytes(),
})

/** RFC 3376, 4.2.4. The auxiliary data length counts words of 4 bytes. */
const group_record = struct('group_record', {
  record_type: u8,
  aux_data_len: u8,
  number_of_sources: count(u16),
  multicast_address: ipv4,
  source_addresses: array(ipv4, 'number_of_sources'),
  auxiliary_data: bytes((v: { aux_data_len: number }) => 4 * v.aux_data_len),
})

const membership = struct('membership', { group_address: ipv4, data: bytes() })

/**
 * An IGMP message of version 1 (RFC 1112, appendix I), 2 (RFC 2236) or 3 (RFC 3376). `max_resp_code` is reserved in version 1 and in
 * reports of version 3.
 */
export const igmp = family(
  'igmp',
  struct('igmp_header', {
    layer: layerName('igmp'),
    type: igmp_type,
    max_resp_code: u8,
    checksum: checksum(u16, (message) => internetChecksum(message)),
  }),
  'type',
  {
    [igmp_type.MEMBERSHIP_QUERY]: struct('membership_query', {
      group_address: ipv4,
      /** null in versions 1 and 2. */
      v3: maybeRest(igmpv3_query),
    }),
    [igmp_type.V1_MEMBERSHIP_REPORT]: membership,
    [igmp_type.V2_MEMBERSHIP_REPORT]: membership,
    [igmp_type.V2_LEAVE_GROUP]: membership,
    [igmp_type.V3_MEMBERSHIP_REPORT]: struct('v3_membership_report', {
      _reserved: pad(2),
      number_of_group_records: count(u16),
      group_records: array(group_record, 'number_of_group_records'),
      additional_data: bytes(),
    }),
  },
)

export type Igmp = Each<Infer<typeof igmp>>

export const igmpProtocol: Protocol<Igmp> = {
  type: igmp as Type<Igmp>,
  whole: true,
  check: { key: 'checksum', at: 2, covers: 'region', sum: 'internet' },
  summary: (message) =>
    `igmp ${igmp_type.nameOf(message.type)}${'group_address' in message ? ` ${formatIpv4(message.group_address)}` : ''}`,
}

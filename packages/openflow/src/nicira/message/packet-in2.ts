import { bytes, enumeration, family, list, pad, struct, u16, u32, u64, u8 } from '@vlcp/struct'
import { oxm_fields } from '../../oxm/oxm.ts'
import { property_header } from '../../property/property.ts'
import { nx_packet_in_reason } from '../action/controller.ts'

export const nx_packet_in2_prop_type = enumeration('nx_packet_in2_prop_type', u16, {
  NXPINT_PACKET: 0,
  NXPINT_FULL_LEN: 1,
  NXPINT_BUFFER_ID: 2,
  NXPINT_TABLE_ID: 3,
  NXPINT_COOKIE: 4,
  NXPINT_REASON: 5,
  NXPINT_METADATA: 6,
  NXPINT_USERDATA: 7,
  NXPINT_CONTINUATION: 8,
})

const prop = nx_packet_in2_prop_type

const nx_packet_in2_prop = family('nx_packet_in2_prop', property_header('nx_packet_in2_prop', prop), 'type', {
  [prop.NXPINT_PACKET]: struct('packet', { data: bytes() }),
  [prop.NXPINT_FULL_LEN]: struct('full_len', { full_len: u32 }),
  [prop.NXPINT_BUFFER_ID]: struct('buffer_id', { buffer_id: u32 }),
  [prop.NXPINT_TABLE_ID]: struct('table_id', { table_id: u8 }),
  [prop.NXPINT_COOKIE]: struct('cookie', { _pad: pad(4), cookie: u64 }),
  [prop.NXPINT_REASON]: struct('reason', { reason: nx_packet_in_reason }),
  [prop.NXPINT_METADATA]: struct('metadata', { metadata: oxm_fields }),
  [prop.NXPINT_USERDATA]: struct('userdata', { userdata: bytes() }),
  /* Means something to the switch only. */
  [prop.NXPINT_CONTINUATION]: struct('continuation', { _pad: pad(4), continuation: bytes() }),
})

/** NXT_PACKET_IN2, and NXT_RESUME, which sends one back. */
export const nx_packet_in2 = struct('nx_packet_in2', { properties: list(nx_packet_in2_prop) })

import {
  bytes,
  count,
  array,
  type Each,
  family,
  flags,
  type Infer,
  ipv4,
  ipv6,
  length,
  list,
  pad,
  openEnumeration,
  string,
  struct,
  type Type,
  u16,
  u32,
  u8,
  unpaddedLength,
} from '@vlcp/struct'
import { optionList } from '../core/option-list.ts'

/** IANA "SCTP Chunk Types". */
export const sctp_chunk_type = openEnumeration('sctp_chunk_type', u8, {
  DATA: 0,
  INIT: 1,
  INIT_ACK: 2,
  SACK: 3,
  HEARTBEAT: 4,
  HEARTBEAT_ACK: 5,
  ABORT: 6,
  SHUTDOWN: 7,
  SHUTDOWN_ACK: 8,
  ERROR: 9,
  COOKIE_ECHO: 10,
  COOKIE_ACK: 11,
  ECNE: 12,
  CWR: 13,
  SHUTDOWN_COMPLETE: 14,
  AUTH: 15,
  I_DATA: 64,
  RE_CONFIG: 130,
  FORWARD_TSN: 192,
})

/** IANA "SCTP Chunk Parameter Types". */
export const sctp_parameter_type = openEnumeration('sctp_parameter_type', u16, {
  HEARTBEAT_INFO: 1,
  IPV4_ADDRESS: 5,
  IPV6_ADDRESS: 6,
  STATE_COOKIE: 7,
  UNRECOGNIZED_PARAMETER: 8,
  COOKIE_PRESERVATIVE: 9,
  HOST_NAME_ADDRESS: 11,
  SUPPORTED_ADDRESS_TYPES: 12,
  ECN_CAPABLE: 0x8000,
  FORWARD_TSN_SUPPORTED: 0xc000,
})

/** A parameter of INIT, INIT ACK and HEARTBEAT (RFC 9260, 3.2.1); others keep their value in `_extra`. */
export const sctp_parameter = family(
  'sctp_parameter',
  struct('sctp_parameter_header', { type: sctp_parameter_type, length: length(u16) }),
  'type',
  {
    [sctp_parameter_type.HEARTBEAT_INFO]: struct('heartbeat_info', { heartbeat_info: bytes() }),
    [sctp_parameter_type.IPV4_ADDRESS]: struct('ipv4_address', { ipv4_address: ipv4 }),
    [sctp_parameter_type.IPV6_ADDRESS]: struct('ipv6_address', { ipv6_address: ipv6 }),
    [sctp_parameter_type.STATE_COOKIE]: struct('state_cookie', { cookie: bytes() }),
    [sctp_parameter_type.UNRECOGNIZED_PARAMETER]: struct('unrecognized_parameter', { unrecognized: bytes() }),
    [sctp_parameter_type.COOKIE_PRESERVATIVE]: struct('cookie_preservative', { life_span_increment_ms: u32 }),
    [sctp_parameter_type.HOST_NAME_ADDRESS]: struct('host_name_address', { host_name: string() }),
    [sctp_parameter_type.SUPPORTED_ADDRESS_TYPES]: struct('supported_address_types', { address_types: list(u16) }),
    [sctp_parameter_type.ECN_CAPABLE]: struct('ecn_capable', {}),
    [sctp_parameter_type.FORWARD_TSN_SUPPORTED]: struct('forward_tsn_supported', {}),
  },
)

export type SctpParameter = Each<Infer<typeof sctp_parameter>>

/** An error cause of ABORT and ERROR (RFC 9260, 3.3.10). */
export const sctp_cause = struct('sctp_cause', {
  cause_code: u16,
  cause_length: length(u16),
  cause_information: bytes(),
})

export interface SctpCause extends Infer<typeof sctp_cause> {}

/** Flags of DATA (RFC 9260, 3.3.1; `I` RFC 7053). */
export const sctp_data_flags = flags('sctp_data_flags', u8, { E: 1, B: 2, U: 4, I: 8 })

const parameters = optionList(sctp_parameter as Type<SctpParameter>, { key: 'type', startAt: 4 })
const init = struct('init', {
  initiate_tag: u32,
  a_rwnd: u32,
  number_of_outbound_streams: u16,
  number_of_inbound_streams: u16,
  initial_tsn: u32,
  parameters,
})
const causes = struct('causes', {
  causes: optionList(sctp_cause as Type<SctpCause>, { key: 'cause_code', startAt: 4 }),
})
const heartbeat = struct('heartbeat', { parameters })
const empty = struct('empty', {})

/** A chunk (RFC 9260, 3.2), filled up to a multiple of 4 bytes. Unknown types keep their value in `_extra`. */
export const sctp_chunk = family(
  'sctp_chunk',
  struct('sctp_chunk_header', { type: sctp_chunk_type, flags: u8, length: unpaddedLength(u16) }, { align: 4 }),
  'type',
  {
    [sctp_chunk_type.DATA]: struct('data', {
      tsn: u32,
      stream_identifier: u16,
      stream_sequence_number: u16,
      payload_protocol_identifier: u32,
      user_data: bytes(),
    }),
    [sctp_chunk_type.INIT]: init,
    [sctp_chunk_type.INIT_ACK]: init,
    [sctp_chunk_type.SACK]: struct('sack', {
      cumulative_tsn_ack: u32,
      a_rwnd: u32,
      number_of_gap_ack_blocks: count(u16),
      number_of_duplicate_tsns: count(u16),
      gap_ack_blocks: array(struct('gap_ack_block', { start: u16, end: u16 }), 'number_of_gap_ack_blocks'),
      duplicate_tsns: array(u32, 'number_of_duplicate_tsns'),
    }),
    [sctp_chunk_type.HEARTBEAT]: heartbeat,
    [sctp_chunk_type.HEARTBEAT_ACK]: heartbeat,
    [sctp_chunk_type.ABORT]: causes,
    [sctp_chunk_type.SHUTDOWN]: struct('shutdown', { cumulative_tsn_ack: u32 }),
    [sctp_chunk_type.SHUTDOWN_ACK]: empty,
    [sctp_chunk_type.ERROR]: causes,
    [sctp_chunk_type.COOKIE_ECHO]: struct('cookie_echo', { cookie: bytes() }),
    [sctp_chunk_type.COOKIE_ACK]: empty,
    [sctp_chunk_type.ECNE]: struct('ecne', { lowest_tsn: u32 }),
    [sctp_chunk_type.CWR]: struct('cwr', { lowest_tsn: u32 }),
    [sctp_chunk_type.SHUTDOWN_COMPLETE]: empty,
    /** RFC 4895, 4.1. */
    [sctp_chunk_type.AUTH]: struct('auth', { shared_key_identifier: u16, hmac_identifier: u16, hmac: bytes() }),
    /** RFC 8260, 2.1: the last number is the payload protocol in a first fragment, else the fragment's sequence number. */
    [sctp_chunk_type.I_DATA]: struct('i_data', {
      tsn: u32,
      stream_identifier: u16,
      _reserved: pad(2),
      message_identifier: u32,
      ppid_or_fsn: u32,
      user_data: bytes(),
    }),
    /** RFC 6525, 3.1. */
    [sctp_chunk_type.RE_CONFIG]: struct('re_config', { parameters }),
    /** RFC 3758, 3.2. */
    [sctp_chunk_type.FORWARD_TSN]: struct('forward_tsn', {
      new_cumulative_tsn: u32,
      streams: list(struct('skipped_stream', { stream: u16, stream_sequence: u16 })),
    }),
  },
)

export type SctpChunk = Each<Infer<typeof sctp_chunk>>

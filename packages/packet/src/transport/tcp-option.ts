import {
  bits,
  bytes,
  type Each,
  family,
  type Infer,
  length,
  list,
  openEnumeration,
  struct,
  u16,
  u32,
  u8,
} from '@vlcp/struct'

/** IANA "TCP Option Kind Numbers". */
export const tcp_option_kind = openEnumeration('tcp_option_kind', u8, {
  EOL: 0,
  NOP: 1,
  MSS: 2,
  WINDOW_SCALE: 3,
  SACK_PERMITTED: 4,
  SACK: 5,
  TIMESTAMPS: 8,
  MD5: 19,
  USER_TIMEOUT: 28,
  AO: 29,
  MPTCP: 30,
  FAST_OPEN: 34,
  EXPERIMENT_1: 253,
  EXPERIMENT_2: 254,
})

const experiment = struct('experiment', { exid: u16, data: bytes() })

/** An option with a length (RFC 9293, 3.2). End of list and no operation are single bytes without it. */
export const tcp_option = family(
  'tcp_option',
  struct('tcp_option_header', { kind: tcp_option_kind, length: length(u8) }),
  'kind',
  {
    [tcp_option_kind.MSS]: struct('mss', { mss: u16 }),
    /** RFC 7323, 2.2 and 3.2. */
    [tcp_option_kind.WINDOW_SCALE]: struct('window_scale', { shift: u8 }),
    [tcp_option_kind.TIMESTAMPS]: struct('timestamps', { tsval: u32, tsecr: u32 }),
    /** RFC 2018. */
    [tcp_option_kind.SACK_PERMITTED]: struct('sack_permitted', {}),
    [tcp_option_kind.SACK]: struct('sack', {
      blocks: list(struct('sack_block', { left_edge: u32, right_edge: u32 })),
    }),
    /** RFC 2385. */
    [tcp_option_kind.MD5]: struct('md5', { digest: bytes() }),
    /** RFC 5482: `granularity` 0 is seconds, 1 is minutes. */
    [tcp_option_kind.USER_TIMEOUT]: struct('user_timeout', {
      _timeout: bits(u16, { granularity: 1, user_timeout: 15 }),
    }),
    /** RFC 5925, 2.2. */
    [tcp_option_kind.AO]: struct('ao', { key_id: u8, r_next_key_id: u8, mac: bytes() }),
    /** RFC 8684, 3. */
    [tcp_option_kind.MPTCP]: struct('mptcp', { _subtype: bits(u8, { subtype: 4, flags: 4 }), data: bytes() }),
    /** RFC 7413, 4.1.1. */
    [tcp_option_kind.FAST_OPEN]: struct('fast_open', { cookie: bytes() }),
    /** RFC 6994. */
    [tcp_option_kind.EXPERIMENT_1]: experiment,
    [tcp_option_kind.EXPERIMENT_2]: experiment,
  },
)

export type TcpOption = Each<Infer<typeof tcp_option>>

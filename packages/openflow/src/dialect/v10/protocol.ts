export const ETH_IPV4 = 0x0800
export const ETH_ARP = 0x0806
export const ETH_RARP = 0x8035
export const ETH_IPV6 = 0x86dd
export const ICMP = 1
export const ICMPV6 = 58

/** The fields whose two values stand in tp_src and tp_dst, by protocol. */
export const TRANSPORT = {
  6: ['tcp_src', 'tcp_dst'],
  17: ['udp_src', 'udp_dst'],
  132: ['sctp_src', 'sctp_dst'],
  [ICMP]: ['icmpv4_type', 'icmpv4_code'],
} as const

export const isTransport = (proto: unknown): proto is keyof typeof TRANSPORT =>
  typeof proto === 'number' && proto in TRANSPORT

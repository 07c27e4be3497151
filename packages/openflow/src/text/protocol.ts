export interface Protocol {
  readonly ethType: number
  readonly ipProto?: number
}

/** The words of ovs-ofctl(8) that stand for an Ethernet type, or for one and an IP protocol; the first spelling is printed. */
export const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ['ip', { ethType: 0x0800 }],
  ['ipv4', { ethType: 0x0800 }],
  ['ip4', { ethType: 0x0800 }],
  ['arp', { ethType: 0x0806 }],
  ['icmp', { ethType: 0x0800, ipProto: 1 }],
  ['tcp', { ethType: 0x0800, ipProto: 6 }],
  ['udp', { ethType: 0x0800, ipProto: 17 }],
  ['sctp', { ethType: 0x0800, ipProto: 132 }],
  ['ipv6', { ethType: 0x86dd }],
  ['ip6', { ethType: 0x86dd }],
  ['icmp6', { ethType: 0x86dd, ipProto: 58 }],
  ['tcp6', { ethType: 0x86dd, ipProto: 6 }],
  ['udp6', { ethType: 0x86dd, ipProto: 17 }],
  ['sctp6', { ethType: 0x86dd, ipProto: 132 }],
  ['rarp', { ethType: 0x8035 }],
  ['mpls', { ethType: 0x8847 }],
  ['mplsm', { ethType: 0x8848 }],
])

const WORDS = new Map<number, string>()
for (const [word, { ethType, ipProto = 0x100 }] of [...PROTOCOLS].toReversed()) {
  WORDS.set(ethType * 0x200 + ipProto, word)
}

/** The word for an Ethernet type and, where there is one for both, an IP protocol; undefined when there is none. */
export const protocolWord = (ethType: number, ipProto?: number): string | undefined =>
  WORDS.get(ethType * 0x200 + (ipProto ?? 0x100))

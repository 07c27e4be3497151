import {
  arp,
  arp_op,
  encodePacket,
  ethernet,
  icmp,
  icmpv6,
  ipv4,
  ipv6,
  type Layer,
  mpls,
  sctp,
  tcp,
  udp,
  vlan,
} from '@vlcp/packet'

const H1 = 0x0200_0000_0001
const H2 = 0x0200_0000_0002
const ADDRESS_1 = 0x0a00_0001
const ADDRESS_2 = 0x0a00_0002
const BROADCAST = 0xffff_ffff_ffff

const payload: Layer = { layer: 'payload', data: new TextEncoder().encode('what is carried ') }
const to2 = ethernet.create({ dst: H2, src: H1 })
const to1 = ethernet.create({ dst: H1, src: H2 })
const ip = ipv4.create({ src: ADDRESS_1, dst: ADDRESS_2, dscp: 10, ecn: 1 })
const ipBack = ipv4.create({ src: ADDRESS_2, dst: ADDRESS_1 })
const ip6 = ipv6.create({ src: (0xfd00n << 112n) | 1n, dst: (0xfd00n << 112n) | 2n, hop_limit: 9 })
const segment = { src_port: 1000, dst_port: 80, window: 500 }

const [SYN, ACK] = [2, 16]

const tcpOf = (flags: number, back = false): Uint8Array => {
  const ports = back ? { src_port: 80, dst_port: 1000, window: 500 } : segment
  return encodePacket([back ? to1 : to2, back ? ipBack : ip, tcp.create({ ...ports, flags })])
}

/** One frame of each kind the fake switch reads. */
export const FRAMES = {
  udp: encodePacket([to2, ip, udp.create({ src_port: 5000, dst_port: 53 }), payload]),
  udpBack: encodePacket([to1, ipBack, udp.create({ src_port: 53, dst_port: 5000 }), payload]),
  udpLastHop: encodePacket([to2, { ...ip, ttl: 1 }, udp.create({ src_port: 5000, dst_port: 53 }), payload]),
  udpWithoutChecksum: (() => {
    const bytes = encodePacket([to2, ip, udp.create({ src_port: 5000, dst_port: 53 }), payload])
    bytes.fill(0, 40, 42)
    return bytes
  })(),
  tcp: encodePacket([to2, ip, tcp.create(segment), payload]),
  tcpSyn: tcpOf(SYN),
  tcpSynAck: tcpOf(SYN + ACK, true),
  tcpAck: tcpOf(ACK),
  sctp: encodePacket([to2, ip, sctp.create({ src_port: 7, dst_port: 9, verification_tag: 5 })]),
  icmp: encodePacket([to2, ip, icmp.create({ type: 8, identifier: 3, sequence_number: 1 }), payload]),
  icmpBack: encodePacket([to1, ipBack, icmp.create({ type: 0, identifier: 3, sequence_number: 1 }), payload]),
  tagged: encodePacket([to2, vlan.create({ vid: 100, pcp: 3 }), ip, udp.create({ src_port: 1, dst_port: 2 }), payload]),
  doubleTagged: encodePacket([
    { ...to2, type: 0x88a8 },
    vlan.create({ vid: 7 }),
    vlan.create({ vid: 8 }),
    ip,
    udp.create({ src_port: 1, dst_port: 2 }),
    payload,
  ]),
  arp: encodePacket([
    ethernet.create({ dst: BROADCAST, src: H1 }),
    arp.create({ op: arp_op.REQUEST, sha: H1, spa: ADDRESS_1, tpa: ADDRESS_2 }),
  ]),
  udp6: encodePacket([to2, ip6, udp.create({ src_port: 5000, dst_port: 53 }), payload]),
  tcp6: encodePacket([to2, ip6, tcp.create(segment), payload]),
  solicitation: encodePacket([
    to2,
    { ...ip6, hop_limit: 255 },
    icmpv6.create({
      type: 135,
      target_address: ip6.dst,
      options: [{ type: 1, link_layer_address: Uint8Array.of(2, 0, 0, 0, 0, 1) }],
    }),
  ]),
  mpls: encodePacket([to2, mpls.create({ label: 16, ttl: 30 }), ip, udp.create({ src_port: 1, dst_port: 2 })]),
  mplsLabels: encodePacket([
    to2,
    mpls.create({ label: 17, tc: 2, ttl: 20 }),
    mpls.create({ label: 16, ttl: 30 }),
    ip,
    udp.create({ src_port: 1, dst_port: 2 }),
  ]),
} satisfies Record<string, Uint8Array>

export type FrameName = keyof typeof FRAMES
export const FRAME_NAMES = Object.keys(FRAMES) as FrameName[]

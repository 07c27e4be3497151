import {
  arp,
  arp_op,
  encodePacket,
  ethernet,
  icmp,
  icmpv6,
  ipv4,
  ipv6,
  ipv6_hop_by_hop,
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

const toUdp = udp.create({ src_port: 5000, dst_port: 53 })

/** A frame with octets changed, as hardly any sender would send it. */
function altered(frame: Uint8Array, at: number, ...octets: readonly number[]): Uint8Array {
  const bytes = frame.slice()
  bytes.set(octets, at)
  return bytes
}
const UDP = encodePacket([to2, ip, toUdp, payload])
const ETHERTYPE_AT = 12
const IP_AT = 14
const length = (frame: Uint8Array): readonly number[] => [0, frame.length - IP_AT]
/** LLC in front of an ethertype (RFC 1042). */
const SNAP = [0xaa, 0xaa, 3, 0, 0, 0]
const snap = Uint8Array.of(...UDP.subarray(0, ETHERTYPE_AT), 0, UDP.length - 6, ...SNAP, ...UDP.subarray(ETHERTYPE_AT))
const withHopByHop = encodePacket([
  to2,
  ip6,
  ipv6_hop_by_hop.create({ options: [] }),
  udp.create({ src_port: 5000, dst_port: 53 }),
  payload,
])

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
  fragment: encodePacket([to2, { ...ip, mf: true }, toUdp, payload]),
  // Of UDP or ICMP, Open vSwitch 3.1 would change octets of its data where the first fragment has its header.
  laterFragment: encodePacket([to2, { ...ip, fragment_offset: 9, protocol: 47 }, payload]),
  options: encodePacket([to2, { ...ip, options: [{ type: 1 }, { type: 1 }] }, toUdp, payload]),
  unknownProtocol: encodePacket([to2, { ...ip, protocol: 99 }, payload]),
  padded: encodePacket([to2, ip, toUdp, { layer: 'trailer', behind: 1, data: new Uint8Array(18) }]),
  hopByHop: withHopByHop,
  llc: altered(UDP, ETHERTYPE_AT, ...length(UDP)),
  longerThanItIs: altered(UDP, IP_AT + 2, 1, 0),
  shortHeader: altered(UDP, IP_AT, 0x44),
  cut: UDP.slice(0, 40),
  arpOfOtherHardware: altered(
    encodePacket([to2, arp.create({ op: arp_op.REQUEST, sha: H1, spa: ADDRESS_1, tpa: ADDRESS_2 })]),
    IP_AT,
    0,
    6,
  ),
  headerOnly: UDP.slice(0, IP_AT),
  unreachable: encodePacket([to1, ipBack, icmp.create({ type: 3, code: 3, data: UDP.slice(IP_AT) })]),
  // Behind push_mpls, Open vSwitch 3.1 leaves the LLC header in front of the label.
  snap,
} satisfies Record<string, Uint8Array>

export type FrameName = keyof typeof FRAMES
export const FRAME_NAMES = (Object.keys(FRAMES) as FrameName[]).filter((name) => name !== 'snap')

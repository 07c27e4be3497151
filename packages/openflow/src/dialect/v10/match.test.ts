import { describe, expect, it } from 'vitest'
import { OFPP_LOCAL } from '../../action/reserved-ports.ts'
import type { Match } from '../../match/match.ts'
import { extended, plain, TCP, octets, put } from '../../testing/dialect-10.ts'
import { UnsupportedError } from '../dialect.ts'

describe('a match', () => {
  it.each<[string, Match, Match?]>([
    ['of everything', {}],
    ['of a port', { in_port: OFPP_LOCAL }],
    ['of addresses', { in_port: 1, eth_src: 1, eth_dst: 0x0200_0000_0001, eth_type: 0x88cc }],
    ['of no VLAN', { vlan_vid: 0 }],
    ['of a VLAN', { vlan_vid: 0x1064 }],
    ['of a VLAN and priority', { vlan_vid: 0x1064, vlan_pcp: 3 }],
    ['of a priority', { vlan_pcp: 3 }, { vlan_vid: { value: 0x1000, mask: 0x1000 }, vlan_pcp: 3 }],
    ['of a TCI', { vlan_tci: 0x7064 }, { vlan_vid: 0x1064, vlan_pcp: 3 }],
    [
      'of networks',
      { eth_type: 0x0800, ipv4_src: { value: 0x0a00_0001, mask: 0xff00_0000 }, ipv4_dst: 0xc000_0201 },
      { eth_type: 0x0800, ipv4_src: { value: 0x0a00_0000, mask: 0xff00_0000 }, ipv4_dst: 0xc000_0201 },
    ],
    ['of no bit of an address', { eth_type: 0x0800, ipv4_src: { value: 0, mask: 0 } }, { eth_type: 0x0800 }],
    ['of ARP', { eth_type: 0x0806, arp_op: 1, arp_spa: 1, arp_tpa: { value: 0x8000_0000, mask: 0x8000_0000 } }],
    ['of a DSCP', { eth_type: 0x0800, ip_dscp: 46 }],
    ['of TCP', { ...TCP, tcp_src: 1, tcp_dst: 0xffff }],
    ['of UDP', { eth_type: 0x0800, ip_proto: 17, udp_src: 53, udp_dst: 53 }],
    ['of SCTP', { eth_type: 0x0800, ip_proto: 132, sctp_src: 53, sctp_dst: 53 }],
    ['of ICMP', { eth_type: 0x0800, ip_proto: 1, icmpv4_type: 8, icmpv4_code: 0 }],
  ])('%s is said by every switch', (_name, match, canonical = match) => {
    for (const dialect of [plain, extended]) {
      const message = put(dialect, match)
      expect(message).toMatchObject({ type: 14 })
      expect(dialect.modificationOf(message)).toMatchObject({ flow: { match: canonical } })
    }
  })

  it('has these octets', () => {
    const match: Match = {
      in_port: OFPP_LOCAL,
      vlan_vid: 0x1064,
      eth_type: 0x0800,
      ip_dscp: 46,
      ipv4_dst: { value: 0x0a00_0000, mask: 0xff00_0000 },
    }
    // 24 bits of the destination are ignored, all of the source: 0x18 << 14 | 0x20 << 8.
    const expected = '001620ec fffe 000000000000 000000000000 0064 00 00 0800 b8 00 0000 00000000 0a000000 0000 0000'
    expect(octets(put(plain, match)).slice(16, 96)).toBe(expected.replaceAll(' ', ''))
  })

  it.each<[string, Match, string, Match?]>([
    ['eth_dst', { eth_dst: { value: 0x0100_0000_0000, mask: 0x0100_0000_0000 } }, '0000030c 010000000000 010000000000'],
    ['vlan_vid', { vlan_vid: { value: 0x1000, mask: 0x1000 } }, '00000904 1000 1000'],
    ['vlan_vid', { vlan_vid: { value: 0x1004, mask: 0x1ffc } }, '00000904 1004 1ffc'],
    ['vlan_vid', { vlan_tci: { value: 0x2000, mask: 0x2000 } }, '00000904 2000 2000'],
    ['ipv4_src', { eth_type: 0x0800, ipv4_src: { value: 1, mask: 0xff } }, '00000602 0800 00000f08 00000001 000000ff'],
    ['ip_dscp', { eth_type: 0x86dd, ip_dscp: 46 }, '00000602 86dd 00000a01 b8'],
    ['tcp_dst', { ...TCP, tcp_dst: { value: 0x400, mask: 0xfc00 } }, '00000602 0800 00000c01 06 00001504 0400 fc00'],
    ['reg0', { reg0: 1 }, '00010004 00000001'],
    ['tunnel_id', { tunnel_id: 5n }, '00012008 0000000000000005'],
    [
      'in_port',
      { in_port: OFPP_LOCAL, metadata: { value: 3n, mask: 1n } },
      '00000002 fffe 80000510 0000000000000001 0000000000000001',
      { in_port: OFPP_LOCAL, metadata: { value: 1n, mask: 1n } },
    ],
    ['arp_op', { eth_type: 0x0806, arp_op: 256 }, '00000602 0806 00001e02 0100'],
    ['unknown', { unknown: [{ header: 0x0001_5002, payload: new Uint8Array([0x12, 0x34]) }] }, '00015002 1234'],
  ])('that OpenFlow 1.0 cannot say is NXM: %s', (name, match, nxm, canonical = match) => {
    const message = put(extended, match)
    const expected = nxm.replaceAll(' ', '')
    expect(octets(message).slice(96, 96 + expected.length)).toBe(expected)
    expect(extended.modificationOf(message)).toMatchObject({ flow: { match: canonical } })
    expect(() => put(plain, match)).toThrow(UnsupportedError)
    if (name !== 'in_port') expect(() => put(plain, match)).toThrow(`${name} has no form in OpenFlow 1.0`)
  })

  it('that compares everything keeps its priority by NXM', () => {
    const match: Match = {
      in_port: 1,
      eth_src: 1,
      eth_dst: 2,
      vlan_vid: 0x1001,
      vlan_pcp: 0,
      ...TCP,
      ip_dscp: 0,
      ipv4_src: 1,
      ipv4_dst: 2,
      tcp_src: 1,
      tcp_dst: 2,
    }
    expect(put(extended, match)).toMatchObject({ type: 4, priority: 7 })
    expect(put(plain, match)).toMatchObject({ type: 14, priority: 7 })
  })

  it.each<[string, Match]>([
    ['in_port: 65281', { in_port: 0xff01 }],
    ['in_port: 65280', { in_port: 0xff00 }],
    ['ip_dscp: 64', { eth_type: 0x0800, ip_dscp: 64 }],
    ['vlan_pcp: 8', { vlan_vid: 0x1001, vlan_pcp: 8 }],
    ['vlan_vid: 8192', { vlan_vid: 0x2000 }],
    ['vlan_tci: stands for', { vlan_vid: 0x1001, vlan_tci: 0 }],
    ['tcp_src: 65536', { ...TCP, tcp_src: 0x1_0000 }],
    ['eth_src: -1', { eth_src: -1 }],
  ])('with a value that does not fit is refused: %s', (message, match) => {
    expect(() => put(extended, match)).toThrow(RangeError)
    expect(() => put(extended, match)).toThrow(message)
  })
})

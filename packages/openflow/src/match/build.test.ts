import { describe, expect, it } from 'vitest'
import { fc, test } from '@fast-check/vitest'
import { arbitraryMatch } from '../testing/arbitrary/match.ts'
import { TextError } from '../text/text-error.ts'
import { match, type NaturalMatch } from './build.ts'
import { MatchError } from './match-error.ts'

describe('match', () => {
  it.each<[NaturalMatch, object]>([
    [{}, {}],
    [{ eth_dst: 123 }, { eth_dst: 123 }],
    [{ eth_dst: '00:00:00:00:00:01' }, { eth_dst: 1 }],
    [{ eth_dst: '00:00:00:00:00:01/01:00:00:00:00:00' }, { eth_dst: { value: 0, mask: 0x0100_0000_0000 } }],
    [{ eth_type: '0x800' }, { eth_type: 0x0800 }],
    [{ eth_type: { value: 0x0800, mask: 0xffff } }, { eth_type: 0x0800 }],
    [{ eth_type: { value: 0x0800, mask: 0 } }, {}],
    [{ in_port: 'LOCAL' }, { in_port: 0xffff_fffe }],
    [{ ipv4_dst: '10.0.0.0/8' }, { eth_type: 0x0800, ipv4_dst: { value: 0x0a00_0000, mask: 0xff00_0000 } }],
    [
      { ipv4_dst: { value: '10.1.2.3', mask: '255.0.0.255' } },
      { eth_type: 0x0800, ipv4_dst: { value: 0x0a00_0003, mask: 0xff00_00ff } },
    ],
    [{ ipv4_dst: { value: 0x0a00_0001n, mask: 0xffff_ffff } }, { eth_type: 0x0800, ipv4_dst: 0x0a00_0001 }],
    [{ ipv6_src: 'fe80::/10' }, { eth_type: 0x86dd, ipv6_src: { value: 0xfe80n << 112n, mask: 0xffcn << 116n } }],
    [{ ipv6_src: 1n }, { eth_type: 0x86dd, ipv6_src: 1n }],
    [{ arp_op: 1 }, { eth_type: 0x0806, arp_op: 1 }],
    [
      { arp_op: 3, eth_type: 0x8035 },
      { eth_type: 0x8035, arp_op: 3 },
    ],
    [{ icmpv4_type: 8 }, { eth_type: 0x0800, ip_proto: 1, icmpv4_type: 8 }],
    [{ icmpv6_type: 128 }, { eth_type: 0x86dd, ip_proto: 58, icmpv6_type: 128 }],
    [{ ipv6_nd_sll: 1 }, { eth_type: 0x86dd, ip_proto: 58, icmpv6_type: 135, ipv6_nd_sll: 1 }],
    [
      { ipv6_nd_target: '::1', icmpv6_type: 136 },
      { eth_type: 0x86dd, ip_proto: 58, icmpv6_type: 136, ipv6_nd_target: 1n },
    ],
    [
      { tcp_dst: 80, eth_type: 0x0800 },
      { eth_type: 0x0800, ip_proto: 6, tcp_dst: 80 },
    ],
    [
      { tcp_dst: 80, ipv4_src: '1.2.3.4' },
      { eth_type: 0x0800, ip_proto: 6, ipv4_src: 0x0102_0304, tcp_dst: 80 },
    ],
    [{ vlan_pcp: 3 }, { vlan_vid: { value: 0x1000, mask: 0x1000 }, vlan_pcp: 3 }],
    [
      { vlan_vid: 0x1005, vlan_pcp: 3 },
      { vlan_vid: 0x1005, vlan_pcp: 3 },
    ],
    [
      { packet_type: 0x1_0800, ipv4_dst: 1 },
      { packet_type: 0x1_0800, ipv4_dst: 1 },
    ],
    [
      { ct_state: '+trk-new', reg0: '5/0xf' },
      { reg0: { value: 5, mask: 15 }, ct_state: { value: 0x20, mask: 0x21 } },
    ],
    [{ metadata: 5 }, { metadata: 5n }],
    [{ tunnel_id: '0x10', metadata: { value: 5, mask: 0 } }, { tunnel_id: 16n }],
  ])('%o', (natural, expected) => {
    expect(match(natural)).toEqual(expected)
  })

  it.each<[object, string]>([
    [
      { tcp_dst: 80 },
      'tcp_dst 80: not every packet has this field; add eth_type: 0x0800 (IPv4) or eth_type: 0x86dd (IPv6)',
    ],
    [{ ipv6_nd_target: '::1' }, 'add icmpv6_type: 135 (neighbour solicitation) or icmpv6_type: 136'],
    [
      { ipv4_dst: 1, eth_type: 0x86dd },
      'ipv4_dst 1: the match says eth_type: 0x86dd, but this field needs eth_type: 0x0800',
    ],
    [{ ipv4_dst: 1, ipv6_dst: 1n }, 'the match says eth_type: 0x800'],
    [{ tcp_dst: 80, udp_dst: 80, eth_type: 0x0800 }, 'the match says ip_proto: 0x6'],
    [{ tcp_dst: 80, eth_type: 0x0800, ip_proto: 17 }, 'the match says ip_proto: 0x11'],
    [{ ip_dscp: 3 }, 'ip_dscp 3'],
    [{ mpls_label: 3 }, 'add eth_type: 0x8847 (MPLS) or eth_type: 0x8848'],
    [{ vlan_pcp: 3, vlan_vid: 0 }, 'vlan_pcp 3: the match says that there is no VLAN tag'],
    [{ eth_dst: 2 ** 48 }, 'eth_dst 281474976710656: eth_dst has 48 bits'],
    [{ eth_dst: -1 }, 'eth_dst -1'],
    [{ eth_dst: 1.5 }, 'expected a whole number'],
    [{ eth_dst: 'x' }, 'eth_dst "x": "x" is no Ethernet address'],
    [{ ipv4_dst: '10.0.0.0/33' }, 'ipv4_dst "10.0.0.0/33": a prefix has at most 32 bits'],
    [{ eth_type: { value: 1, mask: 1 } }, 'eth_type 1/1: this field cannot be masked'],
    [{ metadata: 1n << 64n }, 'metadata 0x10000000000000000: metadata has 64 bits'],
    [{ eth_dts: 1 }, 'eth_dts 1: no match field has this name; did you mean "eth_dst"?'],
    [{ constructor: 1 }, 'constructor 1: no match field has this name'],
    [{ eth_dst: null }, 'eth_dst null: expected'],
    [{ eth_dst: {} }, 'expected a value, or an object of value and mask'],
  ])('refuses %o', (natural, reason) => {
    expect(() => match(natural)).toThrow(MatchError)
    expect(() => match(natural)).toThrow(reason)
  })

  it('reads the text of ovs-ofctl', () => {
    expect(match('tcp,nw_dst=10.0.0.0/8')).toEqual(match({ ip_proto: 6, ipv4_dst: '10.0.0.0/8' }))
    expect(() => match('nw_dst=10.0.0.0/8')).toThrow(TextError)
  })

  test.prop([arbitraryMatch()], { numRuns: 300 })('leaves a complete match as it is', (complete) => {
    expect(match(complete)).toEqual(complete)
  })

  test.prop([fc.anything()])('builds or throws an error of its own', (anything) => {
    if (typeof anything !== 'object' || anything === null) return
    try {
      match(anything)
    } catch (error) {
      if (!(error instanceof MatchError)) throw error
    }
  })
})

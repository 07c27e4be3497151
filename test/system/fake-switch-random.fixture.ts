/** A number from 0 to below `below`. */
export type Random = (below: number) => number

/** Numbers that follow from a seed (a linear congruential generator, Numerical Recipes). */
export function randomFrom(seed: number): Random {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 0x1_0000_0000) * below)
  }
}

/** Matches of the frames there are, each with what may be written into such packets. */
const KINDS: readonly (readonly [match: string, actions: readonly string[]])[] = [
  ['', []],
  ['in_port=1', []],
  ['dl_vlan=100', ['set_field:4097->vlan_vid', 'set_field:2->vlan_pcp']],
  ['vlan_tci=0x1000/0x1000', ['pop_vlan']],
  ['vlan_tci=0/0x1000', ['push_vlan:0x8100', 'mod_vlan_vid:55']],
  ['dl_src=00:00:00:00:00:01/00:00:00:00:00:03', []],
  ['dl_dst=01:00:00:00:00:00/01:00:00:00:00:00', []],
  ['ip', ['dec_ttl', 'set_field:10.2.0.7->ip_dst', 'mod_nw_tos:16', 'push_mpls:0x8847']],
  [
    'ip,nw_dst=10.0.0.0/8',
    ['move:NXM_OF_IP_SRC[]->NXM_OF_IP_DST[]', 'load:0x7->NXM_OF_IP_SRC[0..7]', 'set_field:1->nw_ecn'],
  ],
  ['ip,nw_ttl=64', ['move:NXM_OF_IP_DST[0..15]->NXM_NX_REG2[16..31]']],
  ['udp', ['set_field:77->udp_dst', 'move:NXM_OF_UDP_SRC[]->NXM_NX_REG1[0..15]', 'set_field:10.3.0.7->ip_src']],
  ['udp,tp_dst=0x30/0xfff0', ['set_field:0x5/0xf->udp_src']],
  ['tcp', ['set_field:77->tcp_src', 'set_field:10.3.0.7->ip_src']],
  ['tcp,tcp_flags=+syn', ['move:NXM_OF_TCP_DST[0..7]->NXM_OF_TCP_SRC[8..15]']],
  ['icmp', ['set_field:3->icmp_code', 'dec_ttl']],
  ['arp', ['set_field:2->arp_op', 'move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[]', 'set_field:02:00:00:00:00:0a->arp_tha']],
  ['arp,arp_tpa=10.0.0.2', ['move:NXM_NX_ARP_SHA[]->NXM_OF_ETH_DST[]']],
  ['ipv6', ['dec_ttl', 'set_field:fd00::77->ipv6_dst', 'set_field:0x777->ipv6_label']],
  ['ipv6,ipv6_dst=fd00::/16', ['set_field:9->nw_ttl']],
  ['udp6', ['set_field:77->udp_dst']],
  ['icmp6,icmp_type=135,icmp_code=0', ['set_field:fd00::66->nd_target', 'set_field:02:00:00:00:00:66->nd_sll']],
  ['mpls', ['dec_mpls_ttl', 'set_field:1234->mpls_label', 'set_field:3->mpls_tc', 'push_mpls:0x8848']],
  // Not popped: Open vSwitch 3.1 ends by an assertion when some actions stand behind pop_mpls.
  ['mpls,mpls_bos=1', []],
  ['mpls,mpls_label=17', []],
  ['reg0=1', []],
  ['reg1=0x10/0x30', []],
  ['metadata=0x10/0xf0', []],
]

const ANYWHERE: readonly string[] = [
  'output:1',
  'output:2',
  'output:3',
  'output:4',
  'IN_PORT',
  'FLOOD',
  'CONTROLLER',
  'load:1->NXM_NX_REG0[]',
  'load:0x2->NXM_NX_REG1[4..5]',
  'move:NXM_OF_ETH_SRC[0..7]->NXM_NX_REG0[0..7]',
  'move:NXM_OF_IN_PORT[]->NXM_NX_REG3[0..15]',
  'output:NXM_NX_REG3[0..15]',
  'push:NXM_NX_REG0[]',
  'pop:NXM_NX_REG1[]',
  'set_field:02:00:00:00:00:99->eth_src',
  'load:0x1234->NXM_OF_ETH_DST[0..15]',
  'load:0->NXM_OF_IN_PORT[]',
  'clone(set_field:02:00:00:00:00:98->eth_src,output:2)',
]
const LAST_TABLE = 4

/** About 30 flows over five tables; no two of one table have the same priority, so that one flow always wins. */
export function randomFlows(random: Random): string[] {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  return Array.from({ length: 30 }, (_, index) => {
    const table = index % (LAST_TABLE + 1)
    const [match, own] = pick(KINDS)
    // Actions that change what the packet is come last: those before them need what the match promises.
    const usual = Array.from({ length: random(4) }, () =>
      pick([...own.filter((one) => !/push_|pop_/.test(one)), ...ANYWHERE]),
    )
    const shaping = own.filter((one) => /push_|pop_/.test(one) && random(2) === 0).slice(0, 1)
    const resubmits =
      table < LAST_TABLE && random(2) === 0 ? [`resubmit(,${table + 1 + random(LAST_TABLE - table)})`] : []
    const applied = [...usual, ...shaping, ...resubmits, pick(ANYWHERE)]
    const set =
      random(3) === 0 ? [`write_actions(set_field:02:00:00:00:00:9${index % 10}->eth_dst,output:${1 + random(4)})`] : []
    const metadata = random(4) === 0 ? ['write_metadata:0x10/0xf0'] : []
    const next = table < LAST_TABLE && random(2) === 0 ? [`goto_table:${table + 1}`] : []
    const actions = [...applied, ...(random(6) === 0 ? ['clear_actions'] : []), ...set, ...metadata, ...next].join(',')
    return `table=${table},priority=${100 - index}${match === '' ? '' : `,${match}`},actions=${actions}`
  })
}

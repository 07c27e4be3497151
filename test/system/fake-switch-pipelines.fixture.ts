import { FRAME_NAMES, type FrameName } from './fake-switch-frames.fixture.ts'

export interface Pipeline {
  readonly name: string
  readonly flows: readonly string[]
  readonly groups?: readonly string[]
  /** What comes in, one after the other, and where. */
  readonly packets: readonly (readonly [port: number, frame: FrameName])[]
  /** What becomes of a packet depends on those before it: a trace, which changes nothing, cannot know. */
  readonly stateful?: true
}

const at = (port: number, ...frames: readonly FrameName[]): readonly (readonly [number, FrameName])[] =>
  frames.map((frame) => [port, frame])
const ALL = at(1, ...FRAME_NAMES)

/** What people build with flows, with what Open vSwitch needs to execute each. */
export const PIPELINES: readonly Pipeline[] = [
  {
    name: 'push a tag, change it, take it off',
    flows: [
      'priority=9,vlan_tci=0/0x1000,actions=push_vlan:0x8100,set_field:4196->vlan_vid,set_field:5->vlan_pcp,output:2',
      'priority=8,dl_vlan=100,actions=output:2,pop_vlan,output:3',
      'priority=7,dl_vlan=7,actions=set_field:4105->vlan_vid,output:2,pop_vlan,output:3',
    ],
    packets: ALL,
  },
  {
    name: 'a second tag',
    flows: ['dl_vlan=100,actions=push_vlan:0x88a8,set_field:4296->vlan_vid,output:2,pop_vlan,output:3'],
    packets: ALL,
  },
  {
    name: 'write the tag as vlan_tci',
    flows: ['actions=load:0x3064->NXM_OF_VLAN_TCI[],output:2,load:0->NXM_OF_VLAN_TCI[],output:3'],
    packets: ALL,
  },
  {
    name: 'MPLS labels',
    flows: [
      'priority=9,mpls,mpls_bos=1,actions=dec_mpls_ttl,output:3,pop_mpls:0x0800,resubmit(,1)',
      'priority=9,mpls,mpls_bos=0,actions=set_field:99->mpls_label,output:3,pop_mpls:0x8847,set_field:4->mpls_tc,output:2',
      'priority=8,ip,actions=push_mpls:0x8847,set_field:55->mpls_label,output:2,push_mpls:0x8847,output:3',
      'priority=7,ipv6,actions=push_mpls:0x8847,output:2',
      'table=1,ip,actions=dec_ttl,output:2',
    ],
    packets: ALL,
  },
  {
    name: 'rewrite every header, with right checksums',
    flows: [
      'priority=9,udp,actions=set_field:10.9.9.9->ip_dst,set_field:10.8.8.8->ip_src,set_field:99->udp_dst,set_field:3->udp_src,set_field:9->nw_ttl,output:2',
      'priority=9,tcp,actions=set_field:10.9.9.9->ip_dst,set_field:99->tcp_dst,set_field:2/3->nw_ecn,mod_nw_tos:40,output:2',
      'priority=9,sctp,actions=set_field:99->sctp_dst,set_field:10.1.1.1->ip_src,output:2',
      'priority=9,icmp,actions=set_field:10.9.9.9->ip_dst,set_field:0->icmp_type,set_field:1->icmp_code,output:2',
      'priority=9,udp6,actions=set_field:fe80::9->ipv6_dst,set_field:99->udp_dst,set_field:0x12345->ipv6_label,output:2',
      'priority=9,tcp6,actions=set_field:fe80::9->ipv6_src,set_field:99->tcp_src,set_field:9->nw_ttl,mod_nw_tos:8,output:2',
      'priority=9,icmp6,icmp_type=135,icmp_code=0,actions=set_field:fe80::9->nd_target,set_field:02:00:00:00:00:99->nd_sll,output:2',
      'priority=5,actions=set_field:02:00:00:00:00:99->eth_dst,set_field:00:00:00:00:00:05/00:00:00:00:00:0f->eth_src,output:2',
    ],
    packets: ALL,
  },
  {
    name: 'registers, move, load, stack, metadata',
    flows: [
      'actions=move:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15],load:0x5->NXM_NX_REG1[4..7],push:NXM_NX_REG0[],push:NXM_NX_REG1[],pop:NXM_NX_REG2[],pop:NXM_NX_REG3[],set_field:0x1122334455667788->xreg3,write_metadata:0xabc/0xfff,goto_table:1',
      'table=1,priority=9,metadata=0xabc/0xfff,reg2=0x50,reg3=1,reg6=0x11223344,reg7=0x55667788,actions=load:2->NXM_NX_REG4[],output:NXM_NX_REG4[],move:NXM_OF_ETH_SRC[0..15]->NXM_OF_ETH_DST[16..31],output:3',
    ],
    packets: ALL,
  },
  {
    name: 'resubmit, with another port to look up, and back',
    flows: [
      'in_port=1,actions=resubmit(7,2),resubmit(,1),output:IN_PORT,output:1,output:4',
      'table=1,ip,actions=set_field:02:00:00:00:00:77->eth_src,output:2',
      'table=2,in_port=7,actions=output:3',
    ],
    packets: ALL,
  },
  {
    name: 'goto_table and the action set',
    flows: [
      'priority=9,ip,actions=set_field:02:00:00:00:00:11->eth_src,write_actions(output:2,push_vlan:0x8100,set_field:4106->vlan_vid),goto_table:1',
      'priority=8,arp,actions=write_actions(output:2),goto_table:2',
      'priority=7,actions=write_actions(set_field:02:00:00:00:00:12->eth_src,output:4)',
      'table=2,actions=clear_actions,write_actions(output:3)',
      'table=1,tcp,actions=clear_actions,write_actions(output:4)',
      'table=1,priority=5,udp,actions=write_actions(output:3,dec_ttl)',
      'table=1,priority=1,ip,actions=output:4,exit,output:3',
    ],
    packets: ALL,
  },
  {
    name: 'an ethertype behind LLC',
    flows: ['udp,tp_dst=53,actions=dec_ttl,set_field:9->udp_src,push_vlan:0x8100,output:2'],
    packets: at(1, 'udp', 'snap'),
  },
  {
    name: 'TTL that is over',
    flows: ['priority=9,ip,actions=resubmit(,1),output:4', 'table=1,ip,actions=dec_ttl,output:2'],
    packets: at(1, 'udp', 'udpLastHop'),
  },
  {
    name: 'groups',
    groups: [
      'group_id=1,type=all,bucket=actions=output:1,bucket=actions=set_field:02:00:00:00:00:33->eth_dst,output:2,bucket=actions=output:3,push_vlan:0x8100',
      'group_id=2,type=indirect,bucket=actions=group:1',
      'group_id=3,type=ff,bucket=watch_port:9,actions=output:4,bucket=watch_port:3,actions=output:3',
      'group_id=4,type=select,bucket=weight:0,actions=output:4,bucket=weight:5,actions=output:2',
    ],
    flows: [
      'priority=9,udp,actions=group:1,output:4',
      'priority=9,tcp,actions=group:2,output:4',
      'priority=9,arp,actions=group:3',
      'priority=9,icmp,actions=group:4',
      'priority=1,actions=write_actions(group:1,output:4)',
    ],
    packets: ALL,
  },
  {
    name: 'circles',
    flows: [
      'priority=9,udp,actions=output:2,resubmit(,0)',
      'priority=9,tcp,actions=output:2,resubmit(,1)',
      'priority=1,actions=output:3',
      'table=1,actions=output:4,resubmit(,2),resubmit(,2),resubmit(,2),resubmit(,2)',
      'table=2,actions=resubmit(,3),resubmit(,3),resubmit(,3),resubmit(,3),resubmit(,3),resubmit(,3),resubmit(,3),resubmit(,3)',
      'table=3,actions=resubmit(,4),resubmit(,4),resubmit(,4),resubmit(,4),resubmit(,4),resubmit(,4),resubmit(,4),resubmit(,4)',
      'table=4,actions=resubmit(,5),resubmit(,5),resubmit(,5),resubmit(,5),resubmit(,5),resubmit(,5),resubmit(,5),resubmit(,5)',
      'table=5,actions=resubmit(,6),resubmit(,6),resubmit(,6),resubmit(,6),resubmit(,6),resubmit(,6),resubmit(,6),resubmit(,6)',
      'table=6,actions=load:1->NXM_NX_REG0[]',
    ],
    packets: at(1, 'udp', 'tcp', 'arp'),
  },
  {
    name: 'ARP responder',
    flows: [
      'arp,arp_op=1,arp_tpa=10.0.0.2,actions=move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],set_field:02:00:00:00:00:02->eth_src,set_field:2->arp_op,move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],set_field:02:00:00:00:00:02->arp_sha,move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[],set_field:10.0.0.2->arp_spa,IN_PORT',
    ],
    packets: ALL,
  },
  {
    name: 'a conjunction, and a plain flow before it',
    flows: [
      'priority=20,ip,nw_src=10.0.0.0/24,actions=conjunction(7,1/2)',
      'priority=20,ip,nw_src=10.1.0.0/24,actions=conjunction(7,1/2)',
      'priority=20,udp,tp_dst=53,actions=conjunction(7,2/2)',
      'priority=20,tcp,tp_dst=80,actions=conjunction(7,2/2),conjunction(8,2/2)',
      'priority=10,conj_id=7,ip,actions=output:2',
      'priority=5,udp,actions=output:3',
      'priority=1,actions=output:4',
    ],
    packets: ALL,
  },
  {
    name: 'reserved ports',
    flows: [
      'priority=9,udp,actions=FLOOD',
      'priority=9,tcp,actions=ALL,IN_PORT',
      'priority=9,arp,actions=CONTROLLER,output:2',
      'priority=9,icmp,actions=controller(max_len=20,reason=action,userdata=01.02),LOCAL,output:2,output:77',
      'priority=1,actions=drop',
    ],
    packets: ALL,
  },
  {
    name: 'truncated, cloned, measured',
    flows: [
      'priority=9,udp,actions=output(port=2,max_len=20),output:3,clone(set_field:02:00:00:00:00:55->eth_dst,output:4),output:2',
      'priority=9,tcp,actions=check_pkt_larger(60)->NXM_NX_REG0[0],resubmit(,1)',
      'table=1,reg0=1,actions=output:2',
      'table=1,reg0=0,actions=output:3',
    ],
    packets: ALL,
  },
  {
    name: 'NORMAL learns',
    flows: ['actions=NORMAL'],
    packets: [
      ...at(1, 'udp'),
      ...at(2, 'udpBack'),
      ...at(1, 'udp', 'tagged', 'arp', 'doubleTagged'),
      ...at(3, 'udp'),
      ...at(2, 'udpBack'),
    ],
    stateful: true,
  },
  {
    name: 'learn adds flows to the switch',
    flows: [
      'table=0,actions=learn(table=1,priority=10,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15],load:1->NXM_NX_REG1[]),resubmit(,1),resubmit(,2)',
      'table=1,priority=0,actions=load:0->NXM_NX_REG0[]',
      'table=2,priority=9,reg0=0,actions=FLOOD',
      'table=2,priority=1,actions=output:NXM_NX_REG0[]',
    ],
    packets: [
      ...at(1, 'udp', 'arp'),
      ...at(2, 'udpBack'),
      ...at(1, 'udp', 'tagged'),
      ...at(3, 'udpBack'),
      ...at(1, 'udp'),
    ],
    stateful: true,
  },
  {
    name: 'a stateful firewall',
    flows: [
      'table=0,priority=9,ip,ct_state=-trk,actions=ct(table=1,zone=5)',
      'table=0,priority=1,actions=output:4',
      'table=1,in_port=1,ip,ct_state=+trk+new,actions=ct(commit,zone=5,exec(set_field:0x7->ct_mark)),output:2',
      'table=1,ip,ct_state=+trk+est,ct_mark=7,ct_state=-rpl,actions=set_field:02:00:00:00:00:71->eth_dst,output:3',
      'table=1,priority=40000,ip,ct_state=+trk+est+rpl,ct_mark=7,ct_zone=5,actions=set_field:02:00:00:00:00:72->eth_dst,output:1,output:3',
      'table=1,priority=3,ip,ct_state=+inv,actions=output:4',
      'table=1,priority=50000,ip,ct_state=+trk+rel-new,ct_mark=7,actions=set_field:02:00:00:00:00:73->eth_dst,output:1,output:4',
    ],
    packets: [
      ...at(2, 'udpBack', 'unreachable', 'icmpBack', 'tcpSynAck'),
      ...at(1, 'udp', 'udp'),
      ...at(2, 'unreachable', 'udpBack', 'unreachable'),
      ...at(1, 'udp', 'icmp', 'icmp'),
      ...at(2, 'icmpBack'),
      ...at(1, 'icmp', 'tcpSyn', 'tcpSyn'),
      ...at(2, 'tcpSynAck'),
      ...at(1, 'tcpAck', 'arp', 'udp6', 'sctp'),
    ],
    stateful: true,
  },
  {
    name: 'source and destination translation',
    flows: [
      'table=0,priority=9,in_port=1,udp,actions=ct(commit,table=1,zone=1,nat(src=192.0.2.1:4000-4000))',
      'table=0,priority=9,in_port=1,tcp,actions=ct(commit,table=1,zone=1,nat(dst=192.0.2.9:8080))',
      'table=0,priority=9,in_port=1,icmp,actions=ct(commit,table=1,zone=1,nat(src=192.0.2.3))',
      'table=0,priority=8,ip,actions=ct(table=1,zone=1,nat)',
      'table=1,in_port=1,actions=output:2',
      'table=1,in_port=2,ip,ct_state=+est+rpl,actions=output:1',
      'table=1,priority=1,actions=output:4',
    ],
    packets: [...at(1, 'udp', 'udp', 'tcpSyn', 'icmp'), ...at(2, 'udpBack', 'tcpSynAck', 'icmpBack')],
    stateful: true,
  },
]

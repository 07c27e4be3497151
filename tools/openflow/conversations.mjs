// @ts-check
// What record.mjs asks ovs-ofctl to do, by protocol version. SWITCH stands for the address of the switch.

/** @typedef {readonly string[]} Command */
/** @typedef {{ readonly version: string, readonly command: Command, readonly meanwhile?: readonly Command[] }} Conversation */

const matches = [
  'in_port=1,dl_src=02:00:00:00:00:01,dl_dst=02:00:00:00:00:02/ff:ff:ff:00:00:00,dl_vlan=100,dl_vlan_pcp=3',
  'vlan_tci=0x1064/0x1fff',
  'vlan_tci=0',
  'ip,nw_src=10.0.0.0/8,nw_dst=10.0.0.1,nw_tos=32,nw_ttl=64,nw_frag=later',
  'tcp,nw_ecn=1,tp_src=80,tp_dst=1024/0xfc00,tcp_flags=+syn-ack',
  'udp,udp_src=53,udp_dst=53',
  'sctp,sctp_src=1,sctp_dst=2',
  'icmp,icmp_type=8,icmp_code=0',
  'arp,arp_op=1,arp_spa=10.0.0.1,arp_tpa=10.0.0.2/31,arp_sha=02:00:00:00:00:01,arp_tha=02:00:00:00:00:02',
  'tcp6,ipv6_src=2001:db8::/32,ipv6_dst=::1,ipv6_label=0x12345,tp_dst=443',
  'icmp6,icmp_type=135,icmp_code=0,nd_target=fe80::1,nd_sll=02:00:00:00:00:01',
  'icmp6,icmp_type=136,icmp_code=0,nd_target=fe80::1,nd_tll=02:00:00:00:00:01,nd_reserved=0x80000000,nd_options_type=2',
  'mpls,mpls_label=1000,mpls_tc=5,mpls_bos=1,mpls_ttl=9',
  'reg0=1,reg15=0xffff0000/0xffff0000,xreg1=0x100000002,xxreg2=0x1000000020000000300000004',
  'tun_id=5,tun_src=10.0.0.1,tun_dst=10.0.0.2/24,tun_flags=oam,tun_gbp_id=7,tun_gbp_flags=8,metadata=1/3',
  'tun_ipv6_src=fe80::1,tun_ipv6_dst=fe80::2,tun_erspan_ver=2,tun_erspan_dir=1,tun_erspan_hwid=5',
  'tun_erspan_ver=1,tun_erspan_idx=3,tun_gtpu_flags=48,tun_gtpu_msgtype=255,pkt_mark=3,conj_id=4',
  'ct_state=+trk+est-new,ct_zone=5,ct_mark=1/3,ct_label=1,ip',
  'tcp,ct_state=+trk,ct_nw_src=10.0.0.1,ct_nw_dst=10.0.0.2,ct_nw_proto=6,ct_tp_src=1,ct_tp_dst=2',
  'tcp6,ct_state=+trk,ct_ipv6_src=::1,ct_ipv6_dst=::2,ct_nw_proto=6,ct_tp_src=1,ct_tp_dst=2',
  'recirc_id=0,actset_output=unset',
]

const nsh = [
  'packet_type=(1,0x894f),nsh_flags=1,nsh_ttl=63,nsh_mdtype=1,nsh_np=3,nsh_spi=0x123456,nsh_si=255,nsh_c1=1,nsh_c2=2,nsh_c3=3,nsh_c4=4',
  'packet_type=(1,0x800)',
]

const actions = [
  'drop',
  'output:1,in_port,normal,flood,all,local,controller',
  'controller(max_len=128,reason=invalid_ttl,id=5)',
  'controller(userdata=01.02.03.04.05,pause,meter_id=3,max_len=100,id=7)',
  'set_queue:5,enqueue(1,2),pop_queue',
  'output:NXM_NX_REG0[0..15],output:NXM_NX_XXREG0[0..15]',
  'output(port=2,max_len=100)',
  'bundle(eth_src,0,hrw,ofport,members:1,2,3),bundle_load(symmetric_l4,60,active_backup,ofport,NXM_NX_REG0[0..15],members:1,2)',
  'multipath(eth_src,50,modulo_n,16,0,NXM_NX_REG0[0..3])',
  'mod_vlan_vid:100,mod_vlan_pcp:3,strip_vlan,mod_dl_src:02:00:00:00:00:01,mod_dl_dst:02:00:00:00:00:02',
  'mod_nw_src:10.0.0.1,mod_nw_dst:10.0.0.2,mod_nw_tos:32,mod_tp_src:1,mod_tp_dst:2,dec_ttl,dec_ttl(1,2,3)',
  'load:0x12345->NXM_NX_REG1[4..20],move:NXM_NX_REG0[0..15]->NXM_NX_REG1[16..31],push:NXM_NX_REG0[],pop:NXM_NX_REG1[3..5]',
  'set_field:1->xxreg0,set_field:02:00:00:00:00:01->eth_src,set_field:5/0xff->reg7,move:NXM_NX_XXREG0[]->NXM_NX_XXREG1[]',
  'set_tunnel:5,set_tunnel64:0x100000000',
  'note:01.02.03.04.05.06.07.08.09,exit',
  'resubmit:1,resubmit(,2),resubmit(3,4)',
  'tcp,ct_state=+trk+est,ip,actions=resubmit(,5,ct)',
  'learn(table=1,idle_timeout=10,hard_timeout=20,priority=100,cookie=0x1,fin_idle_timeout=1,fin_hard_timeout=2,send_flow_rem,' +
    'delete_learned,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],reg1=5,output:NXM_OF_IN_PORT[],load:1->NXM_NX_REG0[0..3])',
  'learn(table=2,limit=10,result_dst=reg0[0],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:NXM_NX_REG1[]->NXM_NX_REG2[])',
  'fin_timeout(idle_timeout=5,hard_timeout=10)',
  'sample(probability=100,collector_set_id=1,obs_domain_id=2,obs_point_id=3)',
  'sample(probability=100,collector_set_id=1,obs_domain_id=2,obs_point_id=3,sampling_port=1)',
  'sample(probability=100,collector_set_id=1,obs_domain_id=2,obs_point_id=3,sampling_port=1,egress)',
  'ct,ct(commit,force,zone=5,table=3,alg=ftp),ct_clear',
  'ct(commit,zone=NXM_NX_REG0[0..15],exec(set_field:1->ct_mark,set_field:2->ct_label))',
  'ct(commit,nat(src=10.0.0.1-10.0.0.9:1000-2000,random,persistent)),ct(nat)',
  'tcp6,actions=ct(commit,nat(dst=[fe80::1]-[fe80::2]:80,hash))',
  'clone(set_field:1->reg0,output:2),check_pkt_larger(1500)->NXM_NX_REG0[3]',
  'delete_field:tun_metadata0',
  'push_mpls:0x8847,set_mpls_label:5,set_mpls_tc:3,set_mpls_ttl:9,dec_mpls_ttl,pop_mpls:0x0800',
]

const conjunction = 'conjunction(5,1/2),conjunction(6,2/3)'
const encapsulation = [
  'encap(ethernet)',
  'encap(nsh(md_type=2,tlv(0x1000,10,0x12345678)))',
  'encap(mpls)',
  'packet_type=(1,0x894f),actions=decap()',
  'packet_type=(1,0x894f),actions=dec_nsh_ttl',
]
const modern = [
  'push_vlan:0x8100,pop_vlan,group:5,goto_table:3',
  'meter:3,write_actions(output:1,group:5),write_metadata:0x1/0xff,goto_table:3',
  'clear_actions',
]
/** What OpenFlow 1.1 can match, whose match is of fixed size. */
const standard = [
  'tcp,metadata=1/3,dl_vlan=100,dl_vlan_pcp=3,nw_src=10.0.0.0/8,nw_dst=10.0.0.1,nw_tos=32,tp_src=80,tp_dst=443',
  'in_port=1,dl_src=02:00:00:00:00:01,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,dl_vlan=100',
  'mpls,mpls_label=1000,mpls_tc=5',
  'arp,arp_op=1,arp_spa=10.0.0.1,arp_tpa=10.0.0.2/31',
  'icmp,icmp_type=8,icmp_code=0',
  'vlan_tci=0',
]
const before13 = [
  'push_vlan:0x8100,pop_vlan,group:5,goto_table:3',
  'write_actions(output:1,group:5),write_metadata:0x1/0xff,goto_table:3',
  'clear_actions',
  'mod_nw_ecn:2,mod_nw_ttl:9',
  'clone(mod_dl_dst:02:00:00:00:00:02,output:2),ct(commit,exec(load:1->NXM_NX_CT_MARK[]))',
]
const buckets = [
  'group_id=5,type=all,bucket=output:1,bucket=output:2',
  'group_id=6,type=select,bucket=weight:10,output:1,bucket=weight:20,output:2',
  'group_id=7,type=ff,bucket=watch_port:1,output:1,bucket=watch_group:5,output:2',
  'group_id=8,type=indirect,bucket=dec_ttl,output:1',
]

/** @param {string} match */
const flow = (match) => [
  'add-flow',
  'SWITCH',
  `${match.includes('tun_metadata') ? '' : 'table=1,priority=7,'}${match},actions=drop`,
]
/** Actions need a match that makes them legal. @param {string} list @returns {Command} */
function doing(list) {
  const [own, rest] = list.includes('actions=') ? list.split('actions=') : [undefined, list]
  const layer = own ?? (/tp_|nw_|ttl|fin_timeout|ct[,(]/.test(list) ? 'tcp,' : list.includes('mpls') ? 'mpls,' : '')
  return ['add-flow', 'SWITCH', `${layer}in_port=3,cookie=0x1234,actions=${rest}`]
}

const ordinary = [
  ['show', 'SWITCH'],
  ['dump-desc', 'SWITCH'],
  ['dump-tables', 'SWITCH'],
  ['dump-ports', 'SWITCH'],
  ['dump-ports', 'SWITCH', 'p1'],
  ['dump-ports-desc', 'SWITCH'],
  ['queue-stats', 'SWITCH'],
  ['queue-get-config', 'SWITCH', 'p1'],
  ['get-frags', 'SWITCH'],
  ['set-frags', 'SWITCH', 'drop'],
  ['set-frags', 'SWITCH', 'normal'],
  ['mod-port', 'SWITCH', 'p1', 'down'],
  ['mod-port', 'SWITCH', 'p1', 'up'],
  ['packet-out', 'SWITCH', 'in_port=1 packet=ffffffffffff0200000000010800 actions=output:2'],
  ['mod-flows', 'SWITCH', 'in_port=3,actions=output:1'],
  ['mod-flows', 'SWITCH', '--strict', 'priority=7,in_port=3,actions=output:1'],
  ['add-flow', 'SWITCH', 'check_overlap,send_flow_rem,idle_timeout=5,hard_timeout=6,in_port=2,actions=output:1'],
  ['dump-flows', 'SWITCH'],
  ['dump-flows', 'SWITCH', 'table=1,tcp'],
  ['dump-aggregate', 'SWITCH'],
  ['add-tlv-map', 'SWITCH', '{class=0xffff,type=0,len=4}->tun_metadata0,{class=0xffff,type=1,len=124}->tun_metadata1'],
  ['add-flow', 'SWITCH', 'tun_metadata0=0x1234,tun_metadata1=0x5/0xf,actions=drop'],
  ['dump-tlv-map', 'SWITCH'],
  ['del-flows', 'SWITCH', 'in_port=2,out_port=1'],
  ['del-flows', 'SWITCH', 'cookie=0x1234/0xff'],
  ['del-flows', 'SWITCH'],
  ['del-tlv-map', 'SWITCH'],
  ['ct-flush-zone', 'SWITCH', '5'],
  ['ct-flush', 'SWITCH', 'zone=5', 'ct_nw_src=10.0.0.1,ct_nw_proto=6,ct_tp_dst=80', 'ct_nw_src=10.0.0.2'],
  ['ct-flush', 'SWITCH', 'ct_ipv6_src=::1,ct_nw_proto=58,icmp_type=128,icmp_code=0,icmp_id=3'],
  ['dump-ipfix-bridge', 'SWITCH'],
  ['dump-ipfix-flow', 'SWITCH'],
  ['probe', 'SWITCH'],
  ['ping', 'SWITCH', '5'],
]

const grouped = [
  ...buckets.map((group) => ['add-group', 'SWITCH', group]),
  ['mod-group', 'SWITCH', buckets[0] ?? ''],
  ['dump-groups', 'SWITCH'],
  ['dump-groups', 'SWITCH', '5'],
  ['dump-group-stats', 'SWITCH'],
  ['dump-group-features', 'SWITCH'],
]

const metered = [
  ['add-meter', 'SWITCH', 'meter=3,kbps,burst,stats,bands=type=drop,rate=100,burst_size=200'],
  ['mod-meter', 'SWITCH', 'meter=3,pktps,bands=type=drop,rate=100'],
  ['dump-meters', 'SWITCH'],
  ['meter-stats', 'SWITCH'],
  ['meter-features', 'SWITCH'],
  ['dump-table-features', 'SWITCH'],
  ['del-meter', 'SWITCH', 'meter=3'],
]

const buckets15 = [
  [
    'add-group',
    'SWITCH',
    'group_id=9,type=select,selection_method=hash,fields(eth_src,ip_src=255.255.0.0),bucket=bucket_id:1,weight:5,output:1',
  ],
  [
    'add-group',
    'SWITCH',
    'group_id=10,type=select,selection_method=dp_hash,selection_method_param=7,bucket=bucket_id:1,output:1',
  ],
  ['insert-buckets', 'SWITCH', 'group_id=9,command_bucket_id=last,bucket=bucket_id:2,output:2'],
  ['remove-buckets', 'SWITCH', 'group_id=9,command_bucket_id=1'],
]

/** Packet-ins, flow-removed, port status, table status and flow updates, as one controller sees them. */
const events = [
  ['add-flow', 'BRIDGE', 'in_port=1,reg0=0,actions=load:5->NXM_NX_REG1[],controller'],
  ['add-flow', 'BRIDGE', 'in_port=2,actions=controller(userdata=01.02.03,pause)'],
  ['add-flow', 'BRIDGE', 'table=5,send_flow_rem,cookie=9,tcp,actions=output:1'],
  ['mod-flows', 'BRIDGE', 'table=5,tcp,actions=output:2'],
  [
    'RECEIVE',
    'p1',
    '0200000000020200000000010800450000280000000040060000c0a80001c0a8000200500051000000000000000050020000000000000000',
  ],
  ['RECEIVE', 'p2', '0200000000020200000000010806000108000604000102000000000' + '10a00000100000000000' + '00a000002'],
  ['mod-port', 'BRIDGE', 'p2', 'down'],
  ['mod-port', 'BRIDGE', 'p2', 'up'],
  ['del-flows', 'BRIDGE'],
]

/** @param {string} version @param {readonly Command[]} commands @returns {Conversation[]} */
const say = (version, commands) => commands.map((command) => ({ version, command }))

/** @param {string} version @returns {Conversation[]} */
const watch = (version) =>
  [
    ['standard', version === 'OpenFlow10' ? 'invalid_ttl' : 'watch:'],
    ['nxt_packet_in', 'watch:'],
    ['nxt_packet_in2', 'watch:!initial,!own'],
  ].map(([format = '', option = '']) => ({
    version,
    command: ['--timeout=3', '-P', format, 'monitor', 'SWITCH', '65534', option],
    meanwhile: events,
  }))

/** @param {string} version */
const bundle = (version) => say(version, [['--bundle', 'replace-flows', 'SWITCH', '-']])

/** @type {readonly Conversation[]} */
export const conversations = [
  ...say('OpenFlow10', [...matches.map(flow), ...[...actions, conjunction].map(doing), ...ordinary, ...grouped]),
  ...say(
    'OpenFlow10',
    matches.map((match) => ['-F', 'nxm', ...flow(match)]),
  ),
  ...say('OpenFlow10', [
    ['-F', 'openflow10', 'dump-flows', 'SWITCH'],
    ['-F', 'openflow10', 'dump-aggregate', 'SWITCH'],
  ]),
  ...watch('OpenFlow10'),
  ...say('OpenFlow10', [
    ['del-groups', 'SWITCH', 'group_id=5'],
    ['del-groups', 'SWITCH'],
  ]),
  ...['OpenFlow11', 'OpenFlow12'].flatMap((version) => [
    ...say(version, version === 'OpenFlow11' ? grouped.slice(0, -1) : grouped),
    ...say(version, (version === 'OpenFlow11' ? standard : matches).map(flow)),
    ...say(version, [...actions, ...before13, conjunction].map(doing)),
    ...say(version, ordinary),
    ...watch(version),
    ...say(version, [
      ['del-groups', 'SWITCH', 'group_id=5'],
      ['del-groups', 'SWITCH'],
      ['del-flows', 'SWITCH'],
    ]),
  ]),
  ...['OpenFlow13', 'OpenFlow14', 'OpenFlow15'].flatMap((version) => [
    ...say(version, [...metered.slice(0, -1), ...grouped]),
    ...say(version, [...matches, ...nsh].map(flow)),
    ...say(version, [...actions, ...encapsulation, ...modern, conjunction].map(doing)),
    ...say(version, version === 'OpenFlow15' ? [...buckets15, ['dump-groups', 'SWITCH']] : []),
    ...say(
      version,
      version === 'OpenFlow13'
        ? []
        : [
            ['mod-table', 'SWITCH', '1', 'evict'],
            ['mod-table', 'SWITCH', '1', 'vacancy:20,80'],
            ['dump-table-desc', 'SWITCH'],
          ],
    ),
    ...say(version, ordinary),
    ...bundle(version),
    ...watch(version),
    ...say(version, [
      ['del-groups', 'SWITCH', 'group_id=5'],
      ['del-groups', 'SWITCH'],
      ['del-meters', 'SWITCH'],
      ['del-flows', 'SWITCH'],
    ]),
  ]),
]

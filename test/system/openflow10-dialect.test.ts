import { connect as open, type Socket } from 'node:net'
import { join } from 'node:path'
import {
  type Action,
  apply,
  decodeMessage,
  encodeMessage,
  type Flow,
  gotoTable,
  type Match,
  type Message,
  type Modification,
  nicira,
  ofp10,
  OFPP_CONTROLLER,
  OFPP_IN_PORT,
  OFPP_LOCAL,
  type StatisticsKind,
  type StatisticsQuestion,
  type SwitchEvent,
  v10,
} from '@vlcp/openflow'
import { type Bridge, type Lab, openLab, waitFor } from '@vlcp/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const dialect = ofp10(true)

/** The controller's end of one connection to a bridge. */
class Peer {
  readonly events: SwitchEvent[] = []
  readonly messages: Message[] = []
  readonly #socket: Socket
  #rest = Buffer.alloc(0)
  #xid = 100

  constructor(path: string) {
    this.#socket = open(path)
    this.#socket.on('data', (chunk) => this.#take(chunk))
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    while (this.#rest.length >= 4 && this.#rest.length >= this.#rest.readUInt16BE(2)) {
      const message = decodeMessage(this.#rest.subarray(0, this.#rest.readUInt16BE(2)))
      this.#rest = this.#rest.subarray(this.#rest.readUInt16BE(2))
      this.messages.push(message)
      this.events.push(dialect.event(message))
    }
  }

  send(make: (xid: number) => Message): number {
    const xid = this.#xid++
    this.#socket.write(encodeMessage(make(xid)))
    return xid
  }

  /** Waits until the switch has done all that was sent; what it has refused is thrown. */
  async settle(): Promise<void> {
    const xid = this.send((id) => dialect.barrierRequest(id))
    await waitFor(() => this.messages.some((message) => message.xid === xid), { what: 'barrier' })
    const error = this.events.find((event) => event.type === 'error')
    this.messages.length = 0
    this.events.length = 0
    if (error !== undefined) throw new Error(`the switch refuses: ${JSON.stringify(error)}`)
  }

  async do(modification: Modification): Promise<void> {
    this.send((xid) => dialect.modification(xid, modification))
    await this.settle()
  }

  async ask<K extends StatisticsKind>(kind: K, question: StatisticsQuestion) {
    const xid = this.send((id) => dialect.statisticsRequest(id, question))
    const answers = () => this.messages.filter((message) => message.xid === xid)
    const isLast = (message: Message): boolean => {
      const event = dialect.event(message)
      return event.type === 'error' || (event.type === 'statistics' && !event.more)
    }
    await waitFor(() => answers().some(isLast), { what: `answer about ${kind}` })
    return answers().flatMap((message) => dialect.statisticsItems(kind, message) ?? [])
  }

  close(): void {
    this.#socket.destroy()
  }
}

const { nx_subtype, nx_packet_in_format, NX_EXPERIMENTER_ID } = nicira
const vendor = (xid: number) =>
  ({ version: v10.OFP10_VERSION, type: v10.ofp_type.OFPT_VENDOR, xid, vendor: NX_EXPERIMENTER_ID }) as const

let lab: Lab
let bridge: Bridge
let peer: Peer

beforeAll(async () => {
  lab = openLab({ name: 'openflow10' })
  bridge = await (await lab.openVSwitch()).addBridge('br0')
  peer = new Peer(join(bridge.ovs.folder, 'br0.mgmt'))
  peer.send((xid) => dialect.hello(xid, [1]))
  peer.send((xid) => ({ ...vendor(xid), subtype: nx_subtype.NXT_FLOW_MOD_TABLE_ID, set: 1 }))
  // This kind of connection is told of packets only when it asks for some octets of them.
  peer.send((xid) => dialect.setMissLength(xid, 0xffff))
  await peer.settle()
})

afterAll(async () => {
  peer?.close()
  await lab?.close()
})

beforeEach(() => peer.do({ kind: 'remove-flows', filter: {} }))

const flow = (match: Match, actions: readonly Action[] = []): Flow => ({
  table: 3,
  priority: 7,
  match,
  cookie: 0x1234n,
  instructions: actions.length === 0 ? [] : [apply(...actions)],
})

/** What comes back of a flow: without counters and defaults. */
const meant = ({ table, priority, match, cookie, instructions }: Flow) => ({
  table,
  priority,
  match,
  cookie,
  instructions,
})

async function dumped(): Promise<string[]> {
  return (await bridge.dumpFlows()).map(({ match, actions }) => `${match} ${actions}`.trim())
}

const TCP = { eth_type: 0x0800, ip_proto: 6 }
const reg = (field: 'reg0' | 'reg1', start?: number, bits?: number) =>
  start === undefined || bits === undefined ? { field } : { field, start, bits }

const MATCHES: readonly (readonly [Match, string])[] = [
  [{}, ''],
  [{ in_port: OFPP_LOCAL }, 'in_port=LOCAL'],
  [
    { eth_src: 1, eth_dst: { value: 0x0100_0000_0000, mask: 0x0100_0000_0000 } },
    'dl_src=00:00:00:00:00:01,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00',
  ],
  [{ vlan_vid: 0 }, 'vlan_tci=0x0000/0x1fff'],
  [{ vlan_vid: 0x1064 }, 'dl_vlan=100'],
  [{ vlan_vid: 0x1064, vlan_pcp: 3 }, 'dl_vlan=100,dl_vlan_pcp=3'],
  [{ vlan_vid: { value: 0x1000, mask: 0x1000 } }, 'vlan_tci=0x1000/0x1000'],
  [{ vlan_vid: { value: 0x1000, mask: 0x1000 }, vlan_pcp: 3 }, 'dl_vlan_pcp=3'],
  [
    { eth_type: 0x0800, ipv4_src: { value: 0x0a00_0000, mask: 0xff00_0000 }, ip_dscp: 46 },
    'ip,nw_src=10.0.0.0/8,nw_tos=184',
  ],
  [{ eth_type: 0x0800, ipv4_src: { value: 1, mask: 0xff } }, 'ip,nw_src=0.0.0.1/0.0.0.255'],
  [{ ...TCP, tcp_src: 1, tcp_dst: { value: 0x400, mask: 0xfc00 } }, 'tcp,tp_src=1,tp_dst=0x400/0xfc00'],
  [{ eth_type: 0x0800, ip_proto: 17, udp_dst: 53 }, 'udp,tp_dst=53'],
  [{ eth_type: 0x0800, ip_proto: 132, sctp_dst: 53 }, 'sctp,tp_dst=53'],
  [{ eth_type: 0x0800, ip_proto: 1, icmpv4_type: 8, icmpv4_code: 0 }, 'icmp,icmp_type=8,icmp_code=0'],
  [
    { eth_type: 0x0806, arp_op: 1, arp_spa: 0x0a00_0001, arp_sha: 1 },
    'arp,arp_spa=10.0.0.1,arp_op=1,arp_sha=00:00:00:00:00:01',
  ],
  [{ eth_type: 0x86dd, ip_proto: 58, icmpv6_type: 135, ipv6_nd_target: 1n }, 'icmp6,icmp_type=135,nd_target=::1'],
  [
    { eth_type: 0x86dd, ip_dscp: 46, ipv6_dst: { value: 1n << 127n, mask: 1n << 127n } },
    'ipv6,ipv6_dst=8000::/1,nw_tos=184',
  ],
  [{ reg0: 1, metadata: { value: 1n, mask: 3n }, tunnel_id: 5n }, 'reg0=0x1,tun_id=0x5,metadata=0x1/0x3'],
  [
    { ...TCP, ct_state: { value: 0x20, mask: 0x20 }, ct_mark: 5, ct_label: 1n },
    'ct_state=+trk,ct_mark=0x5,ct_label=0x1,tcp',
  ],
]

const ACTIONS: readonly (readonly [readonly Action[], string, (readonly Action[])?])[] = [
  [[], 'drop'],
  [
    [
      { type: 'output', port: 1 },
      { type: 'output', port: OFPP_IN_PORT },
      { type: 'output', port: OFPP_LOCAL },
    ],
    'output:1,IN_PORT,LOCAL',
  ],
  [[{ type: 'output', port: OFPP_CONTROLLER }], 'CONTROLLER:65535'],
  [[{ type: 'output_trunc', port: 1, maxLength: 100 }], 'output(port=1,max_len=100)'],
  [
    [{ type: 'mod_vlan_vid', vid: 5 }, { type: 'mod_vlan_pcp', pcp: 3 }, { type: 'pop_vlan' }],
    'push_vlan:0x8100,set_field:4101->vlan_vid,set_field:3->vlan_pcp,pop_vlan',
  ],
  [
    [
      { type: 'push_vlan', ethertype: 0x8100 },
      { type: 'set_field', field: 'vlan_vid', value: 0x1005 },
    ],
    'push_vlan:0x8100,set_field:4101->vlan_vid',
    [{ type: 'mod_vlan_vid', vid: 5 }],
  ],
  [
    [
      { type: 'set_field', field: 'eth_src', value: 1 },
      { type: 'set_field', field: 'ipv4_dst', value: 1 },
      { type: 'set_field', field: 'ip_dscp', value: 46 },
      { type: 'set_field', field: 'tcp_dst', value: 80 },
    ],
    'set_field:00:00:00:00:00:01->eth_src,set_field:0.0.0.1->ip_dst,set_field:46->ip_dscp,set_field:80->tcp_dst',
  ],
  [
    [
      { type: 'load', value: 5n, target: reg('reg0', 4, 3) },
      { type: 'move', source: reg('reg0', 0, 16), target: reg('reg1', 16, 16) },
    ],
    'load:0x5->NXM_NX_REG0[4..6],move:NXM_NX_REG0[0..15]->NXM_NX_REG1[16..31]',
  ],
  [
    [
      { type: 'set_field', field: 'reg0', value: 5 },
      { type: 'set_field', field: 'reg1', value: 5, mask: 0xff },
      { type: 'set_field', field: 'xxreg1', value: 1n },
    ],
    'set_field:0x5->reg0,set_field:0x5/0xff->reg1,set_field:0x1->xxreg1',
  ],
  [
    [{ type: 'dec_ttl' }, { type: 'set_ttl', ttl: 9 }],
    'dec_ttl,set_field:9->nw_ttl',
    [{ type: 'dec_ttl' }, { type: 'set_field', field: 'nw_ttl', value: 9 }],
  ],
  [
    [
      { type: 'resubmit', port: 1 },
      { type: 'resubmit', table: 9 },
    ],
    'resubmit:1,resubmit(,9)',
  ],
  [[{ type: 'set_queue', queue: 5 }, { type: 'pop_queue' }], 'set_queue:5,pop_queue'],
  [
    [
      {
        type: 'ct',
        commit: true,
        zone: 5,
        table: 9,
        actions: [
          { type: 'nat', kind: 'src', addresses: { first: 0x0a00_0001, last: 0x0a00_0009 }, ports: { first: 1000 } },
          { type: 'set_field', field: 'ct_mark', value: 5 },
        ],
      },
    ],
    'ct(commit,table=9,zone=5,nat(src=10.0.0.1-10.0.0.9:1000),exec(set_field:0x5->ct_mark))',
  ],
  [
    [
      {
        type: 'clone',
        actions: [
          { type: 'push', subfield: reg('reg0') },
          { type: 'output', port: 1 },
        ],
      },
      { type: 'exit' },
    ],
    'clone(push:NXM_NX_REG0[],output:1),exit',
  ],
  [
    [
      {
        type: 'learn',
        table: 9,
        priority: 100,
        cookie: 1n,
        idleTimeoutS: 5,
        specifications: [
          { kind: 'match', target: { field: 'eth_dst' }, source: { field: 'eth_src' } },
          { kind: 'match', target: { field: 'reg1' }, value: 5n },
          { kind: 'load', target: reg('reg0', 0, 16), source: { field: 'in_port' } },
          { kind: 'output', source: { field: 'in_port' } },
        ],
      },
    ],
    'learn(table=9,idle_timeout=5,priority=100,cookie=0x1,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],reg1=0x5,load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15],output:NXM_OF_IN_PORT[])',
  ],
  [
    [
      {
        type: 'multipath',
        fields: 'eth_src',
        basis: 50,
        algorithm: 'modulo_n',
        links: 16,
        argument: 0,
        target: reg('reg0', 0, 4),
      },
    ],
    'multipath(eth_src,50,modulo_n,16,0,NXM_NX_REG0[0..3])',
  ],
  [
    [{ type: 'bundle', fields: 'eth_src', basis: 0, algorithm: 'hrw', members: [1, 2] }],
    'bundle(eth_src,0,hrw,ofport,members:1,2)',
  ],
  [
    [{ type: 'controller', userdata: new Uint8Array([1, 2]), pause: true, id: 7 }],
    'controller(id=7,userdata=01.02,pause)',
  ],
  [[{ type: 'note', note: new Uint8Array([1, 2, 3, 4, 5, 6]) }], 'note:01.02.03.04.05.06'],
]

describe('what ovs-ofctl shows is what was meant in OpenFlow 1.0', () => {
  it.each(MATCHES.map(([match, text]) => ({ match, text })))(
    'of the match that shows as $text',
    async ({ match, text }) => {
      const wanted = flow(match)
      await peer.do({ kind: 'put-flow', flow: wanted })
      expect(await dumped()).toEqual([`${text} drop`.trim()])
      const items = await peer.ask('flows', { kind: 'flows' })
      expect(items.map(meant)).toEqual([wanted])
      await peer.do({ kind: 'remove-flow', flow: wanted })
      expect(await dumped()).toEqual([])
    },
  )

  it.each(ACTIONS.map(([actions, text, again]) => ({ actions, text, again: again ?? actions })))(
    'of the actions that show as $text',
    async ({ actions, text, again }) => {
      const wanted = flow(TCP, actions)
      await peer.do({ kind: 'put-flow', flow: wanted })
      expect(await dumped()).toEqual([`tcp ${text}`])
      const items = await peer.ask('flows', { kind: 'flows' })
      expect(items.map(meant)).toEqual([{ ...wanted, instructions: again.length === 0 ? [] : [apply(...again)] }])
    },
  )

  it('of instructions', async () => {
    const metadata = { type: 'write_metadata', metadata: 1n, mask: 3n } as const
    const wanted = { ...flow(TCP), instructions: [apply({ type: 'dec_ttl' }), metadata] }
    await peer.do({ kind: 'put-flow', flow: wanted })
    expect(await dumped()).toEqual(['tcp dec_ttl,write_metadata:0x1/0x3'])
    expect((await peer.ask('flows', { kind: 'flows' })).map(meant)).toEqual([wanted])
    await peer.do({ kind: 'put-flow', flow: { ...wanted, instructions: [...wanted.instructions, gotoTable(4)] } })
    expect(await dumped()).toEqual(['tcp dec_ttl,set_field:0x1/0x3->metadata,resubmit(,4)'])
  })
})

describe('Open vSwitch does in OpenFlow 1.0', () => {
  it('what a modification asks, and adds nothing', async () => {
    const [first, second] = [flow({ in_port: 1 }), { ...flow({ in_port: 2, reg0: 1 }), cookie: 0x1235n }]
    for (const each of [first, second]) await peer.do({ kind: 'put-flow', flow: each })
    const instructions = [apply({ type: 'output', port: 9 })]
    await peer.do({ kind: 'modify-flow', flow: { ...second, instructions } })
    await peer.do({ kind: 'modify-flow', flow: { ...second, priority: 8, instructions } })
    await peer.do({ kind: 'modify-flows', filter: { match: { in_port: 5 } }, instructions })
    expect((await dumped()).toSorted()).toEqual(['in_port=1 drop', 'reg0=0x1,in_port=2 output:9'])
    expect((await peer.ask('flows', { kind: 'flows', cookie: 0x1235n })).map(meant)).toEqual([
      { ...second, instructions },
    ])
    expect(await peer.ask('aggregate', { kind: 'aggregate', table: 3 })).toEqual([{ packets: 0n, bytes: 0n, flows: 2 }])
    await peer.do({ kind: 'remove-flow', flow: { ...second, cookie: 1n } })
    await peer.do({ kind: 'remove-flows', filter: { table: 4 } })
    expect(await dumped()).toHaveLength(2)
    await peer.do({ kind: 'remove-flows', filter: { cookie: 1n, cookieMask: 1n } })
    expect(await dumped()).toEqual(['in_port=1 drop'])
    await peer.do({ kind: 'put-flow', flow: { ...first, match: {}, instructions } })
    await peer.do({ kind: 'remove-flows', filter: { outPort: 9 } })
    expect(await dumped()).toEqual(['in_port=1 drop'])
  })

  it('groups', async () => {
    const wanted = {
      id: 5,
      type: 'select',
      buckets: [
        { actions: [{ type: 'output', port: 1 }], weight: 10 },
        { actions: [{ type: 'output', port: 2 }], weight: 20, watchPort: 2 },
      ],
      selection: { method: 'hash', parameter: 7n, fields: { ipv4_src: 0xffff_ffff } },
    } as const
    await peer.do({ kind: 'add-group', group: wanted })
    expect(await peer.ask('groupDescriptions', { kind: 'groupDescriptions' })).toEqual([wanted])
    await peer.do({ kind: 'put-flow', flow: flow({}, [{ type: 'group', group: 5 }]) })
    expect(await dumped()).toEqual(['group:5'])
    expect(await peer.ask('groups', { kind: 'groups' })).toMatchObject([{ group: 5, references: 1, buckets: [{}, {}] }])
    await peer.do({ kind: 'modify-group', group: { id: 5, type: 'all', buckets: [] } })
    expect(await peer.ask('groupDescriptions', { kind: 'groupDescriptions' })).toEqual([
      { id: 5, type: 'all', buckets: [] },
    ])
    await peer.do({ kind: 'remove-group', group: { id: 5 } })
    expect(await dumped()).toEqual([])
  })

  it('packets, in each form', async () => {
    const { NXPIF_STANDARD, NXPIF_NXT_PACKET_IN, NXPIF_NXT_PACKET_IN2 } = nx_packet_in_format
    const data = new Uint8Array(64).fill(1)
    for (const format of [NXPIF_STANDARD, NXPIF_NXT_PACKET_IN, NXPIF_NXT_PACKET_IN2]) {
      peer.send((xid) => ({ ...vendor(xid), subtype: nx_subtype.NXT_SET_PACKET_IN_FORMAT, format }))
      const actions: Action[] = [{ type: 'output', port: OFPP_CONTROLLER }]
      peer.send((xid) => dialect.packetOut(xid, { data, inPort: OFPP_LOCAL, actions }))
      const packet = () => peer.events.find((event) => event.type === 'packet-in')
      await waitFor(() => packet() !== undefined, { what: 'packet' })
      expect(packet()).toMatchObject({ packetIn: { inPort: OFPP_LOCAL, reason: 'action', totalLength: 64 } })
      const event = packet()
      expect(event?.type === 'packet-in' && Buffer.compare(event.packetIn.data, data)).toBe(0)
      await peer.settle()
    }
  })

  it('and tells of flows that are gone, of its ports, roles and tables', async () => {
    const wanted = { ...flow({ in_port: 1, reg0: 1 }), flags: v10.ofp_flow_mod_flags.OFPFF_SEND_FLOW_REM }
    await peer.do({ kind: 'put-flow', flow: wanted })
    peer.send((xid) => dialect.modification(xid, { kind: 'remove-flows', filter: {} }))
    await waitFor(() => peer.events.some(({ type }) => type === 'flow-removed'), { what: 'news of the flow' })
    expect(peer.events.find(({ type }) => type === 'flow-removed')).toMatchObject({
      flowRemoved: { priority: 7, cookie: 0x1234n, reason: 'delete', packets: 0n },
    })
    peer.send((xid) => dialect.roleRequest(xid, 'master', 0n))
    await waitFor(() => peer.events.some(({ type }) => type === 'role'), { what: 'role' })
    expect(peer.events.find(({ type }) => type === 'role')).toEqual({
      type: 'role',
      asked: true,
      state: { role: 'master' },
    })
    peer.send((xid) => dialect.featuresRequest(xid))
    await waitFor(() => peer.events.some(({ type }) => type === 'features'), { what: 'features' })
    const [port] = await peer.ask('portDescriptions', { kind: 'portDescriptions' })
    expect(port).toMatchObject({ port: OFPP_LOCAL, name: 'br0' })
    expect(peer.events.find(({ type }) => type === 'features')).toMatchObject({ features: { ports: [port] } })
    if (port === undefined) throw new Error('no port')
    peer.send((xid) => dialect.portModification(xid, { port: port.port, mac: port.mac, noForward: true }))
    await peer.settle()
    expect(await peer.ask('portDescriptions', { kind: 'portDescriptions' })).toMatchObject([{ noForward: true }])
    expect((await peer.ask('tables', { kind: 'tables' })).length).toBeGreaterThan(100)
    expect(await peer.ask('ports', { kind: 'ports' })).toMatchObject([{ port: OFPP_LOCAL }])
    expect(await peer.ask('queues', { kind: 'queues' })).toEqual([])
    expect(await peer.ask('description', { kind: 'description' })).toMatchObject([{ hardware: 'Open vSwitch' }])
  })
})

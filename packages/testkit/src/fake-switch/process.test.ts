import { parseActions } from '@vlcp/openflow'
import { decodePacket, encodePacket, ethernet, ipv4, layerIn, tcp, udp, vlan } from '@vlcp/packet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FakeSwitch, type FakeSwitchOptions, type Verdict } from './index.ts'

const switchWith = (flows: readonly string[], options: Partial<FakeSwitchOptions> = {}): FakeSwitch =>
  new FakeSwitch({ ports: [1, 2, 3], local: false, flows, ...options })
const header = ethernet.create({ src: 0x020000000001, dst: 0x020000000002 })
const ip = ipv4.create({ src: 0x0a000001, dst: 0x0a000002 })
const UDP = encodePacket([header, ip, udp.create({ src_port: 5, dst_port: 53 })])
const EXPIRING = encodePacket([header, { ...ip, ttl: 1 }, udp.create({})])
const portsOf = ({ outputs }: Verdict): string => outputs.map(({ port }) => port).join()

describe('a packet', () => {
  it('is dropped where no flow matches', () => {
    expect(switchWith([]).process(1, UDP)).toEqual({ outputs: [], toController: [], trace: ['table 0: no match'] })
  })

  it('is refused at a port that is not there, and when it is no frame', () => {
    expect(() => switchWith([]).process(9, UDP)).toThrow(new RangeError('the switch has no port 9'))
    expect(() => switchWith([]).process(1, new Uint8Array(13))).toThrow(
      new RangeError('13 octets are no Ethernet frame'),
    )
  })

  it('stays as it was for whoever gave it', () => {
    const frame = UDP.slice()
    switchWith(['ip,actions=set_field:1.2.3.4->ip_dst,output:2']).process(1, frame)
    expect(frame).toEqual(UDP)
  })

  it('does not go back where it came from, unless IN_PORT says so', () => {
    expect(portsOf(switchWith(['actions=output:1,output:2,IN_PORT']).process(1, UDP))).toBe('2,1')
  })

  it('reaches LOCAL too when it is flooded, as on a bridge of Open vSwitch', () => {
    expect(portsOf(new FakeSwitch({ ports: [1, 2], flows: ['actions=FLOOD'] }).process(1, UDP))).toBe(
      `2,${0xffff_fffe}`,
    )
    expect(portsOf(switchWith(['actions=FLOOD'], { ports: [1, 2, { port: 3, noFlood: true }] }).process(1, UDP))).toBe(
      '2',
    )
  })

  it('leaves with its queue', () => {
    const { outputs } = switchWith(['actions=set_queue:7,output:2,pop_queue,enqueue:3:9']).process(1, UDP)
    expect(outputs.map(({ port, queue }) => [port, queue])).toEqual([
      [2, 7],
      [3, 9],
    ])
  })

  it('can be sent by a packet-out', () => {
    const fake = switchWith(['actions=output:2'])
    const actions = (text: string) =>
      parseActions(text).flatMap((one) => (one.type === 'apply_actions' ? one.actions : []))
    expect(portsOf(fake.send(UDP, actions('dec_ttl,output:3')))).toBe('3')
    expect(portsOf(fake.send(UDP, actions('TABLE'), 1))).toBe('2')
    expect(() => fake.send(new Uint8Array(60), actions('dec_ttl,output:3'))).toThrow('OFPBAC_MATCH_INCONSISTENT')
  })
})

describe('a packet for the controller', () => {
  it('says why it comes, from which flow, and with which registers', () => {
    const fake = switchWith([
      'cookie=0x5,priority=9,ip,actions=load:3->NXM_NX_REG1[],controller(max_len=20,userdata=01.02,id=4)',
      'priority=0,actions=CONTROLLER',
    ])
    expect(fake.process(1, UDP).toController).toMatchObject([
      { reason: 'action', inPort: 1, table: 0, cookie: 5n, totalLength: UDP.length, maxLength: 20, controller: 4 },
    ])
    const [told] = fake.process(1, UDP).toController
    expect(told).toMatchObject({ userdata: Uint8Array.of(1, 2), metadata: { reg1: 3 }, data: UDP.slice(0, 20) })
    expect(fake.process(1, new Uint8Array(60)).toController).toMatchObject([{ reason: 'no_match' }])
  })

  it('comes when its TTL is over, and the rest of that flow is not done', () => {
    const fake = switchWith(['ip,actions=resubmit(,1),output:3', 'table=1,ip,actions=dec_ttl,output:2'])
    const verdict = fake.process(1, EXPIRING)
    expect(verdict.toController).toMatchObject([{ reason: 'invalid_ttl', table: 1 }])
    expect(portsOf(verdict)).toBe('3')
  })

  it('tells a group and the action set from ordinary actions', () => {
    const groups = ['group_id=1,type=indirect,bucket=actions=CONTROLLER']
    const fake = switchWith(['in_port=1,actions=group:1', 'in_port=2,actions=write_actions(CONTROLLER)'], { groups })
    expect(fake.process(1, UDP).toController[0]?.reason).toBe('group')
    expect(fake.process(2, UDP).toController[0]?.reason).toBe('action_set')
  })
})

describe('checksums', () => {
  it.each([
    ['udp', UDP],
    ['tcp', encodePacket([header, ip, tcp.create({ src_port: 5, dst_port: 53 })])],
    ['tagged', encodePacket([header, vlan.create({ vid: 5 }), ip, udp.create({ src_port: 5, dst_port: 53 })])],
  ])('are right after every change of %s', (_, frame) => {
    const address = 'set_field:192.0.2.77->ip_dst,mod_nw_tos:4,dec_ttl'
    const [out] = switchWith([
      `udp,actions=${address},set_field:999->udp_src,output:2`,
      `tcp,actions=${address},set_field:999->tcp_src,output:2`,
    ]).process(1, frame).outputs
    const { checksums, layers } = decodePacket(out?.frame ?? UDP)
    expect(checksums.map(({ verdict }) => verdict)).toEqual(['good', 'good'])
    expect(layerIn(layers, 'ipv4')).toMatchObject({ dst: 0xc000024d, ttl: 63, dscp: 1 })
  })
})

describe('groups', () => {
  it('fail over to the next bucket when a port goes down, and back', () => {
    const groups = ['group_id=1,type=ff,bucket=watch_port:2,actions=output:2,bucket=watch_port:3,actions=output:3']
    const fake = switchWith(['actions=group:1'], { groups })
    const seen = (['up', 'down', 'up'] as const).map((state) => (fake.setPort(2, state), portsOf(fake.process(1, UDP))))
    expect(seen).toEqual(['2', '3', '2'])
  })

  const groups = ['group_id=1,type=select,bucket=weight:1,actions=output:2,bucket=weight:3,actions=output:3']
  it('select a bucket by weight, the same for both directions of a connection', () => {
    const fake = switchWith(['actions=group:1'], { groups, ports: [1, 2, 3] })
    const counts = { 2: 0, 3: 0 }
    for (let port = 0; port < 400; port++) {
      const there = encodePacket([header, ip, udp.create({ src_port: port, dst_port: 53 })])
      const back = encodePacket([
        { ...header, src: header.dst, dst: header.src },
        { ...ip, src: ip.dst, dst: ip.src },
        udp.create({ src_port: 53, dst_port: port }),
      ])
      const [chosen] = fake.process(1, there).outputs
      expect(fake.process(1, back).outputs[0]?.port).toBe(chosen?.port)
      counts[chosen?.port === 2 ? 2 : 3]++
    }
    expect(counts[2]).toBeGreaterThan(50)
    expect(counts[3]).toBeGreaterThan(counts[2])
  })

  it('select what the test wants', () => {
    expect(portsOf(switchWith(['actions=group:1'], { groups, chooseBucket: () => 0 }).process(1, UDP))).toBe('2')
  })
})

describe('NORMAL', () => {
  it('keeps VLANs apart, and gives each port the packet as it has its VLAN', () => {
    const ports = [
      { port: 1, tag: 5 },
      { port: 2, tag: 6 },
      { port: 3, trunks: [5] },
      { port: 4, tag: 5 },
    ]
    const { outputs } = switchWith(['actions=NORMAL'], { ports }).process(1, UDP)
    expect(outputs.map(({ port, text }) => `${port} ${/vlan \d+/.exec(text)?.[0] ?? 'untagged'}`)).toEqual([
      '3 vlan 5',
      '4 untagged',
    ])
  })

  it('forgets an address after five minutes', () => {
    const fake = switchWith(['actions=NORMAL'])
    fake.process(2, encodePacket([{ ...header, src: header.dst, dst: header.src }, ip, udp.create({})]))
    expect(portsOf(fake.process(1, UDP))).toBe('2')
    fake.tick(300)
    expect(portsOf(fake.process(1, UDP))).toBe('2,3')
  })
})

describe('learn', () => {
  const learn = (options: string): string =>
    `priority=1,actions=learn(table=1,${options}NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[]),resubmit(,1)`

  it('adds flows that expire', () => {
    const fake = switchWith([learn('idle_timeout=10,')])
    fake.process(2, encodePacket([{ ...header, src: header.dst, dst: header.src }, ip, udp.create({})]))
    expect(portsOf(fake.process(1, UDP))).toBe('2')
    fake.tick(10)
    expect(fake.flows).toHaveLength(1)
  })

  it('takes what was learned with it, where it says so', () => {
    const fake = switchWith([learn('delete_learned,cookie=0x9,'), 'table=1,priority=1,cookie=0x8,actions=drop'])
    fake.process(1, UDP)
    expect(fake.flows).toHaveLength(3)
    fake.apply({ kind: 'remove-flows', filter: { table: 0 } })
    expect(fake.flows.map(({ cookie }) => cookie)).toEqual([8n])
  })

  it('ends sooner when the connection does', () => {
    const fake = switchWith(['tcp,idle_timeout=100,actions=fin_timeout(idle_timeout=5),output:2'])
    for (const flags of [2, 17]) fake.process(1, encodePacket([header, ip, tcp.create({ flags })]))
    expect(fake.flows[0]?.idleTimeoutS).toBe(5)
  })

  it('keeps to its limit', () => {
    const fake = switchWith([learn('limit=3,cookie=0x9,')])
    for (let host = 0; host < 9; host++) fake.process(1, encodePacket([{ ...header, src: host }, ip, udp.create({})]))
    expect(fake.flows).toHaveLength(4)
  })
})

describe('ends', () => {
  it.each([
    ['a table that resubmits to itself', ['actions=output:2,resubmit(,0)'], [], /more than 64 deep/],
    ['a group in itself', ['actions=output:2,group:1'], ['group_id=1,type=all,bucket=actions=group:1'], /64 deep/],
    [
      'a tree of groups',
      ['actions=group:1'],
      [1, 2, 3, 4, 5, 6, 7].map((id) => `group_id=${id},type=all${`,bucket=actions=group:${id + 1}`.repeat(8)}`),
      /4096/,
    ],
    [
      'a long chain of tables, each inside the last',
      [
        ...Array.from({ length: 254 }, (_, table) => `table=${table},actions=resubmit(,${table + 1})`),
        'table=254,actions=resubmit(,0)',
      ],
      [],
      /inside each other/,
    ],
    [
      'a packet tracked again and again',
      ['ip,actions=output:2,ct(table=0),ct(table=0),ct(table=0),ct(table=0)'],
      [],
      /4096/,
    ],
  ])('%s', (_, flows, groups, reason) => {
    const verdict = switchWith(flows, { groups }).process(1, UDP)
    expect(verdict).toMatchObject({ outputs: [], toController: [], error: expect.stringMatching(reason) as string })
  })

  it('whatever the octets are', () => {
    const flows = [
      'priority=9,ip,actions=ct(commit,table=1,nat(src=1.2.3.4)),set_field:9.9.9.9->ip_dst,NORMAL',
      'priority=9,ipv6,actions=ct(commit,table=1),set_field:fe80::1->ipv6_src,push_vlan:0x8100,output:2',
      'priority=9,arp,actions=move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[],push_mpls:0x8847,output:2',
      'priority=9,mpls,actions=dec_mpls_ttl,pop_mpls:0x0800,resubmit(,1)',
      'priority=1,actions=push_vlan:0x8100,FLOOD,pop_vlan,load:0->NXM_OF_VLAN_TCI[],output:2',
      'table=1,ip,actions=dec_ttl,set_field:1->nw_ecn,output:2',
    ]
    const types = fc.constantFrom('0800', '86dd', '0806', '8847', '8100', '88a8', '0010')
    const starts = fc.constantFrom('', '45', '4f', '60', '0064', '0001080006040001')
    fc.assert(
      fc.property(types, starts, fc.uint8Array({ maxLength: 90 }), (type, start, rest) => {
        const frame = Buffer.concat([Buffer.from(`020000000002020000000001${type}${start}`, 'hex'), rest])
        for (const { frame: out } of switchWith(flows).process(1, frame).outputs) expect(out.length).toBeGreaterThan(13)
      }),
      { numRuns: 300 },
    )
  })
})

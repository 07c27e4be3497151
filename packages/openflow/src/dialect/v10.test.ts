import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Action } from '../action/action.ts'
import { apply, clearActions, gotoTable } from '../action/instruction.ts'
import { OFPP_ANY, OFPP_CONTROLLER, OFPP_IN_PORT, OFPP_LOCAL } from '../action/reserved-ports.ts'
import type { Flow } from '../flow.ts'
import type { Match } from '../match/match.ts'
import { decodeMessage, encodeMessage, type Message } from '../message.ts'
import type { Modification } from '../modification.ts'
import type { StatisticsQuestion } from '../statistics.ts'
import { goldenMessages } from '../testing/golden.ts'
import { VERSIONS } from '../testing/kind.ts'
import { madeMessages } from '../testing/made.ts'
import { type Dialect, UnsupportedError } from './dialect.ts'
import { ofp10 } from './v10.ts'

const [version] = VERSIONS
const extended = ofp10(true)
const plain = ofp10(false)

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const octets = (message: Message): string => hex(encodeMessage(message))

/** What the other side reads. */
const sent = (message: Message): Message => decodeMessage(encodeMessage(message))

const flow = (match: Match, actions: readonly Action[] = []): Flow => ({
  table: 0,
  priority: 7,
  match,
  cookie: 5n,
  instructions: actions.length === 0 ? [] : [apply(...actions)],
})

const put = (dialect: Dialect, match: Match, actions?: readonly Action[]): Message =>
  sent(dialect.modification(1, { kind: 'put-flow', flow: flow(match, actions) }))

describe('what ovs-ofctl says in OpenFlow 1.0', () => {
  const golden = goldenMessages('1.0')

  it('is the same message again, but for what is written in another way', () => {
    /* Matches that need no NXM are not in NXM, fields stand in another order, set_field is one action, a modification keeps
     * cookies, and with OFP_VLAN_NONE there is no priority to compare. */
    const otherwise = ({ command }: { command: string }): boolean =>
      command.startsWith('-F nxm') || /set_field|mod-flows|vlan_tci=0,/.test(command)
    const modifications = golden
      .filter((message) => !otherwise(message))
      .flatMap(({ bytes }) => {
        const message = decodeMessage(bytes)
        const wanted = extended.modificationOf(message)
        return wanted === undefined ? [] : [{ bytes, again: extended.modification(message.xid, wanted) }]
      })
    expect(modifications.length).toBeGreaterThan(30)
    for (const { bytes, again } of modifications) expect(octets(again)).toBe(hex(bytes))
  })

  it('means the same when it is said again', () => {
    let count = 0
    for (const { bytes } of golden) {
      const wanted = extended.modificationOf(decodeMessage(bytes))
      if (wanted === undefined) continue
      expect(extended.modificationOf(sent(extended.modification(1, wanted)))).toEqual(wanted)
      count++
    }
    expect(count).toBeGreaterThan(60)
  })

  it('has packets to send', () => {
    const packets = golden.flatMap(({ bytes }) => {
      const message = decodeMessage(bytes)
      const packet = extended.packetOutOf(message)
      return packet === undefined ? [] : [{ bytes, again: extended.packetOut(message.xid, packet) }]
    })
    expect(packets.length).toBeGreaterThan(0)
    for (const { bytes, again } of packets) expect(octets(again)).toBe(hex(bytes))
  })

  it('answers questions', () => {
    const items = <K extends StatisticsQuestion['kind']>(kind: K) =>
      golden.flatMap(({ bytes }) => extended.statisticsItems(kind, decodeMessage(bytes)) ?? [])
    expect(items('description')).toEqual([
      {
        manufacturer: 'Nicira, Inc.',
        hardware: 'Open vSwitch',
        software: '3.1.0',
        serialNumber: 'None',
        datapath: 'None',
      },
    ])
    expect(items('groups').map(({ group }) => group)).toEqual([5, 6, 8, 7])
    expect(items('groupDescriptions').find(({ id }) => id === 7)).toEqual({
      id: 7,
      type: 'fast_failover',
      buckets: [
        { actions: [{ type: 'output', port: 1 }], watchPort: 1 },
        { actions: [{ type: 'output', port: 2 }], watchGroup: 5 },
      ],
    })
    expect(items('ports')[0]).toMatchObject({ port: OFPP_LOCAL, rxPackets: 0n, rxErrors: undefined })
    expect(items('flows')[1]).toEqual({
      table: 0,
      priority: 7,
      match: { in_port: 3 },
      cookie: 0n,
      instructions: [apply({ type: 'output', port: 1 })],
      idleTimeoutS: 0,
      hardTimeoutS: 0,
      packets: 0n,
      bytes: 0n,
      durationS: 0.021,
    })
    expect(items('portDescriptions').map(({ name }) => name)).toEqual(['br0', 'p1', 'p2', 'p3'])
  })
})

const TCP = { eth_type: 0x0800, ip_proto: 6 }

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

describe('actions', () => {
  it.each<[string, readonly Action[], string, (readonly Action[])?]>([
    ['output', [{ type: 'output', port: OFPP_IN_PORT }], '00000008 fff8 0000'],
    ['output to the controller', [{ type: 'output', port: OFPP_CONTROLLER }], '00000008 fffd ffff'],
    [
      'output of part to the controller',
      [{ type: 'output', port: OFPP_CONTROLLER, maxLength: 64 }],
      '00000008 fffd 0040',
    ],
    ['enqueue', [{ type: 'enqueue', port: 1, queue: 2 }], '000b0010 0001 000000000000 00000002'],
    [
      'VLAN',
      [{ type: 'mod_vlan_vid', vid: 5 }, { type: 'mod_vlan_pcp', pcp: 3 }, { type: 'pop_vlan' }],
      '00010008 0005 0000 00020008 03 000000 00030008 00000000',
    ],
    [
      'a pushed VLAN',
      [
        { type: 'push_vlan', ethertype: 0x8100 },
        { type: 'set_field', field: 'vlan_vid', value: 0x1005 },
      ],
      '00010008 0005 0000',
      [{ type: 'mod_vlan_vid', vid: 5 }],
    ],
    ['Ethernet', [{ type: 'set_field', field: 'eth_dst', value: 5 }], '00050010 000000000005 000000000000'],
    ['DSCP', [{ type: 'set_field', field: 'ip_dscp', value: 46 }], '00080008 b8 000000'],
    ['TCP', [{ type: 'set_field', field: 'tcp_dst', value: 80 }], '000a0008 0050 0000'],
  ])('of OpenFlow 1.0: %s', (_name, actions, expected, again = actions) => {
    for (const dialect of [plain, extended]) {
      const message = put(dialect, TCP, actions)
      expect(octets(message).slice(144)).toBe(expected.replaceAll(' ', ''))
      expect(dialect.modificationOf(message)).toMatchObject({ flow: { instructions: [apply(...again)] } })
    }
  })

  it('of ports are those of the protocol of the match', () => {
    const actions: Action[] = [{ type: 'set_field', field: 'udp_src', value: 53 }]
    const message = put(plain, { eth_type: 0x0800, ip_proto: 17 }, actions)
    expect(plain.modificationOf(message)).toMatchObject({ flow: { instructions: [apply(...actions)] } })
  })

  it.each<[string, Action]>([
    ['group', { type: 'group', group: 5 }],
    ['set_queue', { type: 'set_queue', queue: 5 }],
    ['push_mpls', { type: 'push_mpls', ethertype: 0x8847 }],
    ['dec_ttl', { type: 'dec_ttl' }],
    ['set_field of reg0', { type: 'set_field', field: 'reg0', value: 5 }],
    ['set_field of eth_dst', { type: 'set_field', field: 'eth_dst', value: 1, mask: 1 }],
    ['resubmit', { type: 'resubmit', table: 5 }],
    ['clone', { type: 'clone', actions: [{ type: 'output', port: 1 }, { type: 'dec_ttl' }] }],
    ['ct', { type: 'ct', commit: true, actions: [{ type: 'nat', kind: 'src', addresses: { first: 1 } }] }],
  ])('of Nicira are refused by name without the extension: %s', (name, action) => {
    const message = put(extended, {}, [action])
    expect(extended.modificationOf(message)).toMatchObject({ flow: { instructions: [apply(action)] } })
    expect(() => put(plain, {}, [action])).toThrow(`${name} has no form in OpenFlow 1.0`)
  })

  it.each<[string, readonly Action[]]>([
    ['meter', [{ type: 'meter', meter: 1 }]],
    ['push_pbb', [{ type: 'push_pbb', ethertype: 0x88e7 }]],
    ['copy_ttl_in', [{ type: 'copy_ttl_in' }]],
    ['encap', [{ type: 'encap', packetType: 0 }]],
    ['push_vlan', [{ type: 'push_vlan', ethertype: 0x8100 }]],
    [
      'push_vlan',
      [
        { type: 'push_vlan', ethertype: 0x88a8 },
        { type: 'mod_vlan_vid', vid: 1 },
      ],
    ],
  ])('of later versions are refused by name: %s', (name, actions) => {
    expect(() => put(extended, {}, actions)).toThrow(UnsupportedError)
    expect(() => put(extended, {}, actions)).toThrow(`${name} has no form in OpenFlow 1.0`)
  })

  it('nobody knows are kept', () => {
    const bytes = new Uint8Array([0xff, 0xff, 0, 16, 0, 0, 0x12, 0x34, 1, 2, 3, 4, 5, 6, 7, 8])
    const message = put(plain, {}, [{ type: 'unknown', bytes }])
    expect(plain.modificationOf(message)).toMatchObject({ flow: { instructions: [apply({ type: 'unknown', bytes })] } })
  })

  it('say what instructions say', () => {
    const metadata = { type: 'write_metadata', metadata: 5n, mask: 3n } as const
    const said = (...instructions: Flow['instructions']) =>
      sent(extended.modification(1, { kind: 'put-flow', flow: { ...flow({}), instructions } }))
    const written = said(metadata, apply({ type: 'pop_vlan' }))
    expect(octets(written).slice(144)).toBe(
      '0003000800000000' + 'ffff0020000023200016' + '000000000000' + '00000000000000050000000000000003',
    )
    expect(extended.modificationOf(written)).toMatchObject({
      flow: { instructions: [apply({ type: 'pop_vlan' }), metadata] },
    })
    expect(extended.modificationOf(said(gotoTable(3), metadata, apply({ type: 'pop_vlan' })))).toMatchObject({
      flow: {
        instructions: [
          apply(
            { type: 'pop_vlan' },
            { type: 'set_field', field: 'metadata', value: 1n, mask: 3n },
            { type: 'resubmit', table: 3 },
          ),
        ],
      },
    })
    const refused = (dialect: Dialect, instruction: Flow['instructions'][number]) => () =>
      dialect.modification(1, { kind: 'put-flow', flow: { ...flow({}), instructions: [instruction] } })
    expect(refused(plain, gotoTable(3))).toThrow('goto_table has no form')
    expect(refused(extended, clearActions())).toThrow('clear_actions has no form')
    expect(refused(extended, { type: 'meter', meter: 1 })).toThrow('meter has no form')
  })
})

describe('a modification', () => {
  const modifications: readonly Modification[] = [
    { kind: 'put-flow', flow: { ...flow({ in_port: 1 }), idleTimeoutS: 5, hardTimeoutS: 6, flags: 3 }, bufferId: 9 },
    { kind: 'modify-flow', flow: { ...flow({ in_port: 1 }), cookie: 0n, idleTimeoutS: 0, hardTimeoutS: 0, flags: 0 } },
    { kind: 'modify-flows', filter: { match: { in_port: 1 } }, instructions: [apply({ type: 'pop_vlan' })] },
    { kind: 'remove-flow', flow: { table: 0, priority: 7, match: { in_port: 1 } } },
    { kind: 'remove-flows', filter: { match: { in_port: 1 }, outPort: OFPP_LOCAL } },
    { kind: 'remove-flows', filter: {} },
  ]
  const ofNicira: readonly Modification[] = [
    { kind: 'put-flow', flow: { ...flow({ in_port: 1 }), table: 253, idleTimeoutS: 0, hardTimeoutS: 0, flags: 0 } },
    { kind: 'modify-flows', filter: { table: 3, cookie: 4n, cookieMask: 6n }, instructions: [] },
    { kind: 'remove-flow', flow: { table: 3, priority: 7, match: { reg0: 1 }, cookie: 5n } },
    { kind: 'remove-flows', filter: { table: 3, cookie: 5n } },
    {
      kind: 'add-group',
      group: { id: 5, type: 'fast_failover', buckets: [{ actions: [{ type: 'output', port: 1 }], watchPort: 1 }] },
    },
    {
      kind: 'modify-group',
      group: {
        id: 5,
        type: 'select',
        buckets: [{ id: 9, actions: [], weight: 2 }],
        selection: { method: 'hash', parameter: 7n, fields: { ipv4_src: 0xffff_ffff } },
      },
    },
    { kind: 'remove-group', group: { id: 5 } },
  ]

  it.each(modifications)('is read as it was meant: $kind', (wanted) => {
    expect(extended.modificationOf(sent(extended.modification(1, wanted)))).toEqual(wanted)
    const again = plain.modificationOf(sent(plain.modification(1, wanted)))
    expect(again).toEqual(wanted)
  })

  it.each(ofNicira)('is read as it was meant, or refused without the extension: $kind', (wanted) => {
    expect(extended.modificationOf(sent(extended.modification(1, wanted)))).toEqual(wanted)
    expect(() => plain.modification(1, wanted)).toThrow(UnsupportedError)
  })

  it.each<[string, Modification]>([
    ['meter', { kind: 'remove-meter', meter: { id: 1 } }],
    ['outGroup', { kind: 'remove-flows', filter: { outGroup: 5 } }],
    ['importance', { kind: 'put-flow', flow: { ...flow({}), importance: 1 } }],
  ])('of later versions is refused by name: %s', (name, wanted) => {
    expect(() => extended.modification(1, wanted)).toThrow(`${name} has no form in OpenFlow 1.0`)
  })

  it('names a table that is one', () => {
    expect(() => extended.modification(1, { kind: 'put-flow', flow: { ...flow({}), table: 255 } })).toThrow(
      'table: 255',
    )
    expect(sent(extended.modification(1, { kind: 'remove-flows', filter: {} }))).toMatchObject({ command: 0xff03 })
    expect(sent(extended.modification(1, { kind: 'remove-flows', filter: { table: 0 } }))).toMatchObject({ command: 3 })
  })

  it('keeps cookies, so that Open vSwitch adds no flow', () => {
    const wanted: Modification = { kind: 'modify-flows', filter: {}, instructions: [] }
    expect(sent(extended.modification(1, wanted))).toMatchObject({ cookie: 0xffff_ffff_ffff_ffffn })
  })
})

describe('packets and ports', () => {
  it('go out', () => {
    const data = new Uint8Array([1, 2, 3])
    const message = sent(plain.packetOut(1, { data, actions: [{ type: 'output', port: 1 }] }))
    expect(message).toMatchObject({ buffer_id: 0xffff_ffff, in_port: 0xffff, data })
    expect(plain.packetOutOf(message)).toEqual({ data, actions: [{ type: 'output', port: 1 }] })
    const kept = sent(plain.packetOut(1, { bufferId: 7, inPort: 3, actions: [] }))
    expect(plain.packetOutOf(kept)).toEqual({ bufferId: 7, inPort: 3, actions: [] })
    expect(plain.packetOutOf(put(plain, {}))).toBeUndefined()
  })

  it('are changed in what is given', () => {
    const message = sent(plain.portModification(1, { port: 1, mac: 5, down: true, noForward: false }))
    expect(message).toMatchObject({ type: 15, port_no: 1, hw_addr: 5, config: 1, mask: 33, advertise: 0 })
  })
})

describe('an event', () => {
  const messages = [...goldenMessages('1.0').map(({ bytes }) => bytes), ...madeMessages(version)]
  const events = messages.map((bytes) => extended.event(decodeMessage(bytes)))
  const of = <T extends string>(type: T) => events.filter((event) => event.type === type)

  it('is made of every message a switch sends unasked', () => {
    const types = new Set(events.map(({ type }) => type))
    for (const type of [
      'hello',
      'echo-reply',
      'barrier-reply',
      'other',
      'error',
      'echo-request',
      'features',
      'packet-in',
    ])
      expect(types).toContain(type)
    for (const type of ['flow-removed', 'port-status', 'role', 'statistics']) expect(types).toContain(type)
  })

  it('tells ports in the handshake', () => {
    expect(of('features')[0]).toMatchObject({
      features: {
        datapathId: 0xca4f_285e_ce45n,
        tables: 254,
        auxiliaryId: 0,
        ports: [{ port: OFPP_LOCAL }, { port: 1, name: 'p1' }, {}, {}],
      },
    })
  })

  it('is a packet in three forms', () => {
    const packet = (text: string) =>
      extended.event(decodeMessage(new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))))
    expect(packet('010a0016 00000000 ffffffff 0040 fffe 01 00 aabbccdd')).toEqual({
      type: 'packet-in',
      packetIn: {
        inPort: OFPP_LOCAL,
        reason: 'action',
        totalLength: 64,
        data: new Uint8Array([0xaa, 0xbb, 0xcc, 0xdd]),
        metadata: {},
      },
    })
    // NXT_PACKET_IN with table 3, cookie 5, in_port 2 and reg0 7.
    expect(
      packet(
        '0104003c 00000000 00002320 00000011 00000009 0040 00 03 0000000000000005 000e 000000000000 00000002 0002 00010004 00000007 0000 0000 aabb',
      ),
    ).toEqual({
      type: 'packet-in',
      packetIn: {
        inPort: 2,
        reason: 'no_match',
        totalLength: 64,
        data: new Uint8Array([0xaa, 0xbb]),
        table: 3,
        cookie: 5n,
        bufferId: 9,
        metadata: { reg0: 7 },
      },
    })
    // NXT_PACKET_IN2 with a packet of two octets, its reason, in_port 2 and userdata.
    expect(
      packet(
        '01040038 00000000 00002320 0000001e 0000 0006 aabb 0000 0005 0005 02 000000 0006 000a 00000002 0002 000000000000 0007 0005 09 000000',
      ),
    ).toEqual({
      type: 'packet-in',
      packetIn: {
        inPort: 2,
        reason: 'invalid_ttl',
        totalLength: 2,
        data: new Uint8Array([0xaa, 0xbb]),
        metadata: {},
        userdata: new Uint8Array([9]),
      },
    })
  })

  it('of another version is what all versions have in common', () => {
    expect(plain.event(decodeMessage(new Uint8Array([4, 0, 0, 8, 0, 0, 0, 1])))).toEqual({ type: 'hello' })
    expect(plain.event(decodeMessage(new Uint8Array([4, 1, 0, 12, 0, 0, 0, 1, 0, 1, 0, 2])))).toMatchObject({
      errorType: 1,
      errorCode: 2,
    })
    expect(plain.event(decodeMessage(new Uint8Array([4, 21, 0, 8, 0, 0, 0, 1])))).toEqual({ type: 'other' })
  })

  const changes = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 6 })
  test.prop([fc.nat(messages.length - 1), changes], { numRuns: 3000 })(
    'of hostile bytes is one, too',
    (which, octetsToChange) => {
      const bytes = Uint8Array.from(messages[which] ?? [])
      for (const [at, octet] of octetsToChange) bytes[4 + (at % (bytes.length - 4))] = octet
      let message: Message
      try {
        message = decodeMessage(bytes)
      } catch {
        return
      }
      for (const dialect of [plain, extended]) {
        expect(dialect.event(message)).toHaveProperty('type')
        dialect.modificationOf(message)
        dialect.packetOutOf(message)
        for (const kind of ['flows', 'groups', 'groupDescriptions', 'ports', 'tables'] as const)
          dialect.statisticsItems(kind, message)
      }
    },
  )
})

describe('a question', () => {
  it.each<[StatisticsQuestion, string]>([
    [{ kind: 'description' }, '0000 0000'],
    [{ kind: 'tables' }, '0003 0000'],
    [{ kind: 'ports' }, '0004 0000 ffff 000000000000'],
    [{ kind: 'ports', port: 3 }, '0004 0000 0003 000000000000'],
    [{ kind: 'queues' }, '0005 0000 fffc 0000 ffffffff'],
    [{ kind: 'queues', port: 1, queue: 2 }, '0005 0000 0001 0000 00000002'],
  ])('is the same with and without extension: $kind', (question, expected) => {
    for (const dialect of [plain, extended])
      expect(octets(dialect.statisticsRequest(1, question)).slice(16)).toBe(expected.replaceAll(' ', ''))
  })

  it('for flows is asked of every switch', () => {
    const wanted = { match: { in_port: 1 }, table: 3, outPort: OFPP_ANY }
    expect(sent(plain.statisticsRequest(1, { kind: 'flows', ...wanted }))).toMatchObject({
      stats_type: 1,
      table_id: 3,
      out_port: 0xffff,
    })
    expect(sent(plain.statisticsRequest(1, { kind: 'aggregate' }))).toMatchObject({ stats_type: 2, table_id: 0xff })
    expect(sent(extended.statisticsRequest(1, { kind: 'flows', ...wanted, cookie: 5n }))).toMatchObject({
      stats_type: 0xffff,
      subtype: 0,
      table_id: 3,
      match: [{ value: 1 }, { value: 5n }],
    })
    expect(() => plain.statisticsRequest(1, { kind: 'flows', cookie: 5n })).toThrow('cookie has no form')
    expect(() => plain.statisticsRequest(1, { kind: 'flows', match: { reg0: 1 } })).toThrow('reg0 has no form')
  })

  it.each<StatisticsQuestion>([{ kind: 'groups' }, { kind: 'groupDescriptions' }, { kind: 'portDescriptions' }])(
    'needs the extension: $kind',
    (question) => {
      expect(sent(extended.statisticsRequest(1, question))).toMatchObject({ type: 16 })
      expect(() => plain.statisticsRequest(1, question)).toThrow(UnsupportedError)
    },
  )

  it.each<StatisticsQuestion>([{ kind: 'meters' }, { kind: 'meterDescriptions' }])('has no form: $kind', (question) => {
    expect(() => extended.statisticsRequest(1, question)).toThrow(UnsupportedError)
  })
})

describe('the session', () => {
  it('has these messages', () => {
    const data = new Uint8Array([1])
    expect(octets(plain.hello(1, [1]))).toBe('0100000800000001')
    expect(octets(plain.hello(1, [1, 4]))).toBe('010000100000000100010008' + '00000012')
    expect(octets(plain.echoRequest(2, data))).toBe('010200090000000201')
    expect(octets(plain.echoReply(2, data))).toBe('010300090000000201')
    expect(octets(plain.featuresRequest(3))).toBe('0105000800000003')
    expect(octets(plain.barrierRequest(4))).toBe('0112000800000004')
    expect(octets(plain.setMissLength(5, 128))).toBe('0109000c0000000500000080')
    expect(octets(plain.error(6, 1, 2, data))).toBe('0101000d000000060001000201')
    expect(octets(extended.roleRequest(7, 'master', 5n))).toBe('0104001400000007000023200000000a00000001')
  })

  it('refuses what needs later versions or the extension', () => {
    expect(() => plain.roleRequest(1, 'master', 1n)).toThrow(UnsupportedError)
    expect(() => extended.roleRequest(1, 'nochange', 1n)).toThrow(UnsupportedError)
    expect(() => extended.bundleControl(1, 1, 'open')).toThrow(UnsupportedError)
    expect(() => extended.bundleAdd(1, 1, put(plain, {}))).toThrow(UnsupportedError)
  })
})

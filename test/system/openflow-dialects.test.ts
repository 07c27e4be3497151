import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import {
  type Action,
  apply,
  canonicalMatch,
  decodeMessage,
  type Dialect,
  dialectOf,
  encodeMessage,
  errorName,
  type Flow,
  type Group,
  type Instruction,
  type Match,
  type Message,
  type Meter,
  type Modification,
  OFPP_CONTROLLER,
  OFPP_IN_PORT,
  type Statistics,
  type StatisticsKind,
  type StatisticsQuestion,
} from '@vlcp/openflow'
import { type Bridge, type Lab, openLab, requireLab } from '@vlcp/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const HEADER_BYTES = 8

/** A controller that speaks one version, by the bridge's own socket for such things. */
class Peer {
  readonly #dialect: Dialect
  readonly #socket: Socket
  #rest: Buffer = Buffer.alloc(0)
  #xid = 1

  private constructor(dialect: Dialect, socket: Socket) {
    this.#dialect = dialect
    this.#socket = socket
  }

  static async open(dialect: Dialect, bridge: Bridge): Promise<Peer> {
    const socket = connect(join(bridge.ovs.folder, `${bridge.name}.mgmt`))
    await once(socket, 'connect')
    const peer = new Peer(dialect, socket)
    peer.#send(dialect.hello(peer.#xid, [dialect.version]))
    expect(dialect.event(await peer.#next())).toEqual({ type: 'hello' })
    return peer
  }

  close(): void {
    this.#socket.destroy()
  }

  #send(message: Message): void {
    this.#socket.write(encodeMessage(message))
  }

  async #next(): Promise<Message> {
    for (;;) {
      const length = this.#rest.length < HEADER_BYTES ? Infinity : this.#rest.readUInt16BE(2)
      if (this.#rest.length >= length) {
        const message = decodeMessage(new Uint8Array(this.#rest.subarray(0, length)))
        this.#rest = this.#rest.subarray(length)
        return message
      }
      const [chunk] = (await once(this.#socket, 'data')) as [Buffer]
      this.#rest = Buffer.concat([this.#rest, chunk])
    }
  }

  /** Sends messages and a barrier; the names of the errors that came back before it was answered. */
  async send(...makers: readonly ((xid: number) => Message)[]): Promise<string[]> {
    const errors: string[] = []
    for (const make of makers) this.#send(make((this.#xid += 1)))
    this.#send(this.#dialect.barrierRequest((this.#xid += 1)))
    for (;;) {
      const event = this.#dialect.event(await this.#next())
      if (event.type === 'barrier-reply') return errors
      if (event.type === 'error')
        errors.push(
          errorName(event.errorType, event.errorCode, { version: this.#dialect.version, data: event.data }).code,
        )
    }
  }

  change(...modifications: readonly Modification[]): Promise<string[]> {
    return this.send(...modifications.map((one) => (xid: number) => this.#dialect.modification(xid, one)))
  }

  async ask<K extends StatisticsKind>(
    question: StatisticsQuestion & { readonly kind: K },
  ): Promise<Statistics[K]['item'][]> {
    const items: Statistics[K]['item'][] = []
    this.#send(this.#dialect.statisticsRequest((this.#xid += 1), question))
    for (;;) {
      const message = await this.#next()
      const event = this.#dialect.event(message)
      if (event.type === 'error') throw new Error(errorName(event.errorType, event.errorCode).code)
      items.push(...(this.#dialect.statisticsItems<K>(question.kind, message) ?? []))
      if (event.type === 'statistics' && !event.more) return items
    }
  }

  async event(make: (xid: number) => Message) {
    this.#send(make((this.#xid += 1)))
    return this.#dialect.event(await this.#next())
  }
}

const TCP: Match = { eth_type: 0x800, ip_proto: 6 }

/** Actions that Open vSwitch reports as they were given, and what packets must match for them. */
const ACTIONS: readonly (readonly [Match, ...Action[]])[] = [
  [{}, { type: 'output', port: 1 }, { type: 'output', port: OFPP_IN_PORT }],
  [{}, { type: 'output', port: OFPP_CONTROLLER, maxLength: 128 }],
  [{}, { type: 'output_reg', source: { field: 'reg0', start: 0, bits: 16 } }],
  [{}, { type: 'output_trunc', port: 1, maxLength: 100 }],
  [{}, { type: 'controller', maxLength: 100, id: 7, userdata: Uint8Array.of(1, 2, 3) }],
  [{}, { type: 'group', group: 5 }],
  [{}, { type: 'push_vlan', ethertype: 0x8100 }, { type: 'set_field', field: 'vlan_vid', value: 0x1064 }],
  [{ vlan_vid: { value: 0x1000, mask: 0x1000 } }, { type: 'pop_vlan' }],
  [{}, { type: 'push_mpls', ethertype: 0x8847 }, { type: 'set_mpls_ttl', ttl: 9 }, { type: 'dec_mpls_ttl' }],
  [{ eth_type: 0x8847 }, { type: 'pop_mpls', ethertype: 0x800 }],
  [{}, { type: 'set_field', field: 'eth_src', value: 2 }, { type: 'set_field', field: 'xxreg0', value: 1n << 100n }],
  [{}, { type: 'set_field', field: 'reg7', value: 5, mask: 0xff }],
  [{}, { type: 'move', source: { field: 'reg0', start: 0, bits: 16 }, target: { field: 'reg1', start: 16, bits: 16 } }],
  [{}, { type: 'push', subfield: { field: 'reg0' } }, { type: 'pop', subfield: { field: 'reg1' } }],
  [{}, { type: 'check_pkt_larger', length: 1500, target: { field: 'reg0', start: 3, bits: 1 } }],
  [{ eth_type: 0x800 }, { type: 'set_ttl', ttl: 9 }, { type: 'dec_ttl' }, { type: 'dec_ttl', controllers: [1, 2] }],
  [{}, { type: 'set_queue', queue: 5 }, { type: 'pop_queue' }],
  [TCP, { type: 'ct', commit: true, zone: 5, table: 3 }, { type: 'ct_clear' }],
  [TCP, { type: 'ct', commit: true, actions: [{ type: 'nat', kind: 'src', addresses: { first: 0x0a000001 } }] }],
  [{}, { type: 'resubmit', table: 2 }, { type: 'resubmit', port: 3, table: 4 }],
  [
    {},
    {
      type: 'clone',
      actions: [
        { type: 'set_field', field: 'reg0', value: 1 },
        { type: 'output', port: 2 },
      ],
    },
  ],
  [{}, { type: 'conjunction', id: 5, clause: 0, clauses: 2 }],
  [TCP, { type: 'fin_timeout', idleS: 5, hardS: 10 }],
  [{}, { type: 'note', note: Uint8Array.of(1, 2, 3, 4, 5, 6) }, { type: 'exit' }],
]

const MATCHES: readonly Match[] = [
  { in_port: 1, eth_src: 1, eth_dst: { value: 0x020000000000, mask: 0xffffff000000 }, vlan_vid: 0x1064, vlan_pcp: 3 },
  { ...TCP, ipv4_src: { value: 0x0a000000, mask: 0xff000000 }, tcp_dst: 80, ip_dscp: 8, ip_ecn: 1, nw_ttl: 64 },
  { eth_type: 0x86dd, ip_proto: 58, icmpv6_type: 135, icmpv6_code: 0, ipv6_nd_target: 1n, ipv6_nd_sll: 1 },
  { eth_type: 0x806, arp_op: 1, arp_spa: 1, arp_tpa: 2, arp_sha: 3, arp_tha: 4 },
  { tunnel_id: 5n, tun_ipv4_src: 1, metadata: { value: 1n, mask: 3n }, pkt_mark: 3 },
  { ...TCP, ct_state: { value: 0x22, mask: 0x23 }, ct_zone: 5, ct_mark: { value: 1, mask: 3 }, ct_label: 1n },
  { ...TCP, tcp_flags: { value: 2, mask: 0x12 } },
]

const flow = (priority: number, match: Match, instructions: readonly Instruction[]): Flow => ({
  table: 1,
  priority,
  match,
  cookie: BigInt(priority),
  instructions,
})

const FLOWS: readonly Flow[] = [
  ...ACTIONS.map(([match, ...actions], at) => flow(100 + at, match, [apply(...actions)])),
  ...MATCHES.map((match, at) => flow(200 + at, match, [{ type: 'goto_table', table: 3 }])),
  flow(300, {}, [
    { type: 'write_metadata', metadata: 1n, mask: 0xffn },
    { type: 'goto_table', table: 3 },
  ]),
  flow(301, {}, [{ type: 'clear_actions' }, { type: 'write_actions', actions: [{ type: 'output', port: 1 }] }]),
]

const GROUP: Group = {
  id: 5,
  type: 'select',
  buckets: [{ actions: [{ type: 'output', port: 1 }], weight: 10 }, { actions: [{ type: 'output', port: 2 }] }],
}

const METER: Meter = { id: 3, unit: 'kbps', stats: true, bands: [{ type: 'drop', rate: 100, burst: 200 }] }

describe('Open vSwitch and the dialects', () => {
  let lab: Lab
  let bridge: Bridge
  beforeAll(async () => {
    requireLab({ programs: ['ovs-vswitchd', 'ovsdb-server', 'ovs-ofctl'] })
    lab = openLab({ name: 'dialects' })
    const ovs = await lab.openVSwitch()
    bridge = await ovs.addBridge('br0')
    await ovs.vsctl('set', 'bridge', 'br0', 'protocols=OpenFlow10,OpenFlow13,OpenFlow14,OpenFlow15')
  })
  afterAll(() => lab?.close())

  describe.each([0x04, 0x05, 0x06])('of version 0x0%i', (version) => {
    let peer: Peer
    const dialect = dialectOf(version)
    if (dialect === undefined) throw new Error('no dialect')
    beforeAll(async () => {
      peer = await Peer.open(dialect, bridge)
      expect(await peer.change({ kind: 'remove-flows', filter: {} })).toEqual([])
    })
    afterAll(() => peer.close())

    it('agree on groups and meters', async () => {
      expect(await peer.change({ kind: 'add-group', group: GROUP }, { kind: 'add-meter', meter: METER })).toEqual([])
      expect(await peer.ask({ kind: 'groupDescriptions' })).toEqual([GROUP])
      expect(await peer.ask({ kind: 'meterDescriptions', meter: 3 })).toEqual([METER])
      expect(await peer.ask({ kind: 'groups' })).toMatchObject([{ group: 5, packets: 0n, buckets: [{}, {}] }])
      expect(await peer.ask({ kind: 'meters' })).toMatchObject([{ meter: 3, bands: [{ packets: 0n }] }])
    })

    it.each(FLOWS)('agree on flow $priority', async (wanted) => {
      expect(await peer.change({ kind: 'put-flow', flow: wanted })).toEqual([])
      const [reported] = await peer.ask({ kind: 'flows', table: 1, cookie: wanted.cookie })
      expect(reported).toMatchObject({ ...wanted, match: canonicalMatch(wanted.match), packets: 0n })
    })

    it('agree on the rest of the statistics', async () => {
      const [summary] = await peer.ask({ kind: 'aggregate', table: 1 })
      expect(summary).toEqual({ packets: 0n, bytes: 0n, flows: FLOWS.length })
      expect(await peer.ask({ kind: 'description' })).toMatchObject([{ manufacturer: 'Nicira, Inc.' }])
      expect(await peer.ask({ kind: 'portDescriptions' })).toMatchObject([{ name: 'br0', port: 0xffff_fffe }])
      expect(await peer.ask({ kind: 'ports' })).toMatchObject([{ port: 0xffff_fffe }])
      const tables = await peer.ask({ kind: 'tables' })
      expect(tables.find(({ table }) => table === 1)).toMatchObject({ active: FLOWS.length })
      expect(await peer.ask({ kind: 'queues' })).toEqual([])
    })

    it('agree on the handshake, roles and a port that is changed', async () => {
      const features = await peer.event((xid) => dialect.featuresRequest(xid))
      expect(features).toMatchObject({ type: 'features', features: { tables: 254, auxiliaryId: 0 } })
      const role = await peer.event((xid) => dialect.roleRequest(xid, 'nochange', 0n))
      expect(role).toMatchObject({ type: 'role', asked: true, state: { role: 'equal' } })
      expect(await peer.event((xid) => dialect.echoRequest(xid, Uint8Array.of(1)))).toEqual({ type: 'echo-reply' })
      const [port] = await peer.ask({ kind: 'portDescriptions' })
      if (port === undefined) throw new Error('no port')
      const change = { port: port.port, mac: port.mac, noPacketIn: true }
      expect(
        await peer.send(
          (xid) => dialect.portModification(xid, change),
          (xid) => dialect.setMissLength(xid, 128),
        ),
      ).toEqual([])
      expect(await peer.ask({ kind: 'portDescriptions' })).toMatchObject([{ noPacketIn: true, down: port.down }])
      await peer.send((xid) => dialect.portModification(xid, { ...change, noPacketIn: false }))
    })

    it('take a bundle wholly', async () => {
      const add = flow(900, {}, [])
      expect(await peer.event((xid) => dialect.bundleControl(xid, 7, 'open'))).toEqual({ type: 'bundle-reply' })
      const put = dialect.modification(0, { kind: 'put-flow', flow: add })
      const remove = dialect.modification(0, { kind: 'remove-flow', flow: flow(300, {}, []) })
      expect(
        await peer.send(
          (xid) => dialect.bundleAdd(xid, 7, put),
          (xid) => dialect.bundleAdd(xid, 7, remove),
        ),
      ).toEqual([])
      expect(await peer.event((xid) => dialect.bundleControl(xid, 7, 'commit'))).toEqual({ type: 'bundle-reply' })
      expect(await peer.ask({ kind: 'flows', cookie: 900n })).toMatchObject([add])
      expect(await peer.ask({ kind: 'flows', cookie: 300n })).toEqual([])
    })

    it('change and remove flows', async () => {
      const outputs: readonly Instruction[] = [apply({ type: 'output', port: 9 })]
      await peer.change({ kind: 'put-flow', flow: flow(901, { in_port: 1 }, []) })
      await peer.change({ kind: 'put-flow', flow: flow(902, { in_port: 2 }, []) })
      expect(await peer.change({ kind: 'modify-flow', flow: flow(901, { in_port: 1 }, outputs) })).toEqual([])
      expect(await peer.ask({ kind: 'flows', cookie: 901n })).toMatchObject([{ instructions: outputs }])
      const filter = { table: 1, match: { in_port: 2 } }
      expect(await peer.change({ kind: 'modify-flows', filter, instructions: outputs })).toEqual([])
      expect(await peer.ask({ kind: 'flows', outPort: 9 })).toHaveLength(2)
      expect(await peer.change({ kind: 'remove-flows', filter: { outPort: 9 } })).toEqual([])
      expect(await peer.ask({ kind: 'flows', outPort: 9 })).toEqual([])
      const cleared: readonly Modification[] = [
        { kind: 'remove-group', group: { id: 5 } },
        { kind: 'remove-meter', meter: { id: 3 } },
      ]
      expect(await peer.change(...cleared)).toEqual([])
    })

    it.each([
      ['tells nothing, to a packet without', {}, 'in_port=1'],
      ['tells nothing, to a packet with one', {}, 'in_port=1,vlan_tci=0x1005'],
      ['says there is none', { vlan_vid: 0 }, 'in_port=1'],
      ['says there is one', { vlan_vid: 0x1005 }, 'in_port=1,vlan_tci=0x1005'],
    ])('give a tag where the match %s', async (_says, match: Match, packet) => {
      const actions: readonly Action[] = [
        { type: 'mod_vlan_vid', vid: 100 },
        { type: 'mod_vlan_pcp', pcp: 3 },
        { type: 'output', port: 0xffff_fffe },
      ]
      const tagging: Flow = { ...flow(999, match, [apply(...actions)]), table: 0 }
      expect(await peer.change({ kind: 'put-flow', flow: tagging })).toEqual([])
      const trace = await bridge.trace(packet)
      await peer.change({ kind: 'remove-flow', flow: tagging })
      expect(trace).toMatch(/Final flow: in_port=1,dl_vlan=100,dl_vlan_pcp=3,vlan_tci1=0x0000,/)
    })

    it('send a packet', async () => {
      const packet = { data: new Uint8Array(60), actions: [{ type: 'output', port: OFPP_CONTROLLER } as const] }
      const event = await peer.event((xid) => dialect.packetOut(xid, { ...packet, inPort: 0xffff_fffe }))
      expect(event).toMatchObject({ type: 'packet-in', packetIn: { totalLength: 60, inPort: 0xffff_fffe } })
    })
  })
})

import { type OfpMsg, ofp_type, out } from '@vlcp/openflow'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ScriptedPeer } from '../connection/scripted-peer.ts'
import { type Controller, controller, type ControllerOptions } from './controller.ts'
import type { Switch } from './switch.ts'

let app: Controller | undefined
const peers: ScriptedPeer[] = []
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close()
  await app?.close()
})

interface Site {
  readonly app: Controller
  readonly errors: string[]
  readonly connect: (datapathId?: bigint) => Promise<{ peer: ScriptedPeer; sw: Switch }>
}

async function open(options: ControllerOptions = {}): Promise<Site> {
  const errors: string[] = []
  const made = await controller({
    listen: 'tcp:127.0.0.1:0',
    onError: (error) => errors.push(error.message),
    ...options,
  })
  app = made
  const connect = async (datapathId = 1n): Promise<{ peer: ScriptedPeer; sw: Switch }> => {
    const [endpoint] = made.endpoints
    if (endpoint === undefined) throw new Error('it does not listen')
    const peer = await ScriptedPeer.connect(endpoint)
    peers.push(peer)
    peer.onMessage(({ type, xid }) => {
      if (type === ofp_type.OFPT_BARRIER_REQUEST) peer.send({ type: ofp_type.OFPT_BARRIER_REPLY }, xid)
    })
    peer.behave({ datapathId })
    await vi.waitUntil(() => made.switches.has(datapathId))
    return { peer, sw: made.switches.get(datapathId) as Switch }
  }
  return { app: made, errors, connect }
}

const refuse = (peer: ScriptedPeer, xid: number): void =>
  peer.send({ type: ofp_type.OFPT_ERROR, error_type: 5, error_code: 1, data: new Uint8Array() }, xid)

const isFlowMod = ({ type }: OfpMsg): boolean => type === ofp_type.OFPT_FLOW_MOD

const isBarrier = ({ type }: OfpMsg): boolean => type === ofp_type.OFPT_BARRIER_REQUEST

describe('a change that cannot be sent', () => {
  const mistakes: [string, (sw: Switch) => PromiseLike<void>, RegExp][] = [
    ['a match', (sw) => sw.flow({ match: 'nonsense=1' }), /nonsense/],
    ['actions', (sw) => sw.flow({ actions: 'output:' }), /output/],
    ['a filter', (sw) => sw.removeFlows({ match: 'nonsense=1' }), /nonsense/],
    ['a flow to remove', (sw) => sw.removeFlow({ match: 'nonsense=1' }), /nonsense/],
    ['other actions', (sw) => sw.modifyFlows({}, 'nonsense:1'), /nonsense/],
    ['a priority', (sw) => sw.flow({ priority: 70_000 }), /priority/],
    ['a group', (sw) => sw.group({ id: -1, type: 'all', buckets: [] }), /group|-1/],
    ['a meter', (sw) => sw.meter({ id: -1, unit: 'kbps', bands: [] }), /meter|-1/],
    ['a packet', (sw) => sw.packetOut({ data: new Uint8Array(70_000), actions: [out.port(1)] }), /65535|length|size/],
    ['a port', (sw) => sw.configurePort(7, { noForward: true }), /no port 7/],
  ]

  it.each(mistakes)('because of %s rejects, and is reported when nobody waits for it', async (_, make, reason) => {
    const { errors, connect } = await open()
    const { sw } = await connect()
    await expect(Promise.resolve(make(sw))).rejects.toThrow(reason)
    await sw.barrier()
    expect(errors).toEqual([])
    make(sw)
    await vi.waitUntil(() => errors.length > 0)
    expect(errors).toEqual([expect.stringMatching(reason)])
    await sw.barrier()
  })

  it('because only the beginning of its packet is known rejects, and the flow for it does not', async () => {
    const { errors, connect } = await open()
    const { peer, sw } = await connect()
    const packets = sw.packetIns()
    const packetIn = { reason: 0 as const, table_id: 0, cookie: 0n, match: { type: 1 as const, oxm_fields: [] } }
    const type = ofp_type.OFPT_PACKET_IN
    peer.send({ type, ...packetIn, buffer_id: 0xffff_ffff, total_len: 1500, data: new Uint8Array(14) }, 0)
    const { value: packet } = await packets.next()
    await expect(Promise.resolve(packet?.out(out.port(1)))).rejects.toMatchObject({ code: 'truncated_packet' })
    await packet?.flow({ actions: [out.port(1)] })
    await vi.waitUntil(() => errors.length > 0)
    expect(errors).toEqual([expect.stringContaining('14 of 1500 octets')])
    packet?.flow({ match: 'nonsense=1', actions: [out.port(1)] })
    await vi.waitUntil(() => errors.length > 1)
    await sw.barrier()
    expect(errors).toHaveLength(2)
  })
})

describe('a refusal', () => {
  it('is told once: to whoever applies a batch, else to onError', async () => {
    const { errors, connect } = await open()
    const { peer, sw } = await connect()
    peer.onMessage((message) => {
      if (isFlowMod(message) || message.type === ofp_type.OFPT_EXPERIMENTER) refuse(peer, message.xid)
    })
    const flow = { table: 0, priority: 1, match: {}, cookie: 0n, instructions: [] }
    const outcomes = await sw.session.apply([
      { kind: 'put-flow', flow },
      { kind: 'put-flow', flow },
    ])
    expect(outcomes.map((outcome) => outcome?.message)).toEqual(Array(2).fill(expect.stringContaining('TABLE_FULL')))
    await sw.barrier()
    expect(errors).toEqual([])
    sw.flow({})
    await sw.barrier()
    expect(errors).toEqual([expect.stringContaining('TABLE_FULL')])
  })

  it('of a handler that awaits a change when the switch is gone goes to onError, and ends nothing', async () => {
    const site = await open()
    site.app.onSwitch(async (sw) => {
      await sw.ended
      sw.flow({})
      await sw.flow({})
    })
    const { peer } = await site.connect()
    peer.close()
    await vi.waitUntil(() => site.errors.some((error) => error.includes('session with')))
    await site.connect()
  })
})

describe('a controller', () => {
  it('refuses a rate that lets nothing through, before any switch comes', async () => {
    await expect(open({ packetInRate: { perSecond: 0 } })).rejects.toThrow('perSecond: 0')
  })

  it('that is closed reports nothing, calls no handler and knows no switch', async () => {
    const { app: closing, errors, connect } = await open()
    const handled: bigint[] = []
    closing.onSwitch(({ datapathId }) => handled.push(datapathId))
    const { sw } = await connect(1n)
    // One in the handshake, and one that claims the id of a switch that does not answer whether it lives.
    const [endpoint] = closing.endpoints
    if (endpoint === undefined) throw new Error('it does not listen')
    const silent = await ScriptedPeer.connect(endpoint)
    const rivals = [await ScriptedPeer.connect(endpoint), await ScriptedPeer.connect(endpoint)]
    for (const rival of rivals) rival.behave({ datapathId: 2n })
    await vi.waitUntil(() => closing.switches.size === 2)
    await vi.waitUntil(() => rivals.some(({ received }) => received.some(isBarrier)))
    await closing.close()
    await closing.close()
    await Promise.all([silent, ...rivals].map(({ ended }) => ended))
    await sw.ended
    await new Promise((resolve) => setImmediate(resolve))
    expect(handled).toEqual([1n, 2n])
    expect(errors).toEqual([])
    expect([...closing.switches]).toEqual([])
  })

  it('calls a handler once that another one adds', async () => {
    const { app: made, connect } = await open()
    const handled: string[] = []
    made.onSwitch(() => {
      handled.push('outer')
      made.onSwitch(() => handled.push('inner'))
    })
    await connect(1n)
    expect(handled).toEqual(['outer', 'inner'])
  })

  it('calls its handlers once for each session, and knows the newest', async () => {
    const { app: made, connect } = await open()
    const handled: Switch[] = []
    made.onSwitch((sw) => handled.push(sw))
    for (let round = 0; round < 5; round++) {
      const { peer, sw } = await connect()
      expect(handled.at(-1)).toBe(sw)
      expect(handled).toHaveLength(round + 1)
      peer.close()
      await vi.waitUntil(() => made.switches.size === 0)
    }
  })
})

describe('a handler', () => {
  it('may throw about an event: the others and the session are not hurt', async () => {
    const { errors, connect } = await open()
    const { peer, sw } = await connect()
    const seen: number[] = []
    sw.onPortStatus(() => {
      throw new Error('mine')
    })
    sw.onPortStatus(async () => {
      await sw.flow({ match: 'nonsense=1' })
    })
    sw.onPortStatus(({ port }) => seen.push(port.port))
    const rates = { curr: 0, advertised: 0, supported: 0, peer: 0, curr_speed: 0, max_speed: 0 }
    const desc = { port_no: 3, hw_addr: 3, name: 'p3', config: 0, state: 0, ...rates }
    peer.send({ type: ofp_type.OFPT_PORT_STATUS, reason: 0, desc }, 0)
    await vi.waitUntil(() => errors.length === 2)
    expect(errors).toEqual(['mine', expect.stringContaining('nonsense')])
    expect(seen).toEqual([3])
    await sw.barrier()
  })

  it('that makes a great many changes can wait for the switch to take them', async () => {
    const { errors, connect } = await open()
    const { peer, sw } = await connect()
    let most = 0
    for (let made = 0; made < 100_000; made++) {
      sw.flow({ priority: made % 1000 })
      most = Math.max(most, sw.counters.queuedBytes)
      await sw.writable()
    }
    await sw.barrier()
    expect(peer.received.filter(isFlowMod)).toHaveLength(100_000)
    expect(most).toBeLessThan(2 * 1024 * 1024)
    expect(errors).toEqual([])
  })

  it('that makes more than that without waiting is told, and the memory stays limited', async () => {
    const { errors, connect } = await open()
    const { sw } = await connect()
    const data = new Uint8Array(60_000)
    const first = Promise.resolve(sw.packetOut({ data, actions: [] })).catch((error: unknown) => error)
    for (let made = 0; made < 2_000; made++) sw.packetOut({ data, actions: [] })
    expect(sw.counters.bytesOut).toBeLessThan(80 * 1024 * 1024)
    await expect(Promise.resolve(sw.packetOut({ data, actions: [] }))).rejects.toMatchObject({ code: 'disconnected' })
    expect(await first).toMatchObject({ code: 'disconnected', message: expect.stringContaining('67108864 bytes') })
    await sw.ended
    expect(errors).toEqual([expect.stringContaining('67108864 bytes wait')])
  })

  it('that reads no packets stops neither another reader nor the answers to the echoes of its switch', async () => {
    const { connect } = await open()
    const { peer, sw } = await connect()
    const unread = sw.packetIns({ limit: 2 })
    const read = sw.packetIns({ limit: 1000 })
    const packetIn = { reason: 0 as const, table_id: 0, cookie: 0n, match: { type: 1 as const, oxm_fields: [] } }
    const body = { ...packetIn, buffer_id: 0xffff_ffff, total_len: 14, data: new Uint8Array(14) }
    for (let sent = 0; sent < 100; sent++) peer.send({ type: ofp_type.OFPT_PACKET_IN, ...body }, 0)
    peer.send({ type: ofp_type.OFPT_ECHO_REQUEST, data: new Uint8Array() }, 77)
    for (let taken = 0; taken < 100; taken++) expect((await read.next()).done).toBe(false)
    await vi.waitUntil(() => peer.received.some(({ xid }) => xid === 77), { timeout: 10_000 })
    expect([unread.length, unread.dropped, read.dropped]).toEqual([4, 96, 0])
    peer.close()
    await sw.ended
    expect(await sw.packetIns().next()).toMatchObject({ done: true })
  })
})

describe('a question', () => {
  it('that the switch never answers, or not to the end, rejects, and the session goes on', async () => {
    const { errors, connect } = await open({ requestTimeoutMs: 100 })
    const { peer, sw } = await connect()
    peer.onMessage((message) => {
      if (message.type !== ofp_type.OFPT_MULTIPART_REQUEST || message.mp_type !== 7) return
      peer.send({ type: ofp_type.OFPT_MULTIPART_REPLY, mp_type: 7, flags: 1, group_desc: [] }, message.xid)
    })
    const unanswered = [sw.statistics.groupDescriptions(), sw.statistics.meterDescriptions()]
    for (const each of unanswered) await expect(each).rejects.toMatchObject({ code: 'timeout' })
    await sw.barrier()
    expect(sw.counters.unanswered).toBe(0)
    expect(errors).toEqual([])
  })
})

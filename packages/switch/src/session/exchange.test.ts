import { type OfpMsg, ofp_type } from '@vlcp/openflow'
import { type Listener, parseEndpoint } from '@vlcp/transport'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listenForSwitches } from '../connection/listener.ts'
import { PORT, ScriptedPeer } from '../connection/scripted-peer.ts'
import type { SwitchSession } from './session.ts'

let listener: Listener
let peer: ScriptedPeer
let session: SwitchSession

beforeEach(async () => {
  const sessions: SwitchSession[] = []
  listener = await listenForSwitches(parseEndpoint('tcp:127.0.0.1:0'), { onSession: (made) => sessions.push(made) })
  peer = await ScriptedPeer.connect(listener.endpoint)
  peer.behave()
  peer.onMessage(({ type, xid }) => {
    if (type === ofp_type.OFPT_BARRIER_REQUEST) peer.send({ type: ofp_type.OFPT_BARRIER_REPLY }, xid)
  })
  await vi.waitUntil(() => sessions.length > 0)
  session = sessions[0] as SwitchSession
})
afterEach(() => listener.close())

const addFlow = (priority: number) =>
  session.modify({ kind: 'put-flow', flow: { table: 0, priority, match: {}, cookie: 1n, instructions: [] } })

const received = (wanted: number): OfpMsg[] => peer.received.filter(({ type }) => type === wanted)

describe('an exchange', () => {
  it('asks about changes nobody awaits when there are many, and only then', async () => {
    for (let sent = 1; sent < 128; sent++) addFlow(sent)
    await vi.waitUntil(() => received(ofp_type.OFPT_FLOW_MOD).length === 127)
    expect(received(ofp_type.OFPT_BARRIER_REQUEST)).toEqual([])
    addFlow(128)
    await vi.waitUntil(() => session.counters.unconfirmed === 0)
    expect(received(ofp_type.OFPT_BARRIER_REQUEST)).toHaveLength(1)
  })

  it('listens to a switch that has to wait as soon as it asks it something', async () => {
    session.pause()
    await session.barrier()
  })

  it('asks whether a port is configured, to know its ports', async () => {
    peer.send({ type: ofp_type.OFPT_PORT_STATUS, reason: 0, desc: PORT }, 0)
    await vi.waitUntil(() => session.ports.size > 0)
    session.configurePort({ port: 1, mac: 1, down: true })
    await vi.waitUntil(() => session.ports.get(1)?.down)
  })

  it('counts errors, and answers that nobody asked for', async () => {
    const before = session.counters
    peer.send({ type: ofp_type.OFPT_ERROR, error_type: 5, error_code: 1, data: new Uint8Array() }, 0x7777)
    peer.send({ type: ofp_type.OFPT_ROLE_REPLY, role: 1, generation_id: 0n }, 0x7777)
    peer.send({ type: ofp_type.OFPT_BARRIER_REPLY }, 0x7777)
    await session.barrier()
    const { errorsIn, malformed } = session.counters
    expect([errorsIn - before.errorsIn, malformed - before.malformed]).toEqual([1, 2])
  })

  it('lets a sender go on while the switch takes what it is sent', async () => {
    addFlow(1)
    expect(session.counters.queuedBytes).toBeGreaterThan(0)
    let goesOn = false
    void session.writable().then(() => (goesOn = true))
    // Before anything can have been written.
    await Promise.resolve()
    await Promise.resolve()
    expect(goesOn).toBe(true)
  })
})

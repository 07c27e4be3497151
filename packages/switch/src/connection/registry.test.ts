import { ofp_type } from '@vlcp/openflow'
import { type Listener, parseEndpoint } from '@vlcp/transport'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SwitchSession } from '../session/session.ts'
import { listenForSwitches } from './listener.ts'
import { SessionRegistry } from './registry.ts'
import { ScriptedPeer } from './scripted-peer.ts'

let listener: Listener
let registry: SessionRegistry
let log: string[]
let joined: [SwitchSession, SwitchSession][]
let arrived: SwitchSession[]

beforeEach(async () => {
  const events: string[] = []
  const pairs: [SwitchSession, SwitchSession][] = []
  const sessions: SwitchSession[] = []
  ;[log, joined, arrived] = [events, pairs, sessions]
  const made = new SessionRegistry({
    connected: ({ datapathId }) => events.push(`connected ${datapathId}`),
    disconnected: ({ datapathId }) => events.push(`disconnected ${datapathId}`),
    refused: ({ datapathId }) => events.push(`refused ${datapathId}`),
    auxiliary: (session, main) => pairs.push([session, main]),
  })
  registry = made
  listener = await listenForSwitches(parseEndpoint('tcp:127.0.0.1:0'), {
    onSession: (session) => {
      sessions.push(session)
      made.offer(session)
    },
  })
})
afterEach(() => listener.close())

async function peer(datapathId: bigint, auxiliaryId = 0, answersBarriers = true): Promise<ScriptedPeer> {
  const made = await ScriptedPeer.connect(listener.endpoint)
  const before = arrived.length
  if (answersBarriers)
    made.onMessage(({ type, xid }) => {
      if (type === ofp_type.OFPT_BARRIER_REQUEST) made.send({ type: ofp_type.OFPT_BARRIER_REPLY }, xid)
    })
  made.behave({ datapathId, auxiliaryId })
  await vi.waitUntil(() => arrived.length > before)
  return made
}

describe('the registry of sessions', () => {
  it('knows each switch from its connection to its end', async () => {
    const first = await peer(1n)
    await peer(2n)
    expect([...registry.all()].map(({ datapathId }) => datapathId)).toEqual([1n, 2n])
    first.close()
    await vi.waitUntil(() => log.includes('disconnected 1'))
    expect(registry.get(1n)).toBeUndefined()
    expect(log).toEqual(['connected 1', 'connected 2', 'disconnected 1'])
  })

  it('leaves the place to who answers, and gives it to another when nobody does', async () => {
    await peer(1n)
    const rival = await peer(1n)
    await rival.ended
    const another = await peer(1n)
    await another.ended
    expect(log).toEqual(['connected 1', 'refused 1', 'refused 1'])
    expect(registry.get(1n)).toBe(arrived[0])
  })

  it('tells whether a switch is there and answers, and lets go of one that does not', async () => {
    await peer(1n)
    await peer(2n, 0, false)
    expect(await Promise.all([1n, 3n].map((id) => registry.defend(id)))).toEqual([true, false])
    const answer = registry.defend(2n)
    arrived[1]?.close()
    expect(await answer).toBe(false)
    expect(registry.get(2n)).toBeUndefined()
    expect(registry.get(1n)).toBe(arrived[0])
  })

  it('gives no place to a rival that has gone before it was known whether the other lives', async () => {
    const deaf = await peer(1n, 0, false)
    const rival = await peer(1n)
    await vi.waitUntil(() => deaf.received.some(({ type }) => type === ofp_type.OFPT_BARRIER_REQUEST))
    rival.close()
    await arrived[1]?.ended
    deaf.close()
    await vi.waitUntil(() => log.includes('disconnected 1'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(log).toEqual(['connected 1', 'disconnected 1'])
  })

  it('refuses nobody in the name of a rival that has gone while it was asked whether the other lives', async () => {
    const busy = await peer(1n, 0, false)
    const rival = await peer(1n)
    const isBarrier = ({ type }: { type: number }): boolean => type === ofp_type.OFPT_BARRIER_REQUEST
    await vi.waitUntil(() => busy.received.some(isBarrier))
    rival.close()
    await arrived[1]?.ended
    busy.send({ type: ofp_type.OFPT_BARRIER_REPLY }, busy.received.find(isBarrier)?.xid ?? 0)
    await vi.waitUntil(() => arrived[0]?.busy === false)
    await new Promise((resolve) => setImmediate(resolve))
    expect(log).toEqual(['connected 1'])
  })

  it('takes nobody in when it is closed', async () => {
    registry.close()
    await peer(1n)
    expect([log, [...registry.all()]]).toEqual([[], []])
  })

  it('takes auxiliary connections of a switch that is there, and ends them with it', async () => {
    const orphan = await peer(1n, 3)
    await orphan.ended
    const main = await peer(1n)
    const auxiliary = await peer(1n, 3)
    await vi.waitUntil(() => joined.length === 1)
    expect(joined[0]?.[1]).toBe(registry.get(1n))
    const replacement = await peer(1n, 3)
    await auxiliary.ended
    main.close()
    await replacement.ended
    expect(log).toEqual(['connected 1', 'disconnected 1'])
  })
})

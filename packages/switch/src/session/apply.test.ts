import { type Modification, type OfpMsg, ofp_type } from '@vlcp/openflow'
import { type Listener, parseEndpoint } from '@vlcp/transport'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listenForSwitches } from '../connection/listener.ts'
import { ScriptedPeer } from '../connection/scripted-peer.ts'
import type { SwitchSession } from './session.ts'

let listener: Listener
let sessions: SwitchSession[]
beforeEach(async () => {
  const made: SwitchSession[] = []
  sessions = made
  listener = await listenForSwitches(parseEndpoint('tcp:127.0.0.1:0'), { onSession: (session) => made.push(session) })
})
afterEach(() => listener.close())

type Step = 'open' | 'add' | 'commit' | 'discard'

/** Answers of `ctrl_type`: each is one more than the request. EXT-230. */
const STEPS: Readonly<Record<number, Step>> = { 0: 'open', 4: 'commit', 6: 'discard' }

/** A switch with bundles: `mood` says what it does about a step, a flow by its priority, or nothing. */
async function open(mood: (step: Step | number) => 'refuse' | 'die' | undefined) {
  const log: (Step | number)[] = []
  const peer = await ScriptedPeer.connect(listener.endpoint)
  peer.behave()
  const handle = (step: Step | number, xid: number, agree: () => void): void => {
    log.push(step)
    const decided = mood(step)
    if (decided === 'die') peer.close()
    else if (decided === undefined) agree()
    else peer.send({ type: ofp_type.OFPT_ERROR, error_type: 5, error_code: 1, data: new Uint8Array() }, xid)
  }
  peer.onMessage((message: OfpMsg) => {
    const { type, xid } = message
    if (type === ofp_type.OFPT_BARRIER_REQUEST) peer.send({ type: ofp_type.OFPT_BARRIER_REPLY }, xid)
    else if (type === ofp_type.OFPT_FLOW_MOD) handle(message.priority, xid, () => undefined)
    else if (type !== ofp_type.OFPT_EXPERIMENTER) return
    else if ('ctrl_type' in message) {
      const reply = { ...message, ctrl_type: message.ctrl_type + 1 }
      handle(STEPS[message.ctrl_type] ?? -1, xid, () => peer.send(reply, xid))
    } else handle('add', xid, () => undefined)
  })
  await vi.waitUntil(() => sessions.length > 0)
  const session = sessions[0] as SwitchSession
  const unseen: string[] = []
  session.refusals.add((error) => unseen.push(error.message))
  return { peer, session, log, unseen }
}

const flow = (priority: number): Modification => ({
  kind: 'put-flow',
  flow: { table: 0, priority, match: {}, cookie: 0n, instructions: [] },
})
const REFUSED = expect.objectContaining({ codeName: 'OFPFMFC_TABLE_FULL' })

describe('a batch of changes', () => {
  it('is one bundle where the switch takes it', async () => {
    const { session, log } = await open(() => undefined)
    expect(await session.apply([flow(1), flow(2)])).toEqual([undefined, undefined])
    expect(log).toEqual(['open', 'add', 'add', 'commit'])
    expect(await session.apply([flow(3)])).toEqual([undefined])
    expect(await session.apply([])).toEqual([])
    expect(log.slice(4)).toEqual([3])
  })

  it.each([
    ['open', ['open', 1, 2, 3]],
    ['add', ['open', 'add', 'add', 'add', 'discard', 1, 2, 3]],
    ['commit', ['open', 'add', 'add', 'add', 'commit', 1, 2, 3]],
  ])('is made one by one, each refusal told once, where the switch refuses to %s', async (step, expected) => {
    const { session, log, unseen } = await open((what) => (what === step || what === 2 ? 'refuse' : undefined))
    expect(await session.apply([flow(1), flow(2), flow(3)])).toEqual([undefined, REFUSED, undefined])
    expect(log).toEqual(expected)
    expect(unseen).toEqual([])
    expect(session.counters).toMatchObject({ unanswered: 0, unconfirmed: 0 })
  })

  it.each(['open', 'add', 'commit', 1])('is unknown when the switch goes at %s', async (step) => {
    const { session } = await open((what) => (what === step ? 'die' : step === 1 ? 'refuse' : undefined))
    await expect(session.apply([flow(1), flow(2)])).rejects.toMatchObject({ code: 'disconnected' })
    await expect(session.apply([flow(1)])).rejects.toMatchObject({ code: 'disconnected' })
  })

  it('says of a change that makes no sense why it was not sent', async () => {
    const { session, unseen } = await open(() => undefined)
    const [first, second] = await session.apply([flow(70_000), flow(2)])
    expect(first?.message).toContain('priority')
    expect(second).toBeUndefined()
    await new Promise((resolve) => setImmediate(resolve))
    expect(unseen).toEqual([])
  })
})

describe('a role', () => {
  it('is claimed with one generation more than the switch knows, beyond the largest, too', async () => {
    const { session, peer } = await open(() => undefined)
    const asked: [number, bigint][] = []
    let known = 0xffff_ffff_ffff_ffffn
    peer.onMessage((message) => {
      if (message.type !== ofp_type.OFPT_ROLE_REQUEST) return
      const { role, generation_id } = message
      asked.push([role, generation_id])
      if (role > 1) known = generation_id
      peer.send({ type: ofp_type.OFPT_ROLE_REPLY, role, generation_id: known }, message.xid)
    })
    expect(await session.role('master')).toMatchObject({ role: 'master', generationId: 0n })
    expect(await session.role('slave')).toMatchObject({ role: 'slave', generationId: 1n })
    expect(await session.role('slave', 77n)).toMatchObject({ generationId: 77n })
    expect(await session.role('equal')).toMatchObject({ role: 'equal' })
    expect(asked.map(([role]) => role)).toEqual([0, 2, 0, 3, 3, 1])
    for (const generation of [1n << 64n, -1n])
      await expect(session.role('master', generation)).rejects.toThrow(/generation/)
  })
})

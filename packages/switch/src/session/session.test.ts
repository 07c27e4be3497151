import { ofp_msg, type OfpMsg, ofp_type } from '@vlcp/openflow'
import { type Listener, parseEndpoint } from '@vlcp/transport'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listenForSwitches } from '../connection/listener.ts'
import { PORT, ScriptedPeer } from '../connection/scripted-peer.ts'
import type { SwitchSession } from './session.ts'

let failures: Error[] = []
let sessions: SwitchSession[] = []
let listener: Listener

beforeEach(async () => {
  // Fresh arrays, which the closing connections of the test before do not write to.
  const failed: Error[] = []
  failures = failed
  sessions = []
  listener = await listenForSwitches(parseEndpoint('tcp:127.0.0.1:0'), {
    onSession: (session) => sessions.push(session),
    onFailure: (_peer, error) => failed.push(error),
    keepAlive: { idleMs: 50, answerMs: 5000, busyAnswerMs: 10_000 },
  })
})

afterEach(() => listener.close())

const open = (): Promise<ScriptedPeer> => ScriptedPeer.connect(listener.endpoint)

async function established(): Promise<{ peer: ScriptedPeer; session: SwitchSession }> {
  const peer = await open()
  peer.behave()
  await vi.waitUntil(() => sessions.length > 0)
  return { peer, session: sessions[0] as SwitchSession }
}

/** In a PORT_STATUS, after header, reason and padding. */
const PORT_NUMBER_OFFSET = 16

const isType = (type: number) => (message: OfpMsg) => message.type === type

describe('handshake', () => {
  it('ends in a session that knows the switch', async () => {
    const { session } = await established()
    expect(session.datapathId).toBe(0x1234n)
    expect(session.version).toBe(4)
  })

  it('answers a peer without a common version with HELLO_FAILED and a sentence, then closes', async () => {
    const peer = await open()
    peer.hello([1 << 7], 7)
    await peer.ended
    const error = peer.received.find(isType(ofp_type.OFPT_ERROR))
    expect(error).toMatchObject({ error_type: 0, error_code: 0 })
    expect(Buffer.from((error as { data: Uint8Array }).data).toString()).toContain('speaks 1.0, 1.3, 1.4, 1.5')
    await vi.waitUntil(() => failures.length > 0)
    expect(failures[0]?.message).toContain('no common OpenFlow version')
  })

  it('takes a hello without bitmap and ignores elements it does not know', async () => {
    const peer = await open()
    peer.behave()
    await vi.waitUntil(() => sessions.length > 0)
    const odd = await open()
    odd.sendBytes(Buffer.from('0400001000000001' + '00990006aabb0000', 'hex'))
    await vi.waitUntil(() => odd.received.some(isType(ofp_type.OFPT_FEATURES_REQUEST)))
  })

  it('gives up a peer that says something else first', async () => {
    const peer = await open()
    peer.send({ type: ofp_type.OFPT_BARRIER_REPLY }, 1)
    await peer.ended
    await vi.waitUntil(() => failures.length > 0)
    expect(failures[0]?.message).toContain('OFPT_BARRIER_REPLY, not OFPT_HELLO')
  })

  it('gives up a peer that says nothing', async () => {
    const reasons: string[] = []
    const impatient = await listenForSwitches(parseEndpoint('tcp:127.0.0.1:0'), {
      onSession: () => undefined,
      onFailure: (_peer, error) => reasons.push(error.message),
      handshakeTimeoutMs: 50,
    })
    const silent = await ScriptedPeer.connect(impatient.endpoint)
    await silent.ended
    await vi.waitUntil(() => reasons.length > 0)
    await impatient.close()
    expect(reasons[0]).toContain('no OpenFlow handshake within 50 ms')
  })
})

describe('session', () => {
  it('rejects a request with the error the switch gave for it, and no other', async () => {
    const { peer, session } = await established()
    peer.onMessage((message) => {
      if (message.type !== ofp_type.OFPT_BARRIER_REQUEST) return
      peer.send({ type: ofp_type.OFPT_ERROR, error_type: 5, error_code: 1, data: new Uint8Array(64) }, message.xid)
    })
    await expect(session.barrier()).rejects.toMatchObject({ code: 'refused', errorType: 5, errorCode: 1 })
    await expect(session.barrier()).rejects.toThrow('OFPET_FLOW_MOD_FAILED OFPFMFC_TABLE_FULL')
    expect(session.busy).toBe(false)
  })

  it('rejects who awaits a change when the switch refuses the barrier behind it', async () => {
    const { peer, session } = await established()
    peer.onMessage(({ type, xid }) => {
      if (type === ofp_type.OFPT_BARRIER_REQUEST)
        peer.send({ type: ofp_type.OFPT_ERROR, error_type: 1, error_code: 1, data: new Uint8Array() }, xid)
    })
    await expect(session.setMissLength(128)).rejects.toThrow('OFPBRC_BAD_TYPE')
    expect(session.counters.unconfirmed).toBe(0)
  })

  it('rejects what waits when the connection ends, and what comes after', async () => {
    const { peer, session } = await established()
    const waiting = session.barrier()
    peer.close()
    await expect(waiting).rejects.toMatchObject({ code: 'disconnected' })
    await session.ended
    await expect(session.flows({ cookie: 0n, cookieMask: 0n })).rejects.toMatchObject({ code: 'disconnected' })
  })

  it('puts the parts of a multipart answer together', async () => {
    const { peer, session } = await established()
    const group_desc = (group_id: number) => [{ type: 0 as const, group_id, buckets: [] }]
    peer.onMessage((message) => {
      if (message.type !== ofp_type.OFPT_MULTIPART_REQUEST || message.mp_type !== 7) return
      const reply = { type: ofp_type.OFPT_MULTIPART_REPLY, mp_type: 7 } as const
      peer.send({ ...reply, flags: 1, group_desc: group_desc(1) }, message.xid)
      peer.send({ ...reply, flags: 1, group_desc: [] }, message.xid)
      peer.send({ ...reply, flags: 0, group_desc: group_desc(2) }, message.xid)
    })
    expect((await session.groups()).map(({ id }) => id)).toEqual([1, 2])
  })

  it('ends a connection whose description of ports has no end', async () => {
    const peer = await open()
    const part = { type: ofp_type.OFPT_MULTIPART_REPLY, mp_type: 13, flags: 1, ports: Array(1_000).fill(PORT) }
    peer.onMessage(({ type, xid }) => {
      if (type !== ofp_type.OFPT_MULTIPART_REQUEST) return
      const bytes = ofp_msg.encode({ ...part, version: 4, xid } as OfpMsg)
      for (let sent = 0; sent < 150; sent++) peer.sendBytes(bytes)
    })
    peer.behave({ describesPorts: false })
    await peer.ended
    await vi.waitUntil(() => failures.length > 0)
    expect(failures[0]?.message).toContain('more than 8388608 bytes')
  })

  it('remembers no more ports than a switch can have', async () => {
    const { peer, session } = await established()
    const message = { version: 4, type: ofp_type.OFPT_PORT_STATUS, xid: 0, reason: 0, desc: PORT }
    const status = Buffer.from(ofp_msg.encode(message as OfpMsg))
    for (let number = 1; number <= 70_000; number++) {
      status.writeUInt32BE(number, PORT_NUMBER_OFFSET)
      peer.sendBytes(status)
    }
    const { malformed } = session.counters
    await vi.waitUntil(() => session.ports.size + session.counters.malformed - malformed === 70_000)
    expect(session.ports.size).toBe(0x10000)
  })

  it('answers echo requests with their data', async () => {
    const { peer } = await established()
    peer.send({ type: ofp_type.OFPT_ECHO_REQUEST, data: Uint8Array.of(1, 2, 3) }, 77)
    await vi.waitUntil(() => peer.received.some((message) => message.xid === 77))
    expect(peer.received.find(({ xid }) => xid === 77)).toMatchObject({ type: ofp_type.OFPT_ECHO_REPLY })
  })

  it('asks a silent switch whether it lives', async () => {
    const { peer } = await established()
    await vi.waitUntil(() => peer.received.some(isType(ofp_type.OFPT_ECHO_REQUEST)))
  })

  it('answers a malformed message with BAD_LEN, one of another version with BAD_VERSION, and lives on', async () => {
    const { peer, session } = await established()
    // A port status whose body is missing; a barrier reply of OpenFlow 1.0.
    peer.sendBytes(Buffer.from('040c000800000005', 'hex'))
    peer.sendBytes(Buffer.from('0113000800000006', 'hex'))
    await vi.waitUntil(() => peer.received.filter(isType(ofp_type.OFPT_ERROR)).length === 2)
    expect(peer.received.filter(isType(ofp_type.OFPT_ERROR))).toMatchObject([
      { xid: 5, error_type: 1, error_code: 6 },
      { xid: 6, error_type: 1, error_code: 0 },
    ])
    peer.onMessage((message) => {
      if (message.type === ofp_type.OFPT_BARRIER_REQUEST) peer.send({ type: ofp_type.OFPT_BARRIER_REPLY }, message.xid)
    })
    await session.barrier()
    expect(session.counters.malformed).toBe(2)
  })

  it('rejects the request whose answer is malformed, naming the field', async () => {
    const { peer, session } = await established()
    peer.onMessage((message) => {
      if (message.type !== ofp_type.OFPT_MULTIPART_REQUEST || message.mp_type !== 1) return
      const reply = Buffer.from('0413001800000000' + '0001000000000000' + '0008000000000000', 'hex')
      reply.writeUInt32BE(message.xid, 4)
      peer.sendBytes(reply)
    })
    await expect(session.flows({ cookie: 0n, cookieMask: 0n })).rejects.toThrow(/malformed.*flow_stats\[0\]/)
  })

  it('never answers an error with an error', async () => {
    const { peer } = await established()
    peer.sendBytes(Buffer.from('0401000900000005ff', 'hex'))
    peer.send({ type: ofp_type.OFPT_ECHO_REQUEST, data: new Uint8Array() }, 99)
    await vi.waitUntil(() => peer.received.some(({ xid }) => xid === 99))
    expect(peer.received.some(isType(ofp_type.OFPT_ERROR))).toBe(false)
  })

  it('closes on a length that cannot be, because nothing after it can be read', async () => {
    const { peer } = await established()
    peer.sendBytes(Buffer.from('0413000400000000', 'hex'))
    await peer.ended
    await vi.waitUntil(() => failures.length > 0)
    expect(failures[0]?.message).toContain('message length 4')
  })
})

describe('changes', () => {
  const change = (priority: number) =>
    ({ kind: 'put-flow', flow: { table: 0, priority, match: {}, cookie: 1n, instructions: [] } }) as const

  it('go one by one to a switch without bundles, and only the refused one fails', async () => {
    const { peer, session } = await established()
    const priorities: number[] = []
    peer.onMessage((message) => {
      const refuse = (): void =>
        peer.send({ type: ofp_type.OFPT_ERROR, error_type: 5, error_code: 0, data: new Uint8Array() }, message.xid)
      if (message.type === ofp_type.OFPT_EXPERIMENTER) refuse()
      if (message.type === ofp_type.OFPT_FLOW_MOD) {
        priorities.push(message.priority)
        if (message.priority === 2) refuse()
      }
      if (message.type === ofp_type.OFPT_BARRIER_REQUEST) peer.send({ type: ofp_type.OFPT_BARRIER_REPLY }, message.xid)
    })
    const outcomes = await session.apply([change(1), change(2), change(3)])
    expect(priorities).toEqual([1, 2, 3])
    expect(outcomes.map((outcome) => outcome?.message)).toEqual([
      undefined,
      'the switch refused it: OFPET_FLOW_MOD_FAILED OFPFMFC_UNKNOWN (priority=2 actions=drop)',
      undefined,
    ])
    expect(session.busy).toBe(false)
  })

  it('too large for a message fail alone, in a bundle or without', async () => {
    const { peer, session } = await established()
    const committed: number[] = []
    peer.onMessage((message) => {
      const { type, xid } = message
      if (type === ofp_type.OFPT_EXPERIMENTER && 'ctrl_type' in message) {
        if (message.ctrl_type === 4) committed.push(message.bundle_id)
        peer.send({ ...message, ctrl_type: message.ctrl_type + 1 }, xid)
      }
      if (type === ofp_type.OFPT_BARRIER_REQUEST) peer.send({ type: ofp_type.OFPT_BARRIER_REPLY }, xid)
    })
    const buckets = Array.from({ length: 3_000 }, () => ({ actions: [{ type: 'output', port: 1 } as const] }))
    const huge = { kind: 'add-group', group: { id: 1, type: 'all', buckets } } as const
    const outcomes = await session.apply([huge, change(1)])
    expect(outcomes[0]?.message).toMatch(/65535|length|size/)
    expect(outcomes[1]).toBeUndefined()
    expect(peer.received.filter(isType(ofp_type.OFPT_FLOW_MOD))).toHaveLength(1)
    expect(committed).toEqual([])
    expect(session.busy).toBe(false)
  })

  it('are unknown when the connection ends in the middle', async () => {
    const { peer, session } = await established()
    peer.onMessage((message) => {
      if (message.type === ofp_type.OFPT_FLOW_MOD) peer.close()
    })
    await expect(session.apply([change(1)])).rejects.toMatchObject({ code: 'disconnected' })
  })
})

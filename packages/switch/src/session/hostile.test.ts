import { decodeMessage, encodeMessage, type Message } from '@vlcp/openflow'
import { goldenMessages, VERSIONS as ALL } from '@vlcp/openflow/testing'
import { connect, type Connection, lengthFramer, type Listener, parseEndpoint } from '@vlcp/transport'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { listenForSwitches } from '../connection/listener.ts'
import { SUPPORTED_VERSIONS } from '../connection/versions.ts'
import type { SwitchSession } from './session.ts'

const VERSIONS = ALL.filter(({ version }) => SUPPORTED_VERSIONS.includes(version))

let listener: Listener | undefined
afterEach(() => listener?.close())

const features = { datapath_id: 7n, n_buffers: 0, n_tables: 254, capabilities: 0 }

/** What a well-behaved switch answers, so that there is a session for hostile bytes to fall upon. */
function answerTo(message: Message): Message[] {
  const { version, type, xid } = message
  const is10 = version === 1
  // HELLO, VENDOR, FEATURES_REQUEST, and the requests for statistics and barriers, whose numbers differ in 1.0.
  if (type === 0) return [{ version, type: 0, xid, elements: [] } as Message]
  if (type === 4 && is10)
    return [{ version, type: 1, xid, error_type: 1, error_code: 3, data: new Uint8Array() } as Message]
  if (type === 5)
    return [
      { version, type: 6, xid, ...features, ...(is10 ? { actions: 0, ports: [] } : { auxiliary_id: 0 }) } as Message,
    ]
  if (type === (is10 ? 18 : 20)) return [{ version, type: is10 ? 19 : 21, xid } as Message]
  if (type === 18 && 'mp_type' in message)
    return [{ version, type: 19, xid, mp_type: message.mp_type, flags: 0, ports: [] } as Message]
  return []
}

async function established(version: number): Promise<{ peer: Connection; session: SwitchSession }> {
  const sessions: SwitchSession[] = []
  listener = await listenForSwitches(parseEndpoint('tcp:127.0.0.1:0'), {
    versions: [version],
    onSession: (session) => sessions.push(session),
  })
  const peer = await connect(listener.endpoint, {
    framer: () => lengthFramer({ lengthOffset: 2, headerSize: 8 }),
    open: (connection) => ({
      onMessage: (bytes) => {
        for (const answer of answerTo(decodeMessage(Uint8Array.from(bytes)))) connection.send(encodeMessage(answer))
      },
      onClose: () => undefined,
    }),
  })
  await vi.waitUntil(() => sessions.length === 1)
  return { peer, session: sessions[0] as SwitchSession }
}

/** The message cut after so many octets, which its header states. */
function cut(bytes: Uint8Array, length: number): Uint8Array {
  const copy = Uint8Array.from(bytes.subarray(0, length))
  new DataView(copy.buffer).setUint16(2, length)
  return copy
}

function changed(bytes: Uint8Array, at: number, ...octets: number[]): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy.set(octets.slice(0, copy.length - at), at)
  return copy
}

/** Cut at every fourth octet, and with zeros, ones and the largest length at every even place behind the header. */
function* hostile(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 8; length < bytes.length; length += 4) yield cut(bytes, length)
  for (let at = 8; at < bytes.length - 1; at += 2)
    for (const octets of [
      [0, 0],
      [0xff, 0xff],
      [0, 1],
    ])
      yield changed(bytes, at, ...octets)
}

describe.each(VERSIONS)('a session of OpenFlow $name', ({ name, version }) => {
  it('survives every message broken in every way, and answers', { timeout: 120_000 }, async () => {
    const { peer, session } = await established(version)
    const kinds = new Map<number, Uint8Array[]>()
    for (const { bytes } of goldenMessages(name)) {
      const type = bytes[1] ?? 0
      const chosen = kinds.get(type) ?? []
      if (chosen.length < 6 && bytes.length <= 300) kinds.set(type, [...chosen, bytes])
    }
    let sent = 0
    for (const bytes of [...kinds.values()].flat())
      for (const broken of hostile(bytes)) {
        // A barrier of our own must not find its answer among them.
        peer.send(changed(broken, 4, 0xee, 0xee, 0xee, 0xee))
        sent += 1
        if (!peer.writable) await peer.drained()
      }
    await vi.waitUntil(() => session.counters.messagesIn >= sent, { timeout: 60_000 })
    await session.barrier()
    expect(sent).toBeGreaterThan(1000)
    expect(session.counters.malformed).toBeGreaterThan(100)
    expect(session.counters.unanswered).toBe(0)
  })
})

import {
  decodeMessage,
  encodeMessage,
  type Message,
  OFPBRC_BAD_LEN,
  OFPBRC_BAD_TYPE,
  OFPBRC_BAD_VERSION,
  OFPET_BAD_REQUEST,
} from '@vlcp/openflow'
import { goldenMessages, VERSIONS as ALL } from '@vlcp/openflow/testing'
import { connect, type Connection, type Endpoint, lengthFramer, type Listener, parseEndpoint } from '@vlcp/transport'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { listenForSwitches } from '../connection/listener.ts'
import { SUPPORTED_VERSIONS } from '../connection/versions.ts'
import type { SwitchSession } from './session.ts'

const VERSIONS = ALL.filter(({ version }) => SUPPORTED_VERSIONS.includes(version))

type Name = Parameters<typeof goldenMessages>[0]

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

function open(
  endpoint: Endpoint,
  answer: (message: Message) => Uint8Array[],
  observe: (message: Message) => void,
): Promise<Connection> {
  return connect(endpoint, {
    framer: () => lengthFramer({ lengthOffset: 2, headerSize: 8 }),
    open: (connection) => ({
      onMessage: (bytes) => {
        const message = decodeMessage(Uint8Array.from(bytes))
        observe(message)
        for (const each of answer(message)) connection.send(each)
      },
      onClose: () => undefined,
    }),
  })
}

interface Errors extends Map<number, { code: number; data: Uint8Array }> {}

async function established(version: number): Promise<{ peer: Connection; session: SwitchSession; errors: Errors }> {
  const sessions: SwitchSession[] = []
  const errors: Errors = new Map()
  listener = await listenForSwitches(parseEndpoint('tcp:127.0.0.1:0'), {
    versions: [version],
    onSession: (session) => sessions.push(session),
  })
  const observe = (message: Message): void => {
    if (message.type !== 1) return
    expect([message.version, message.error_type]).toEqual([version, OFPET_BAD_REQUEST])
    errors.set(message.xid, { code: message.error_code, data: message.data })
  }
  const peer = await open(listener.endpoint, (message) => answerTo(message).map(encodeMessage), observe)
  await vi.waitUntil(() => sessions.length === 1)
  return { peer, session: sessions[0] as SwitchSession, errors }
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

/** What each version lets a switch send: the tables of message types in the specifications. */
const FROM_SWITCH: Readonly<Record<number, readonly number[]>> = {
  1: [0, 1, 2, 3, 4, 6, 8, 10, 11, 12, 17, 19, 21],
  4: [0, 1, 2, 3, 4, 6, 8, 10, 11, 12, 19, 21, 23, 25, 27],
  5: [0, 1, 2, 3, 4, 6, 8, 10, 11, 12, 19, 21, 23, 25, 27, 30, 31, 32, 33],
  6: [0, 1, 2, 3, 4, 6, 8, 10, 11, 12, 19, 21, 23, 25, 27, 30, 31, 32, 33, 35],
}

/** The code of the OFPET_BAD_REQUEST a message deserves; undefined: none. HELLO and ERROR are never answered by an error. */
function deserved(bytes: Uint8Array, { dialect }: SwitchSession): number | undefined {
  const [version = 0, type = 0] = bytes
  if (type <= 1) return undefined
  if (version !== dialect.version) return OFPBRC_BAD_VERSION
  try {
    dialect.event(decodeMessage(bytes))
  } catch {
    return OFPBRC_BAD_LEN
  }
  return FROM_SWITCH[version]?.includes(type) === true ? undefined : OFPBRC_BAD_TYPE
}

/** Up to six messages of each type. */
function samples(name: Name): Uint8Array[] {
  const kinds = new Map<number, Uint8Array[]>()
  for (const { bytes } of goldenMessages(name)) {
    const type = bytes[1] ?? 0
    const chosen = kinds.get(type) ?? []
    if (chosen.length < 6 && bytes.length <= 300) kinds.set(type, [...chosen, bytes])
  }
  return [...kinds.values()].flat()
}

/** Every sample broken in every way, and every type with every version, each with a transaction id of its own. */
function* attack(name: Name): Generator<Uint8Array> {
  const header = (version: number, type: number) => Uint8Array.of(version, type, 0, 8, 0, 0, 0, 0)
  const headers = [0, 1, 2, 4, 5, 6, 7, 255].flatMap((version) =>
    [...Array(40).keys(), 255].map((type) => header(version, type)),
  )
  let xid = 0xee00_0000
  for (const bytes of headers) yield changed(bytes, 4, ...u32(xid++))
  for (const sample of samples(name)) for (const bytes of hostile(sample)) yield changed(bytes, 4, ...u32(xid++))
}

const u32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]

describe.each(VERSIONS)('a session of OpenFlow $name', ({ name, version }) => {
  it('answers every message broken in every way with the error it deserves', { timeout: 120_000 }, async () => {
    const { peer, session, errors } = await established(version)
    const { messagesIn } = session.counters
    const expected = new Map<number, { code: number; data: Uint8Array }>()
    let sent = 0
    for (const bytes of attack(name)) {
      const code = deserved(bytes, session)
      const xid = Buffer.from(bytes).readUInt32BE(4)
      if (code !== undefined) expected.set(xid, { code, data: Uint8Array.from(bytes.subarray(0, 64)) })
      peer.send(bytes)
      sent += 1
      // Answers that pile up are left out.
      if (sent % 1000 === 0) await vi.waitUntil(() => session.counters.messagesIn >= messagesIn + sent, { interval: 1 })
    }
    await vi.waitUntil(() => session.counters.messagesIn >= messagesIn + sent, { timeout: 60_000 })
    await session.barrier()
    expect(sent).toBeGreaterThan(1000)
    expect(new Set([...expected.values()].map(({ code }) => code))).toEqual(new Set([0, 1, 6]))
    expect(errors).toEqual(expected)
    expect(session.counters.malformed).toBeGreaterThanOrEqual(expected.size)
    expect(session.counters.unanswered).toBe(0)
  })

  it('begins, or ends with a reason, whatever is broken in its features', { timeout: 120_000 }, async () => {
    const reply = samples(name).find(([, type]) => type === 6)
    if (reply === undefined) throw new Error('there is no FEATURES_REPLY')
    const outcomes: string[] = []
    listener = await listenForSwitches(parseEndpoint('tcp:127.0.0.1:0'), {
      versions: [version],
      onSession: () => outcomes.push('session'),
      onFailure: (_, error) => outcomes.push(error.message),
      handshakeTimeoutMs: 10_000,
    })
    let opened = 0
    for (const broken of hostile(reply)) {
      const answer = (message: Message): Uint8Array[] =>
        message.type === 5 ? [changed(broken, 4, ...u32(message.xid))] : answerTo(message).map(encodeMessage)
      const peer = await open(listener.endpoint, answer, () => undefined)
      opened += 1
      await vi.waitUntil(() => outcomes.length >= opened, { interval: 1 })
      peer.destroy()
      await peer.ended
    }
    expect(opened).toBeGreaterThan(20)
    expect(outcomes.filter((outcome) => outcome.includes('malformed')).length).toBeGreaterThan(3)
    expect(outcomes.filter((outcome) => outcome.includes('no OpenFlow handshake'))).toEqual([])
  })
})

import { decodeMessage, encodeMessage, type Message } from '@vlcp/openflow'
import { connect, type Connection, lengthFramer, type Listener, parseEndpoint } from '@vlcp/transport'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SwitchSession } from '../session/session.ts'
import type { SessionOptions } from './handshake.ts'
import { listenForSwitches } from './listener.ts'

let listener: Listener | undefined
const connections: Connection[] = []
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.destroy()
  await listener?.close()
})

type Answer = (message: Message, connection: Connection) => void

const say = (connection: Connection, message: object): void => {
  connection.send(encodeMessage(message as Message))
}
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** A controller, and a switch of a version that says what a test tells it to say. */
async function open(answer: Answer, options: Partial<SessionOptions> = {}) {
  const sessions: SwitchSession[] = []
  const failures: string[] = []
  const received: Message[] = []
  listener = await listenForSwitches(parseEndpoint('tcp:127.0.0.1:0'), {
    onSession: (session) => sessions.push(session),
    onFailure: (_, error) => failures.push(error.message),
    ...options,
  })
  const peer = await connect(listener.endpoint, {
    framer: () => lengthFramer({ lengthOffset: 2, headerSize: 8 }),
    open: (connection) => ({
      onMessage: (bytes) => {
        const message = decodeMessage(Uint8Array.from(bytes))
        received.push(message)
        answer(message, connection)
      },
      onClose: () => undefined,
    }),
  })
  connections.push(peer)
  const session = async (): Promise<SwitchSession> => {
    await vi.waitUntil(() => sessions.length > 0 || failures.length > 0)
    expect(failures).toEqual([])
    return sessions[0] as SwitchSession
  }
  const failure = async (): Promise<string | undefined> => {
    await vi.waitUntil(() => failures.length > 0)
    expect(sessions).toEqual([])
    return failures[0]
  }
  return { peer, received, session, failure }
}

const FEATURES = { datapath_id: 7n, n_buffers: 0, n_tables: 1, capabilities: 0 }
const PORT = { hw_addr: 1, config: 0, state: 0, curr: 0, advertised: 0, supported: 0, peer: 0 }
const port10 = (port_no: number) => ({ ...PORT, port_no, name: `p${port_no}` })
const port13 = (port_no: number) => ({ ...port10(port_no), curr_speed: 0, max_speed: 0 })

/** What a switch of OpenFlow 1.0 says that has no extensions, until it is asked for Nicira's. */
function plain10(refusal: Answer): Answer {
  return (message, connection) => {
    const { type, xid } = message
    if (type === 0) say(connection, { version: 1, type: 0, xid: 1, elements: [] })
    if (type === 5)
      say(connection, { version: 1, type: 6, xid, ...FEATURES, actions: 0, ports: [port10(1), port10(2)] })
    if (type === 4 || type === 18) refusal(message, connection)
  }
}

const error10 = (xid: number, error_code: number) => ({
  version: 1,
  type: 1,
  xid,
  error_type: 1,
  error_code,
  data: new Uint8Array(),
})
const barrier10 = (xid: number) => ({ version: 1, type: 19, xid })

describe('a switch of OpenFlow 1.0', () => {
  it.each([
    ['OFPBRC_BAD_VENDOR', 3],
    ['OFPBRC_BAD_SUBTYPE', 4],
    ['OFPBRC_BAD_TYPE', 1],
  ])('that refuses extensions by %s is spoken to without them', async (_, code) => {
    const { session } = await open(
      plain10(({ type, xid }, to) => say(to, type === 18 ? barrier10(xid) : error10(xid, code))),
    )
    expect((await session()).dialect.name).toBe('1.0')
    await expect(ofNicira(session)).rejects.toThrow('1.0')
  })

  it('that refuses barriers, too, is a switch all the same', async () => {
    const { session } = await open(plain10(({ xid }, to) => say(to, error10(xid, 1))))
    expect([...(await session()).ports.keys()]).toEqual([1, 2])
  })

  it('that never answers is given up', async () => {
    const { failure } = await open(
      plain10(() => undefined),
      { handshakeTimeoutMs: 50 },
    )
    expect(await failure()).toContain('no OpenFlow handshake within 50 ms')
  })

  it('that changes its ports without end is given up', async () => {
    const changes = Buffer.concat(
      Array.from({ length: 0x10001 }, () =>
        encodeMessage({ version: 1, type: 12, xid: 0, reason: 2, desc: port10(1) } as Message),
      ),
    )
    const { failure } = await open(plain10(({ type }, to) => type === 4 && to.send(changes)))
    expect(await failure()).toContain('more than 65536 changes of ports')
  })

  it('loses no change of its ports, and gets its echoes, while it is asked for extensions', async () => {
    const { received, session } = await open(
      plain10(({ type, xid }, to) => {
        if (type === 4) {
          say(to, { version: 1, type: 12, xid: 0, reason: 1, desc: port10(1) })
          say(to, { version: 1, type: 12, xid: 0, reason: 0, desc: port10(3) })
          say(to, { version: 1, type: 2, xid: 0x77, data: Uint8Array.of(1, 2) })
        } else {
          say(to, barrier10(xid))
          say(to, { version: 1, type: 12, xid: 0, reason: 0, desc: port10(4) })
        }
      }),
    )
    const { ports } = await session()
    await vi.waitUntil(() => received.some(({ type, xid }) => type === 3 && xid === 0x77))
    expect([...ports.keys()]).toEqual([2, 3, 4])
  })
})

const ofNicira = async (session: () => Promise<SwitchSession>): Promise<void> =>
  (await session()).modify({
    kind: 'put-flow',
    flow: { table: 0, priority: 1, match: { tunnel_id: 5n }, cookie: 0n, instructions: [] },
  })

/** What a switch of OpenFlow 1.3 says; `ports` answers the question for them. */
function plain13(ports: Answer): Answer {
  return (message, connection) => {
    const { type, xid } = message
    if (type === 0) say(connection, { version: 4, type: 0, xid: 1, elements: [] })
    if (type === 5) say(connection, { version: 4, type: 6, xid, ...FEATURES, auxiliary_id: 0 })
    if (type === 18) ports(message, connection)
  }
}

const part13 = (xid: number, more: boolean, ...ports: number[]) => ({
  version: 4,
  type: 19,
  xid,
  mp_type: 13,
  flags: more ? 1 : 0,
  ports: ports.map(port13),
})
const status13 = (reason: number, port: number) => ({ version: 4, type: 12, xid: 0, reason, desc: port13(port) })

describe('a switch of OpenFlow 1.3', () => {
  it('loses no change of its ports before, between and right behind the parts of their description', async () => {
    const { session } = await open(
      plain13(({ xid }, to) => {
        say(to, status13(0, 9))
        say(to, part13(xid, true, 1, 2, 9))
        say(to, status13(1, 2))
        say(to, status13(0, 8))
        say(to, part13(xid, false, 3))
        say(to, status13(1, 3))
        say(to, status13(0, 4))
      }),
    )
    const { ports } = await session()
    await vi.waitUntil(() => ports.has(4))
    expect(new Set(ports.keys())).toEqual(new Set([1, 4, 8, 9]))
  })

  it('is observed from the first message behind the handshake', async () => {
    const seen: number[] = []
    const { session } = await open(
      plain13(({ xid }, to) => {
        say(to, part13(xid, false))
        for (const port of [1, 2]) say(to, status13(0, port))
      }),
      { onSession: ({ portStatuses }) => void portStatuses.add(({ port }) => seen.push(port.port)) },
    )
    void session
    await vi.waitUntil(() => seen.length === 2)
    expect(seen).toEqual([1, 2])
  })

  it('ends when whoever takes its session throws, and nothing else does', async () => {
    const { failure } = await open(
      plain13(({ xid }, to) => say(to, part13(xid, false))),
      {
        onSession: () => {
          throw new Error('no room')
        },
      },
    )
    expect(await failure()).toBe('no room')
  })

  it('learns that a message has the wrong version, and may say hello twice', async () => {
    const { received, session } = await open(
      plain13(({ xid }, to) => {
        to.send(hex('01 06 0008 00000042'))
        to.send(hex('04 00 0008 00000043'))
        to.send(hex('06 00 0008 00000044'))
        say(to, part13(xid, false))
      }),
    )
    await session()
    await vi.waitUntil(() => received.some(({ type }) => type === 1))
    expect(received.filter(({ type }) => type === 1)).toEqual([
      expect.objectContaining({
        version: 4,
        xid: 0x42,
        error_type: 1,
        error_code: 0,
        data: Uint8Array.from(hex('0106000800000042')),
      }),
    ])
  })

  it('learns why it is closed for a malformed answer', async () => {
    const { received, failure } = await open((message, to) => {
      if (message.type === 0) to.send(hex('04 00 0008 00000001'))
      if (message.type === 5) to.send(Buffer.concat([hex('04 06 0010'), u32(message.xid), hex('0000000000000007')]))
    })
    expect(await failure()).toContain('malformed message in the handshake')
    expect(received.at(-1)).toMatchObject({ type: 1, error_type: 1, error_code: 6 })
  })

  it('that answers with a malformed error gets no error for it', async () => {
    const { received, failure } = await open((message, to) => {
      if (message.type === 0) to.send(hex('04 00 0008 00000001'))
      if (message.type === 5) to.send(Buffer.concat([hex('04 01 0009'), u32(message.xid), hex('ff')]))
    })
    expect(await failure()).toContain('malformed message in the handshake')
    expect(received.map(({ type }) => type)).toEqual([0, 5])
  })

  it('has no timer left when it is over, and no deadline when it has begun', async () => {
    const [started, stopped] = [vi.spyOn(globalThis, 'setInterval'), vi.spyOn(globalThis, 'clearInterval')]
    const [due, cleared] = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'clearTimeout')]
    try {
      const { peer, session } = await open(
        plain13(({ xid }, to) => say(to, part13(xid, false))),
        { handshakeTimeoutMs: 12_345, requestTimeoutMs: 23_456 },
      )
      const { ended } = await session()
      const deadline = due.mock.results[due.mock.calls.findIndex(([, delayMs]) => delayMs === 12_345)]
      expect(deadline?.value).toBeDefined()
      expect(cleared.mock.calls).toContainEqual([deadline?.value])
      const expiry = started.mock.results[started.mock.calls.findIndex(([, delayMs]) => delayMs === 23_456)]
      expect(expiry?.value).toBeDefined()
      peer.destroy()
      await ended
      await vi.waitUntil(() => stopped.mock.calls.some(([timer]) => timer === expiry?.value))
    } finally {
      for (const spy of [started, stopped, due, cleared]) spy.mockRestore()
    }
  })
})

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

describe('HELLO', () => {
  const agreed = async (hello: string): Promise<number | undefined> => {
    const { received } = await open(({ type }, to) => type === 0 && to.send(hex(hello)))
    await vi.waitUntil(() => received.length > 1)
    expect(received[1]?.type).toBe(5)
    return received[1]?.version
  }

  it.each([
    ['a body that is no list of elements', '01 00 000b 00000001 ffffff', 1],
    ['an element of length 0', '04 00 0010 00000001 0001 0000 00000000', 4],
    ['an element beyond the message', '04 00 0010 00000001 0001 ffff 00000012', 4],
    ['a bitmap that is no multiple of 32 bits', '05 00 0010 00000001 0001 0006 0012 0000', 5],
    ['an element nobody knows, before the bitmap', '06 00 0018 00000001 0099 0004 00000000 0001 0008 00000012', 4],
    ['a higher version without bitmap', '09 00 0008 00000001', 6],
    ['a bitmap of two words', '06 00 0018 00000001 0001 000c 00000010 ffffffff 00000000', 4],
  ])('with %s is understood', async (_, hello, version) => {
    expect(await agreed(hello)).toBe(version)
  })

  it.each([
    ['00 00 0008 00000042', 0],
    ['02 00 0008 00000042', 2],
    ['03 00 0008 00000042', 3],
    ['ff 00 0010 00000042 0001 0008 00000080', 6],
  ])('without common version (%s) is answered with HELLO_FAILED of the lower version', async (hello, version) => {
    const { received, failure } = await open(({ type }, to) => type === 0 && to.send(hex(hello)))
    expect(await failure()).toContain('no common OpenFlow version')
    const error = { version, type: 1, xid: 0x42, error_type: 0, error_code: 0 }
    expect(received.slice(1)).toEqual([expect.objectContaining(error)])
  })

  it('that a peer refuses, before or after its own, fails with what the peer says', async () => {
    const refusal = '01 01 001d 00000001 0000 0000' + Buffer.from('only \u001b[1m1.5 here').toString('hex')
    const first = await open(({ type }, to) => type === 0 && to.send(hex(refusal)))
    expect(await first.failure()).toMatch(/OFPET_HELLO_FAILED OFPHFC_INCOMPATIBLE: only \[1m1\.5 here/)
    await listener?.close()
    const second = await open(({ type }, to) => type === 0 && to.send(hex(`04 00 0008 00000001 ${refusal}`)))
    expect(await second.failure()).toContain('OFPHFC_INCOMPATIBLE')
  })
})

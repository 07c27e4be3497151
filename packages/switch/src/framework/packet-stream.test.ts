import { afterEach, describe, expect, it, vi } from 'vitest'
import { PacketStream, type StreamSource } from './packet-stream.ts'
import { ReceivedPacket } from './received-packet.ts'
import type { Switch } from './switch.ts'

const packet = (inPort: number): ReceivedPacket =>
  new ReceivedPacket({} as Switch, { inPort, reason: 'action', totalLength: 0, data: new Uint8Array(), metadata: {} })

function source() {
  const calls: string[] = []
  const made = {
    busy: false,
    isOver: false,
    calls,
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
  } satisfies StreamSource & { calls: string[] }
  return made
}

const ports = async (stream: PacketStream, count: number): Promise<(number | undefined)[]> => {
  const got: (number | undefined)[] = []
  for (let taken = 0; taken < count; taken++) got.push((await stream.next()).value?.inPort)
  return got
}

afterEach(() => void vi.useRealTimers())

describe('a stream of packets', () => {
  it('delivers in order, whether the reader waits or the packets do', async () => {
    const stream = new PacketStream(source(), {}, () => undefined)
    const early = ports(stream, 2)
    for (const port of [1, 2, 3, 4]) stream.push(packet(port))
    expect(await early).toEqual([1, 2])
    expect(await ports(stream, 2)).toEqual([3, 4])
  })

  it('makes the switch wait while the reader is behind, and goes on when it has caught up', async () => {
    const from = source()
    const stream = new PacketStream(from, { limit: 4 }, () => undefined)
    for (const port of [1, 2, 3, 4]) stream.push(packet(port))
    expect(from.calls).toEqual(['pause'])
    expect(await ports(stream, 2)).toEqual([1, 2])
    expect(from.calls).toEqual(['pause'])
    expect(await ports(stream, 1)).toEqual([3])
    expect(from.calls).toEqual(['pause', 'resume'])
  })

  it('never blocks an answer: while one is owed it drops instead, beyond twice the limit', async () => {
    const from = { ...source(), busy: true }
    const stream = new PacketStream(from, { limit: 2 }, () => undefined)
    for (let port = 1; port <= 10; port++) stream.push(packet(port))
    expect(from.calls).toEqual([])
    expect(stream.dropped).toBe(6)
    expect(await ports(stream, 4)).toEqual([1, 2, 3, 4])
  })

  it('that nobody reads makes the switch wait for a second, and not again before it has caught up', async () => {
    vi.useFakeTimers()
    const from = source()
    const stream = new PacketStream(from, { limit: 2 }, () => undefined)
    for (let port = 1; port <= 3; port++) stream.push(packet(port))
    expect(from.calls.at(-1)).toBe('pause')
    vi.advanceTimersByTime(1_000)
    expect(from.calls.at(-1)).toBe('resume')
    from.calls.length = 0
    for (let port = 4; port <= 10; port++) stream.push(packet(port))
    expect(from.calls).toEqual([])
    expect([stream.length, stream.dropped]).toEqual([4, 6])
    expect(await ports(stream, 4)).toEqual([1, 2, 3, 4])
    for (let port = 11; port <= 12; port++) stream.push(packet(port))
    expect(from.calls).toEqual(['pause'])
    stream.end()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('of a session that is over has ended', async () => {
    const stream = new PacketStream({ ...source(), isOver: true }, {}, () => undefined)
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('keeps nothing it has delivered, however long it lives', async () => {
    const stream = new PacketStream(source(), { limit: 8 }, () => undefined)
    stream.push(packet(0))
    for (let port = 1; port <= 1000; port++) {
      stream.push(packet(port))
      expect(await ports(stream, 1)).toEqual([port - 1])
    }
    expect(stream.length).toBe(1)
  })

  it('ends when the session does, after what waits, and when its reader leaves the loop', async () => {
    const ended = new PacketStream(source(), {}, () => undefined)
    ended.push(packet(1))
    ended.end()
    expect(await ports(ended, 2)).toEqual([1, undefined])
    const from = source()
    const left: PacketStream[] = []
    const stream = new PacketStream(from, { limit: 2 }, (which) => left.push(which))
    stream.push(packet(1))
    stream.push(packet(2))
    for await (const { inPort } of stream) if (inPort === 1) break
    expect(left).toEqual([stream])
    expect(from.calls).toEqual(['pause', 'resume'])
    stream.push(packet(3))
    expect(stream.length).toBe(0)
  })

  it('refuses a limit that is none', () => {
    expect(() => new PacketStream(source(), { limit: 0 }, () => undefined)).toThrow('limit: 0')
  })
})

import { createConnection, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Connection, type ConnectionHandlers, type ConnectionLimits } from './connection.ts'
import { connect } from './connect.ts'
import { lengthFramer } from './length-framer.ts'
import { listen, type Listener } from './listener.ts'

const framer = () => lengthFramer({ lengthOffset: 0, headerSize: 2 })
const localhost = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
const started: Listener[] = []
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(started.splice(0).map((listener) => listener.close()))
})

/** A message in the framing of these tests: 16 bits of length, then the text. */
function frame(text: string): Buffer {
  const bytes = Buffer.alloc(2 + Buffer.byteLength(text))
  bytes.writeUInt16BE(bytes.length)
  bytes.write(text, 2)
  return bytes
}

const textOf = (message: Buffer) => message.toString('utf8', 2)

function portOf(listener: Listener): number {
  return listener.endpoint.kind === 'tcp' ? listener.endpoint.port : 0
}

/** Our side of a connection whose other side is a plain socket. */
async function pair(handlers: Partial<ConnectionHandlers> = {}, limits: ConnectionLimits = {}) {
  const accepted = vi.fn<(connection: Connection) => void>()
  const messages: string[] = []
  const closed = vi.fn<(error: Error | undefined) => void>()
  const listener = await listen(localhost, {
    framer,
    ...limits,
    open(connection) {
      accepted(connection)
      return { onMessage: (message) => messages.push(textOf(message)), onClose: closed, ...handlers }
    },
  })
  started.push(listener)
  const socket = createConnection({ port: portOf(listener), host: '127.0.0.1' })
  socket.on('error', () => {})
  sockets.push(socket)
  await vi.waitFor(() => expect(accepted).toHaveBeenCalled(), 10_000)
  const connection = accepted.mock.calls[0]?.[0]
  if (connection === undefined) throw new Error('no connection')
  return { connection, socket, messages, closed, listener }
}

describe('Connection', () => {
  it('is given up for one message beyond what may wait', async () => {
    const { connection, closed } = await pair({}, { maxSendBufferBytes: 1000 })
    expect(connection.send(frame('x'.repeat(2000)))).toBe(false)
    await connection.ended
    expect(closed.mock.calls[0]?.[0]).toMatchObject({ code: 'send_buffer_full' })
  })

  it('delivers whole messages however the bytes are cut', async () => {
    const { socket, messages, connection } = await pair()
    const bytes = Buffer.concat([frame('one'), frame(''), frame('three'.repeat(1000))])
    for (const cut of [1, 4, 9, 2000]) {
      const before = messages.length
      for (let at = 0; at < bytes.length; at += cut) socket.write(bytes.subarray(at, at + cut))
      await vi.waitFor(() => expect(messages.length).toBe(before + 3), 10_000)
      expect(messages.slice(before)).toEqual(['one', '', 'three'.repeat(1000)])
    }
    expect(connection.stats).toMatchObject({ messagesIn: 12, bytesIn: 4 * bytes.length })
  })

  it('offers each message where it lies first, and delivers what is left', async () => {
    const read: string[] = []
    const readMessage = (bytes: Buffer, start: number, end: number): boolean => {
      const text = bytes.toString('utf8', start + 2, end)
      if (!text.startsWith('short')) return false
      read.push(text)
      return true
    }
    const { socket, messages, connection } = await pair({ readMessage })
    socket.write(Buffer.concat([frame('short 1'), frame('long'), frame('short 2')]))
    await vi.waitFor(() => expect(read).toEqual(['short 1', 'short 2']), 10_000)
    expect(messages).toEqual(['long'])
    expect(connection.stats.messagesIn).toBe(3)
  })

  it('writes all messages of one turn at once, in order', async () => {
    const { connection: other, listener } = await pair({ onMessage: (message) => received.push(Buffer.from(message)) })
    other.pause()
    const socket = createConnection({ port: portOf(listener), host: '127.0.0.1', allowHalfOpen: true })
    const connection = new Connection(socket, 'peer', framer(), () => ({ onMessage: () => {}, onClose: () => {} }))
    const write = vi.spyOn(socket, 'write')
    const received: Buffer[] = []
    const shared = frame('00000')
    for (let i = 0; i < 1000; i++) {
      shared.write(String(i).padStart(5, '0'), 2)
      expect(connection.send(shared)).toBe(true)
    }
    await connection.drained()
    expect(write).toHaveBeenCalledTimes(1)
    await vi.waitFor(() => expect(received.length).toBe(1000), 10_000)
    expect(received.map(textOf)).toEqual(Array.from({ length: 1000 }, (_, i) => String(i).padStart(5, '0')))
    expect(connection.stats).toMatchObject({ messagesOut: 1000, bytesOut: 7000 })
    connection.close()
    await connection.ended
  })

  it('sends what was queued before close, then reports a clean end once', async () => {
    const { socket, connection, closed } = await pair()
    const received: Buffer[] = []
    socket.on('data', (chunk: Buffer) => received.push(chunk))
    connection.send(frame('last'))
    connection.send(Buffer.alloc(300_000, 7))
    connection.close()
    expect(connection.send(frame('too late'))).toBe(false)
    expect(await connection.ended).toBeUndefined()
    await vi.waitFor(() => expect(Buffer.concat(received).length).toBe(300_006), 10_000)
    connection.destroy(new Error('later'))
    expect(closed.mock.calls).toEqual([[undefined]])
  })

  it('gives up after the close timeout when the peer does not end', async () => {
    const { socket, connection } = await pair({}, { closeTimeoutMs: 20 })
    socket.allowHalfOpen = true
    socket.resume()
    connection.close()
    expect(await connection.ended).toBeUndefined()
  })

  it('answers what the peer sent just before its end', async () => {
    let answer: Connection | undefined
    const { socket, connection, closed } = await pair({ onMessage: () => answer?.send(frame('answer')) })
    answer = connection
    const received: Buffer[] = []
    socket.on('data', (chunk: Buffer) => received.push(chunk))
    socket.end(frame('question'))
    await connection.ended
    await vi.waitFor(() => expect(textOf(Buffer.concat(received))).toBe('answer'), 10_000)
    expect(closed.mock.calls).toEqual([[undefined]])
  })

  it('closes with the error that the message handler throws, and frees the socket (defect D54)', async () => {
    const failure = new Error('cannot handle')
    const onMessage = vi.fn<(message: Buffer) => void>(() => {
      throw failure
    })
    const { socket, connection, closed, listener } = await pair({ onMessage })
    const ended = new Promise((resolve) => socket.on('close', resolve))
    socket.write(Buffer.concat([frame('bad'), frame('never seen')]))
    expect(await connection.ended).toBe(failure)
    await ended
    expect(closed.mock.calls).toEqual([[failure]])
    expect(onMessage).toHaveBeenCalledTimes(1)
    await vi.waitFor(() => expect(listener.connections.size).toBe(0), 10_000)
  })

  it('closes with the framing error of hostile bytes', async () => {
    const { socket, connection, messages } = await pair()
    socket.write(Buffer.from([0, 1, 9, 9]))
    expect(await connection.ended).toMatchObject({ name: 'FrameError' })
    expect(messages).toEqual([])
  })

  it('refuses an incomplete message over its own limit', async () => {
    const { socket, connection } = await pair({}, { maxMessageBytes: 1000 })
    socket.write(Buffer.concat([Buffer.from([0xff, 0xff]), Buffer.alloc(2000)]))
    expect((await connection.ended)?.message).toContain('more than 1000 bytes')
  })

  it('reports an end within a message', async () => {
    const { socket, connection } = await pair()
    socket.end(frame('cut').subarray(0, 4))
    expect(await connection.ended).toMatchObject({ code: 'truncated' })
  })

  it('reports a reset by the peer', async () => {
    const { socket, connection } = await pair()
    socket.resetAndDestroy()
    expect(await connection.ended).toMatchObject({ code: 'connection_lost', cause: { code: 'ECONNRESET' } })
  })

  it('stops in the middle of a chunk when paused and goes on when resumed', async () => {
    const seen: string[] = []
    let pausing: Connection | undefined
    const { socket, connection } = await pair({
      onMessage(message) {
        seen.push(textOf(message))
        if (seen.length === 2) pausing?.pause()
      },
    })
    pausing = connection
    socket.write(Buffer.concat(['a', 'b', 'c', 'd'].map(frame)))
    await vi.waitFor(() => expect(seen).toEqual(['a', 'b']), 10_000)
    socket.end(frame('e'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen).toEqual(['a', 'b'])
    connection.resume()
    expect(await connection.ended).toBeUndefined()
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('shows back-pressure, and ends a connection whose peer never reads', async () => {
    const { socket, connection } = await pair({}, { highWaterBytes: 1_000_000, maxSendBufferBytes: 8_000_000 })
    socket.pause()
    const block = Buffer.alloc(100_000)
    let sent = 0
    while (connection.writable && sent < 1000) {
      connection.send(block)
      sent += 1
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(connection.writable).toBe(false)
    const drained = connection.drained()
    socket.resume()
    await drained
    expect(connection.writable).toBe(true)
    socket.pause()
    for (let i = 0; i < 1000 && connection.send(block); i++) await new Promise((resolve) => setImmediate(resolve))
    expect(await connection.ended).toMatchObject({ code: 'send_buffer_full' })
    await expect(connection.drained()).rejects.toMatchObject({ code: 'closed' })
  })

  it('tells who waits for the drain when its own bytes are taken, however many follow', async () => {
    const { socket, connection } = await pair()
    let taken = 0
    socket.on('data', (chunk: Buffer) => {
      taken += chunk.length
      if (taken > 22_000_000) socket.pause()
    })
    connection.send(Buffer.alloc(20_000_000))
    const drained = connection.drained()
    connection.send(Buffer.alloc(30_000_000))
    await drained
    expect(connection.queuedBytes).toBeGreaterThan(0)
  })

  it('rejects those who wait for the drain when the connection ends first', async () => {
    const { socket, connection } = await pair()
    socket.pause()
    for (let i = 0; i < 200; i++) connection.send(Buffer.alloc(100_000))
    const drained = connection.drained()
    connection.destroy(new Error('enough'))
    await expect(drained).rejects.toMatchObject({ code: 'closed', cause: new Error('enough') })
  })

  it('carries a round trip between two connections', async () => {
    const { listener } = await pair({ onMessage: () => {} })
    const connection = await connect(listener.endpoint, {
      framer,
      open: () => ({ onMessage: () => {}, onClose: () => {} }),
    })
    connection.close()
    expect(await connection.ended).toBeUndefined()
    expect(connection.peer).toMatch(/^tcp:127\.0\.0\.1:\d+$/)
  })
})

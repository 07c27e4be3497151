import type { Socket } from 'node:net'
import { FrameError, toError, TransportError } from './errors.ts'
import type { Framer } from './framer.ts'
import { ReceiveBuffer } from './receive-buffer.ts'
import { SendBuffer, type WriteMessage } from './send-buffer.ts'
import { socketReason } from './socket-reason.ts'

/** What the owner of a connection does with it. */
export interface ConnectionHandlers {
  /**
   * One whole message. The bytes are a view of all that came at once, and stay as they are: copy what is kept for long.
   * An exception closes this connection with that error.
   */
  onMessage(message: Buffer): void
  /**
   * Asked first about each message, which is `bytes[start, end)`: true when that was all there is to do. A view of every message
   * costs as much as reading a short one. What holds for `onMessage` holds here.
   */
  readMessage?(bytes: Buffer, start: number, end: number): boolean
  /** Called exactly once, when the socket is gone; without an error after `close()` or a clean end by the peer. */
  onClose(error: Error | undefined): void
}

/** Given a new connection, says who handles it. Called before anything is read. */
export type OpenHandler = (connection: Connection) => ConnectionHandlers

export interface ConnectionLimits {
  /** Largest incomplete message kept, in bytes; 16 MiB by default. A framer usually has a smaller limit of its own. */
  readonly maxMessageBytes?: number
  /** Bytes waiting for the peer at which `writable` turns false; 1 MiB by default. */
  readonly highWaterBytes?: number
  /** Bytes waiting for the peer at which the connection is given up; 64 MiB by default. */
  readonly maxSendBufferBytes?: number
  /** How long `close()` waits for the peer to end its side, in milliseconds; 5000 by default. */
  readonly closeTimeoutMs?: number
}

export interface ConnectionStats {
  readonly bytesIn: number
  readonly bytesOut: number
  readonly messagesIn: number
  readonly messagesOut: number
}

const MIB = 1024 * 1024

/**
 * A framed connection over a connected stream socket that was made with `allowHalfOpen`: the connection itself decides
 * when its side ends, so that nothing sent in the turn of the peer's end is lost.
 */
export class Connection {
  /** The other side, as an endpoint text: `tcp:192.0.2.1:40112`, `ssl:…`, or the path of a UNIX socket. */
  readonly peer: string
  /** Resolves, just before `onClose` is called, with what `onClose` gets. */
  readonly ended: Promise<Error | undefined>
  readonly #socket: Socket
  readonly #framer: Framer
  readonly #handlers: ConnectionHandlers
  readonly #limits: Required<ConnectionLimits>
  readonly #received = new ReceiveBuffer()
  readonly #outgoing: SendBuffer
  /** What the socket kept when it was written to: it has less since. */
  #mostQueued = 0
  #flushDue = false
  readonly #flush = (): void => this.#flushNow()
  #closeTimer: NodeJS.Timeout | undefined
  #waitingForDrain: { upTo: number; resolve: () => void; reject: (error: Error) => void }[] = []
  #resolveEnded: (error: Error | undefined) => void = () => {}
  #state: 'open' | 'closing' | 'closed' = 'open'
  #paused = false
  #delivering = false
  #error: Error | undefined
  #messagesIn = 0
  #messagesOut = 0
  #bytesIn = 0

  constructor(socket: Socket, peer: string, framer: Framer, open: OpenHandler, limits: ConnectionLimits = {}) {
    this.peer = peer
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve
    })
    this.#socket = socket
    this.#framer = framer
    this.#limits = {
      maxMessageBytes: limits.maxMessageBytes ?? 16 * MIB,
      highWaterBytes: limits.highWaterBytes ?? MIB,
      maxSendBufferBytes: limits.maxSendBufferBytes ?? 64 * MIB,
      closeTimeoutMs: limits.closeTimeoutMs ?? 5000,
    }
    const written = (error?: Error | null): void => {
      if (!error) this.#onWritten()
    }
    this.#outgoing = new SendBuffer((bytes) => {
      socket.write(bytes, written)
      this.#mostQueued = socket.writableLength
    })
    socket.setNoDelay(true)
    socket.on('error', (error) => this.#onSocketError(error))
    try {
      this.#handlers = open(this)
    } catch (error) {
      this.destroy(toError(error))
      throw error
    }
    // After the handlers are known, so that no event can find the connection half made.
    socket.on('end', () => this.#onEnd())
    socket.on('close', () => this.#onSocketClose())
    socket.on('data', (chunk: Buffer) => this.#onData(chunk))
    if (this.#paused) socket.pause()
  }

  get closed(): boolean {
    return this.#state !== 'open'
  }

  /** Why it has ended, or ends; undefined when it has not, or ended cleanly. */
  get error(): Error | undefined {
    return this.#error
  }

  /** True between `pause` and `resume`. */
  get paused(): boolean {
    return this.#paused
  }

  get stats(): ConnectionStats {
    return {
      bytesIn: this.#bytesIn,
      bytesOut: this.#outgoing.total,
      messagesIn: this.#messagesIn,
      messagesOut: this.#messagesOut,
    }
  }

  /** Bytes that `send` has taken and the operating system has not. */
  get queuedBytes(): number {
    return this.#outgoing.length + this.#socket.writableLength
  }

  /** False while the peer takes its bytes too slowly, and after the end: a good sender then waits for `drained()`. */
  get writable(): boolean {
    return this.#state === 'open' && this.queuedBytes < this.#limits.highWaterBytes
  }

  /**
   * Sends one message. The bytes are copied; all messages that one callback, and the promises it settles, send
   * leave in one write.
   * When the peer has not taken `maxSendBufferBytes` the connection is destroyed with `send_buffer_full`.
   * @returns false when the connection has ended, or ends now, and the message is dropped
   */
  send(message: Uint8Array): boolean {
    if (this.#state !== 'open') return false
    if (this.#isFull(message.length)) return false
    this.#outgoing.add(message)
    this.#flushSoon()
    return true
  }

  /**
   * Sends one message, as `send` does, that `write` puts where it leaves from.
   * @returns where in `page` it lies, which stays as it is; -1 when the message is dropped
   * @throws RangeError when the message is longer than 65 536 bytes; what `write` throws
   */
  put<T>(message: T, write: WriteMessage<T>): number {
    if (this.#state !== 'open' || this.#isFull(0)) return -1
    const start = this.#outgoing.put(message, write)
    this.#flushSoon()
    return start
  }

  /** Where the message lies that `put` has sent. */
  get page(): Uint8Array {
    return this.#outgoing.page
  }

  /**
   * Resolves when the operating system has taken everything sent so far.
   * @throws {TransportError} `closed` when the connection ends before that
   */
  drained(): Promise<void> {
    if (this.#state !== 'open') return Promise.reject(this.#endedError())
    if (this.queuedBytes === 0) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waitingForDrain.push({ upTo: this.#outgoing.total, resolve, reject }))
  }

  /** Stops delivering messages and reading from the peer, which feels the back-pressure. */
  pause(): void {
    this.#paused = true
    if (this.#state === 'open') this.#socket.pause()
  }

  /** Delivers again; messages already received come first, in a later step of the event loop. */
  resume(): void {
    if (!this.#paused || this.#state !== 'open') return
    this.#paused = false
    if (!this.#delivering) setImmediate(() => this.#deliver())
  }

  /** Ends the connection after everything sent has left. What the peer still sends is ignored. */
  close(): void {
    if (this.#state !== 'open') return
    this.#state = 'closing'
    this.#flushNow()
    this.#received.clear()
    this.#socket.end()
    // The peer's end can only be seen by reading on.
    this.#socket.resume()
    this.#closeTimer = setTimeout(() => this.#socket.destroy(), this.#limits.closeTimeoutMs)
  }

  /** Ends the connection at once. What was not sent yet is lost; `onClose` gets the first error given. */
  destroy(error?: Error): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#error ??= error
    this.#received.clear()
    this.#outgoing.clear()
    this.#socket.destroy()
  }

  #isFull(more: number): boolean {
    const limit = this.#limits.maxSendBufferBytes
    // First without the socket, which is asked for every message otherwise.
    if (this.#outgoing.length + this.#mostQueued + more <= limit || this.queuedBytes + more <= limit) return false
    this.destroy(
      new TransportError('send_buffer_full', `${this.peer} does not read: more than ${limit} bytes wait for it`),
    )
    return true
  }

  #flushSoon(): void {
    this.#messagesOut += 1
    if (this.#flushDue) return
    this.#flushDue = true
    process.nextTick(this.#flush)
  }

  #onData(chunk: Buffer): void {
    this.#bytesIn += chunk.length
    if (this.#state !== 'open') return
    this.#received.append(chunk)
    this.#deliver()
  }

  #deliver(): void {
    if (this.#delivering || this.#state !== 'open') return
    this.#delivering = true
    try {
      while (!this.#paused && this.#deliverOne());
      if (this.#received.length > this.#limits.maxMessageBytes && !this.#paused) {
        throw new FrameError(`${this.peer} sends a message of more than ${this.#limits.maxMessageBytes} bytes`)
      }
    } catch (error) {
      this.destroy(toError(error))
    } finally {
      this.#delivering = false
    }
    if (!this.#paused && this.#state === 'open' && this.#socket.isPaused()) this.#socket.resume()
  }

  #deliverOne(): boolean {
    const received = this.#received
    if (received.length === 0) return false
    const { bytes, start } = received
    const end = this.#framer.messageEnd(bytes, start, received.end)
    if (end < 0) return false
    received.consume(end)
    this.#messagesIn += 1
    const handlers = this.#handlers
    if (handlers.readMessage?.(bytes, start, end) !== true) handlers.onMessage(bytes.subarray(start, end))
    return this.#state === 'open'
  }

  #onEnd(): void {
    if (this.#received.length > 0) {
      const size = this.#received.length
      this.destroy(new TransportError('truncated', `${this.peer} ended the connection ${size} bytes into a message`))
      return
    }
    this.close()
  }

  #onWritten(): void {
    const waiting = this.#waitingForDrain
    if (waiting.length === 0) return
    // What was sent after the question does not matter: under load, something always was.
    const taken = this.#outgoing.total - this.queuedBytes
    const more = waiting.findIndex(({ upTo }) => upTo > taken)
    for (const { resolve } of waiting.splice(0, more < 0 ? waiting.length : more)) resolve()
  }

  #onSocketError(error: Error): void {
    // After our own close the peer may reset instead of ending: nothing is lost by that.
    if (this.#state === 'open') {
      this.#error ??= new TransportError('connection_lost', `${this.peer}: ${socketReason(error)}`, { cause: error })
    }
  }

  #onSocketClose(): void {
    this.#state = 'closed'
    clearTimeout(this.#closeTimer)
    this.#received.clear()
    this.#outgoing.clear()
    const waiting = this.#waitingForDrain
    this.#waitingForDrain = []
    for (const { reject } of waiting) reject(this.#endedError())
    this.#resolveEnded(this.#error)
    this.#handlers.onClose(this.#error)
  }

  #flushNow(): void {
    this.#flushDue = false
    if (this.#state !== 'closed') this.#outgoing.flush()
  }

  #endedError(): TransportError {
    return new TransportError('closed', `the connection to ${this.peer} has ended`, { cause: this.#error })
  }
}

import { type Connection, type ConnectionHandlers, keepAlive, type KeepAliveOptions } from '@vlcp/transport'
import { OvsdbError } from './errors.ts'
import { asArray, asObject, isObject, type JsonObject, preview, protocolError } from './json.ts'

export interface RpcOptions {
  readonly keepAlive?: KeepAliveOptions
  /** Longest wait for an answer, in milliseconds; 60000 by default. */
  readonly requestTimeoutMs?: number
  /** Requests without an answer at one time; 1000 by default. */
  readonly maxOutstanding?: number
}

export interface RpcHandlers {
  /** A notification. An exception ends the connection with it. */
  onNotification(method: string, params: readonly unknown[]): void
  /** Called exactly once, after every outstanding request has been rejected. */
  onClose(error: Error | undefined): void
}

/** What to do with an answer. Called before the next message is read, so that order is kept. */
export type Answer = (error: OvsdbError | undefined, result: unknown) => void

interface Outstanding {
  readonly method: string
  readonly answer: Answer
  readonly timer: NodeJS.Timeout
}

const ECHO = 'echo'

/** JSON-RPC 1.0 as OVSDB uses it (RFC 7047, section 4) on one connection. */
export class RpcSession implements ConnectionHandlers {
  readonly #connection: Connection
  readonly #handlers: RpcHandlers
  readonly #options: RpcOptions
  readonly #outstanding = new Map<number, Outstanding>()
  readonly #stopKeepAlive: () => void
  #nextId = 1

  constructor(connection: Connection, handlers: RpcHandlers, options: RpcOptions = {}) {
    this.#connection = connection
    this.#handlers = handlers
    this.#options = options
    const actions = {
      busy: () => this.#outstanding.size > 0,
      // The answer to our echo needs no entry of its own: its bytes are the sign of life.
      ask: () => void this.#send({ method: ECHO, params: [], id: ECHO }),
      giveUp: () => connection.destroy(new OvsdbError('timeout', `${connection.peer} does not answer an echo request`)),
    }
    this.#stopKeepAlive = keepAlive(connection, actions, options.keepAlive)
  }

  /**
   * Sends a request and resolves with its result.
   * @throws {OvsdbError} `refused` with the server's error, `timeout`, `closed`, `busy`
   */
  request(method: string, params: readonly unknown[], timeoutMs?: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.call(method, params, (error, result) => (error ? reject(error) : resolve(result)), timeoutMs)
    })
  }

  /** Like `request`, for those who must see the answer before any message behind it. */
  call(method: string, params: readonly unknown[], answer: Answer, timeoutMs?: number): void {
    const { requestTimeoutMs = 60_000, maxOutstanding = 1000 } = this.#options
    if (this.#outstanding.size >= maxOutstanding) {
      answer(new OvsdbError('busy', `${method}: ${maxOutstanding} requests are outstanding already`), undefined)
      return
    }
    const id = this.#nextId++
    if (!this.#send({ method, params, id })) {
      answer(this.#closedError(method), undefined)
      return
    }
    const limitMs = timeoutMs ?? requestTimeoutMs
    const onTimeout = () => {
      this.#outstanding.delete(id)
      const message = `${method}: no answer from ${this.#connection.peer} within ${limitMs} ms`
      answer(new OvsdbError('timeout', message), undefined)
    }
    this.#outstanding.set(id, { method, answer, timer: setTimeout(onTimeout, limitMs) })
  }

  onMessage(bytes: Buffer): void {
    const message = asObject(parseJson(bytes), 'JSON-RPC message')
    if (typeof message['method'] === 'string') this.#onCall(message['method'], message)
    else if ('result' in message || 'error' in message) this.#onAnswer(message)
    else throw protocolError('JSON-RPC message', 'neither a method nor a result nor an error')
  }

  onClose(error: Error | undefined): void {
    this.#stopKeepAlive()
    for (const { method, answer, timer } of this.#outstanding.values()) {
      clearTimeout(timer)
      answer(this.#closedError(method, error), undefined)
    }
    this.#outstanding.clear()
    this.#handlers.onClose(error)
  }

  #onCall(method: string, message: JsonObject): void {
    const params = asArray(message['params'], `params of ${method}`)
    // A missing id is read as the null of a notification; some implementations leave it out.
    const id = message['id'] ?? null
    if (id === null) this.#handlers.onNotification(method, params)
    else if (method === ECHO) this.#send({ id, result: params, error: null })
    else this.#send({ id, result: null, error: { error: 'unknown method', details: method } })
  }

  #onAnswer(message: JsonObject): void {
    const { id, result, error } = message
    const waiting = typeof id === 'number' ? this.#outstanding.get(id) : undefined
    // The answer of a request that has timed out is late, not wrong.
    if (waiting === undefined || typeof id !== 'number') return
    this.#outstanding.delete(id)
    clearTimeout(waiting.timer)
    if (error === null || error === undefined) waiting.answer(undefined, result)
    else waiting.answer(refusal(waiting.method, error), undefined)
  }

  #send(message: JsonObject): boolean {
    return this.#connection.send(Buffer.from(JSON.stringify(message)))
  }

  #closedError(method: string, cause?: Error): OvsdbError {
    return new OvsdbError('closed', `${method}: the connection to ${this.#connection.peer} has ended`, { cause })
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new OvsdbError('protocol', `JSON-RPC message: ${cause instanceof Error ? cause.message : 'not JSON'}`, {
      cause,
    })
  }
}

// RFC 7047, 3.1 <error>: an object with "error" and perhaps "details"; JSON-RPC itself allows anything.
function refusal(method: string, error: unknown): OvsdbError {
  if (!isObject(error)) {
    return new OvsdbError('refused', `${method}: ${typeof error === 'string' ? error : preview(error)}`)
  }
  const parts = [error['error'], error['details'] ?? error['syntax']].filter((part) => typeof part === 'string')
  return new OvsdbError('refused', `${method}: ${parts.join(': ') || preview(error)}`)
}

import { OperationError, type OperationErrorCode } from '@vlcp/server'

/** One end of the pipe between two processes, as `process` and `cluster.Worker` have it. */
export interface Port {
  send?(message: unknown, sent: (error: Error | null) => void): boolean
  on(event: 'message', listener: (message: unknown) => void): unknown
}

type Wanted<Method> = Method extends (...params: infer P) => unknown ? P : never
type Result<Method> = Method extends (...params: never) => infer R ? Awaited<R> : never

interface Refusal {
  readonly message: string
  readonly code: OperationErrorCode | undefined
  readonly field: string | undefined
}

type Message =
  | { readonly vlcp: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly vlcp: 'answer'; readonly id: number; readonly result?: unknown; readonly refusal?: Refusal }

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

/**
 * Requests and answers between two processes of this program, which believe each other's messages. `Remote` declares what
 * the other end can be asked for.
 */
export class Channel<Remote extends object> {
  readonly #port: Port
  readonly #handlers: object
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #closed = false

  constructor(port: Port, handlers: object) {
    this.#port = port
    this.#handlers = handlers
    port.on('message', (message) => {
      if (isMessage(message)) this.#receive(message)
    })
  }

  /**
   * Asks the other end. Rejects with what its handler threw, and with `unavailable` when it is gone; whether it answers in
   * time is the caller's concern.
   */
  request<Name extends keyof Remote & string>(
    method: Name,
    ...[params]: Wanted<Remote[Name]>
  ): Promise<Result<Remote[Name]>> {
    return this.#request(method, params) as Promise<Result<Remote[Name]>>
  }

  async #request(method: string, params: unknown): Promise<unknown> {
    if (this.#closed) throw gone()
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#send({ vlcp: 'request', id, method, params }, () => this.#take(id)?.reject(gone()))
    })
  }

  /** The other end is gone: nothing it was asked for will be answered. */
  close(): void {
    this.#closed = true
    for (const waiting of this.#waiting.values()) waiting.reject(gone())
    this.#waiting.clear()
  }

  #receive(message: Message): void {
    if (message.vlcp === 'request') {
      void this.#answer(message.id, message.method, message.params)
      return
    }
    const waiting = this.#take(message.id)
    if (message.refusal === undefined) waiting?.resolve(message.result)
    else waiting?.reject(errorOf(message.refusal))
  }

  async #answer(id: number, method: string, params: unknown): Promise<void> {
    try {
      const handler: unknown = Reflect.get(this.#handlers, method)
      if (typeof handler !== 'function') throw new Error(`the other process does not know "${method}"`)
      const result: unknown = await handler.call(this.#handlers, params)
      this.#send({ vlcp: 'answer', id, result })
    } catch (error) {
      this.#send({ vlcp: 'answer', id, refusal: refusalOf(error) })
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    return waiting
  }

  #send(message: Message, onFailure: () => void = () => undefined): void {
    if (this.#closed) return
    this.#port.send?.(message, (error) => {
      if (error !== null) onFailure()
    })
  }
}

const gone = (): OperationError => new OperationError('unavailable', 'the other process has ended')

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'vlcp' in message
}

function refusalOf(error: unknown): Refusal {
  const { code, field } = error instanceof OperationError ? error : { code: undefined, field: undefined }
  return { message: error instanceof Error ? error.message : String(error), code, field }
}

function errorOf({ message, code, field }: Refusal): Error {
  return code === undefined ? new Error(message) : new OperationError(code, message, field)
}

import type { ConsoleAnswer, ConsoleError, StreamItem } from '@vlcp/server'
import { createConnection, type Socket } from 'node:net'
import { Failure, reasonOf } from '../failure.ts'

/** The server has refused a request; the message says why. */
export class Refusal extends Failure {
  /** Where it went wrong in the server, if that is a defect. */
  readonly origin: string | undefined

  constructor({ message, code, field, stack }: ConsoleError) {
    super(`${message} (${field === undefined ? code : `${code}, ${field}`})`)
    this.origin = stack
  }
}

export interface RequestOptions {
  /** Cancels it; what it has come to is still awaited. */
  readonly signal?: AbortSignal
  /** Given what comes before the result. Nothing more is read until it is done with it. */
  readonly onItem?: (item: StreamItem) => unknown
}

interface Pending {
  readonly onItem: RequestOptions['onItem']
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** A console's connection to a server. */
export class ConsoleClient {
  readonly path: string
  /** Resolves with the reason when the connection has ended. */
  readonly ended: Promise<Failure>
  readonly #socket: Socket
  readonly #pending = new Map<number, Pending>()
  #last = 0
  #end: Failure | undefined

  private constructor(path: string, socket: Socket) {
    this.path = path
    this.#socket = socket
    socket.on('error', () => undefined)
    this.ended = this.#read()
  }

  /** Throws a Failure when nobody is there. */
  static open(path: string): Promise<ConsoleClient> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ path })
      const refuse = (error: Error): void => {
        const message = `no server has its console at ${path}: ${reasonOf(error)}; start one with "vlcp start" or name it with --socket`
        reject(new Failure(message, { cause: error }))
      }
      socket.once('error', refuse)
      socket.once('connect', () => {
        socket.off('error', refuse)
        resolve(new ConsoleClient(path, socket))
      })
    })
  }

  /** Rejects with a {@link Refusal}, or with a Failure when the connection ends before the answer. */
  request(op: string, params: object = {}, { signal, onItem }: RequestOptions = {}): Promise<unknown> {
    if (this.#end !== undefined) return Promise.reject(this.#end)
    const id = ++this.#last
    const cancel = (): void => this.#send({ cancel: id })
    return new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onItem })
      this.#send({ id, op, params })
      if (signal?.aborted === true) cancel()
      else signal?.addEventListener('abort', cancel, { once: true })
    }).finally(() => signal?.removeEventListener('abort', cancel))
  }

  close(): void {
    this.#socket.destroy()
  }

  #send(request: object): void {
    this.#socket.write(`${JSON.stringify(request)}\n`)
  }

  async #read(): Promise<Failure> {
    try {
      let parts: Buffer[] = []
      for await (const chunk of this.#socket as AsyncIterable<Buffer>) {
        let from = 0
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
          await this.#take(Buffer.concat([...parts, chunk.subarray(from, at)]).toString('utf8'))
          parts = []
          from = at + 1
        }
        if (from < chunk.length) parts.push(chunk.subarray(from))
      }
      this.#end = new Failure('the server has ended the connection')
    } catch (error) {
      this.#end = new Failure(`the connection to the server is lost: ${reasonOf(error)}`, { cause: error })
    }
    for (const { reject } of this.#pending.values()) reject(this.#end)
    this.#pending.clear()
    return this.#end
  }

  async #take(line: string): Promise<void> {
    const answer = JSON.parse(line) as ConsoleAnswer
    const id = Number(answer.id)
    const pending = this.#pending.get(id)
    if ('result' in answer || 'error' in answer) {
      this.#pending.delete(id)
      if ('error' in answer) pending?.reject(new Refusal(answer.error))
      else pending?.resolve(answer.result)
    } else await pending?.onItem?.(answer)
  }
}

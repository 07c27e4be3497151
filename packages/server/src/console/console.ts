import { Connection } from '@vlcp/transport'
import cluster from 'node:cluster'
import type { Socket } from 'node:net'
import Type from 'typebox'
import { setting } from '../configuration/setting.ts'
import { Module } from '../module/module.ts'
import { operation } from '../operation.ts'
import { completion } from './completion.ts'
import { eventStream } from './event-stream.ts'
import { inspections } from './inspection.ts'
import { lineFramer } from './line-framer.ts'
import { ConsoleOperations } from './operations.ts'
import { defaultSocket, socketOfWorker } from './place.ts'
import { longestLine, mostConnections } from './protocol.ts'
import { ConsoleSession } from './session.ts'
import { SocketFile, SocketFileError } from './socket-file.ts'

const mebibyte = 1024 * 1024

/**
 * Lets an operator look into the running server and call everything, over a UNIX socket that only the user of the server
 * can connect to (vlcp-core section 6.1). There is no way to it over the network.
 */
export class Console extends Module<typeof Console.settings> {
  static override readonly summary = 'Shows an operator what runs inside, over a UNIX socket.'
  static override readonly settings = {
    socket: setting({
      schema: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
        title: 'path of a socket, or null',
        examples: [defaultSocket],
      }),
      default: null,
      description: `UNIX socket of the console; null is ${defaultSocket}, if it can be made. Of several workers each has its own: console.1.sock, console.2.sock ….`,
    }),
  }

  readonly #connections = new Set<Connection>()
  readonly #requests = new ConsoleOperations([
    this.#callOperation(),
    eventStream(this.scheduler),
    ...inspections({ host: this.host, scheduler: this.scheduler, consoles: () => this.#connections.size }),
    completion(this.host),
  ])
  #file: SocketFile | undefined

  /** Where it listens, if it does. */
  get path(): string | undefined {
    return this.#file?.path
  }

  protected override async load(): Promise<void> {
    const { socket } = this.settings
    try {
      this.#file = await this.#listen(socket ?? defaultSocket)
    } catch (error) {
      // Nobody has asked for it: a server of an ordinary user has no place for it, and serves all the same.
      if (socket !== null || !(error instanceof SocketFileError)) throw error
      this.logger.warn({ reason: error.message }, 'there is no console; module.console.socket can name another place')
      return
    }
    this.logger.info({ path: this.#file.path }, 'consoles can attach')
    this.onUnload(() => this.#close())
  }

  async #listen(path: string): Promise<SocketFile> {
    const options = {
      maxConnections: mostConnections,
      onConnection: (socket: Socket) => this.#accept(socket, path),
      onError: (err: Error) => this.logger.warn({ err }, 'a console could not attach'),
    }
    if (!cluster.isWorker) return SocketFile.open(path, options)
    for (let number = 1; ; number++) {
      try {
        return await SocketFile.open(socketOfWorker(path, number), options)
      } catch (error) {
        const isTaken = error instanceof SocketFileError && error.isTaken
        if (!isTaken || number === mostWorkers) throw error
      }
    }
  }

  #accept(socket: Socket, path: string): void {
    const onDefect = (err: unknown, what: string): void => this.logger.error({ err }, `${what} met a defect`)
    const open = (connection: Connection): ConsoleSession => new ConsoleSession(connection, this.#requests, onDefect)
    const limits = { maxMessageBytes: longestLine + mebibyte, highWaterBytes: mebibyte, closeTimeoutMs: 500 }
    const connection = new Connection(socket, path, lineFramer(longestLine), open, limits)
    this.#connections.add(connection)
    void connection.ended.then(() => this.#connections.delete(connection))
  }

  async #close(): Promise<void> {
    await this.#file?.close()
    const open = [...this.#connections]
    for (const connection of open) connection.close()
    await Promise.all(open.map(({ ended }) => ended))
  }

  #callOperation() {
    return operation({
      name: 'call',
      summary: 'Calls an operation of a module.',
      params: Type.Object(
        {
          module: Type.String(),
          operation: Type.String(),
          params: Type.Object({}, { additionalProperties: true, default: {} }),
          text: Type.Boolean({
            default: false,
            description: 'the values are text, and take the types that are wanted',
          }),
          timeout_ms: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400_000 })),
        },
        { additionalProperties: false },
      ),
      mutates: true,
      run: (asked, { signal }) =>
        this.host.call(asked.module, asked.operation, asked.params, {
          signal,
          text: asked.text,
          timeoutMs: asked.timeout_ms,
        }),
    })
  }
}

const mostWorkers = 256

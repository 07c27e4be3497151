import { once } from 'node:events'
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** One connection through the proxy. */
interface Pair {
  readonly client: Socket
  readonly server: Socket
  /** Bytes for the server that wait; undefined while they pass. */
  held: Buffer[] | undefined
  clientGone: boolean
}

/** Stands between a client and a server on the loopback interface, and makes trouble when it is told to. */
export class TcpProxy {
  readonly host = '127.0.0.1'
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  #holding = false

  private constructor(server: Server) {
    this.#server = server
  }

  static async open(targetPort: number): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: false })
    const proxy = new TcpProxy(server)
    server.on('connection', (client) => proxy.#join(client, targetPort))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  get port(): number {
    // A listening TCP server has an address of this form.
    return (this.#server.address() as AddressInfo).port
  }

  /** Connections at this moment. */
  get connections(): number {
    return this.#pairs.size
  }

  /** Bytes kept back at this moment. */
  get heldBytes(): number {
    return [...this.#pairs].flatMap(({ held = [] }) => held).reduce((sum, { length }) => sum + length, 0)
  }

  /** Connections whose client has left, and whose bytes the server has not yet read to the end. */
  get abandoned(): number {
    return [...this.#pairs].filter(({ clientGone }) => clientGone).length
  }

  /** Cuts all connections, without a farewell, also with bytes under way. */
  cut(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy()
      server.resetAndDestroy()
    }
  }

  /**
   * Keeps the bytes for the server back, of present connections and those to come. Clients that lose patience and
   * leave do not take their bytes with them: those reach the server after {@link release} all the same.
   */
  hold(): void {
    this.#holding = true
    for (const pair of this.#pairs) pair.held ??= []
  }

  /** Cuts off the clients only: what is held for the server stays on its way. */
  cutClients(): void {
    for (const { client } of this.#pairs) client.resetAndDestroy()
  }

  /** New connections pass again; what is held stays held until {@link release}. */
  passNew(): void {
    this.#holding = false
  }

  /** Delivers everything that was held. */
  release(): void {
    this.#holding = false
    for (const pair of this.#pairs) {
      const { held, server, clientGone } = pair
      pair.held = undefined
      for (const bytes of held ?? []) server.write(bytes)
      if (clientGone) server.end()
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.cut()
    await closed
  }

  #join(client: Socket, port: number): void {
    const server = createConnection({ host: '127.0.0.1', port })
    const pair: Pair = { client, server, held: this.#holding ? [] : undefined, clientGone: false }
    this.#pairs.add(pair)
    client.on('data', (bytes: Buffer) => {
      if (pair.held === undefined) server.write(bytes)
      else pair.held.push(bytes)
    })
    server.on('data', (bytes: Buffer) => {
      if (!pair.clientGone) client.write(bytes)
    })
    // Their closing follows, and that is what matters.
    client.on('error', () => {})
    server.on('error', () => {})
    client.on('close', () => {
      pair.clientGone = true
      if (pair.held === undefined) server.end()
    })
    server.on('close', () => {
      this.#pairs.delete(pair)
      client.destroy()
    })
  }
}

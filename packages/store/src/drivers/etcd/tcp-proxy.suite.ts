import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

interface Link {
  readonly client: Socket
  readonly server: Socket
}

/** Stands between a driver and a server, and makes trouble on demand. */
export class TcpProxy {
  /** `host:port` to give to the driver. */
  readonly host: string
  /** Bytes from clients that are being held back. */
  heldBytes = 0
  /** Bytes that the server has sent and no client has got. */
  lostBytes = 0
  /** Bytes that clients have got. */
  passedBytes = 0
  readonly #server: Server
  readonly #links = new Set<Link>()
  /** Connections to the server that outlive those of their clients, for what was held. */
  readonly #lasting = new Set<Socket>()
  #held: { readonly to: Socket; readonly bytes: Buffer }[] = []
  #holds = false
  #loses = false

  private constructor(server: Server, port: number) {
    this.#server = server
    this.host = `127.0.0.1:${port}`
  }

  static async open(target: string): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const proxy = new TcpProxy(server, (server.address() as AddressInfo).port)
    const [host = '', port = ''] = target.split(':')
    server.on('connection', (client) => proxy.#link({ client, server: connect(Number(port), host) }))
    return proxy
  }

  /** From now on nothing reaches the server, until {@link pass}. */
  hold(): void {
    this.#holds = true
  }

  /** From now on no answer reaches a client, until {@link pass}. */
  loseAnswers(): void {
    this.#loses = true
  }

  /** What comes from now on passes; what was held stays held. */
  pass(): void {
    this.#holds = false
    this.#loses = false
  }

  /** Ends the connections of the clients. The server does not notice. */
  cutClients(): void {
    for (const { client } of this.#links) client.destroy()
  }

  /** Ends a random connection on both sides. */
  cutOne(): void {
    const links = [...this.#links]
    const link = links[Math.floor(Math.random() * links.length)]
    link?.client.destroy()
    link?.server.destroy()
  }

  /** Lets what was held reach the server, long after: the questions, without word that nobody waits any more. */
  release(): void {
    const held = this.#held.splice(0)
    for (const to of new Set(held.map((each) => each.to))) {
      to.write(withoutResets(Buffer.concat(held.filter((each) => each.to === to).map(({ bytes }) => bytes))))
    }
    this.heldBytes = 0
  }

  async close(): Promise<void> {
    for (const { client, server } of this.#links) {
      client.destroy()
      server.destroy()
    }
    this.#server.close()
    await once(this.#server, 'close')
  }

  #link(link: Link): void {
    const { client, server } = link
    this.#links.add(link)
    client.on('data', (bytes) => {
      if (!this.#holds) return void server.write(bytes)
      this.#held.push({ to: server, bytes })
      this.#lasting.add(server)
      this.heldBytes += bytes.length
    })
    server.on('data', (bytes) => {
      if (this.#loses || client.destroyed) {
        this.lostBytes += bytes.length
      } else {
        this.passedBytes += bytes.length
        client.write(bytes)
      }
    })
    client.on('close', () => {
      if (!this.#lasting.has(server)) server.destroy()
    })
    server.on('close', () => {
      client.destroy()
      this.#links.delete(link)
    })
    for (const socket of [client, server]) socket.on('error', () => {})
  }
}

const frameHeaderBytes = 9
const resetStream = 3

/** Leaves out the frames of HTTP/2 (RFC 9113, section 6.4) by which a client gives a question up. */
function withoutResets(bytes: Buffer): Buffer {
  const kept: Buffer[] = []
  for (let start = 0; start + frameHeaderBytes <= bytes.length;) {
    const end = start + frameHeaderBytes + bytes.readUIntBE(start, 3)
    if (bytes[start + 3] !== resetStream) kept.push(bytes.subarray(start, end))
    start = end
  }
  return Buffer.concat(kept)
}

import { CertificateAuthority, type Certificate } from '@vlcp/testkit'
import { copyFile, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as tlsConnect, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { connect, type ConnectOptions } from './connect.ts'
import type { Connection, ConnectionHandlers } from './connection.ts'
import type { TlsEndpoint } from './endpoint.ts'
import { lengthFramer } from './length-framer.ts'
import { listen, type Listener, type ListenOptions } from './listener.ts'
import { connectForever, type Retry } from './reconnector.ts'
import { loadTls, type TlsCredentials } from './tls-credentials.ts'

const framer = () => lengthFramer({ lengthOffset: 0, headerSize: 2 })
const quiet: ConnectionHandlers = { onMessage: () => {}, onClose: () => {} }
const localhost: TlsEndpoint = { kind: 'ssl', host: '127.0.0.1', port: 0 }
const LIMIT_MS = 10_000

let folder = ''
let ours: CertificateAuthority
let theirs: CertificateAuthority
let server: Certificate
let client: Certificate
const started: Listener[] = []
const sockets: Socket[] = []
const plainServers: Server[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlcp-tls-'))
  ours = await CertificateAuthority.create(folder)
  theirs = await CertificateAuthority.create(folder)
  server = await ours.issue('controller id:1')
  client = await ours.issue('switch id:2')
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const plain of plainServers.splice(0)) plain.close()
  await Promise.all(started.splice(0).map((listener) => listener.close()))
})

afterAll(() => rm(folder, { recursive: true }))

interface Service {
  readonly endpoint: TlsEndpoint
  readonly listener: Listener
  readonly failures: Error[]
}

/** A listener that sends every message back. */
async function serve(tls: TlsCredentials, options: Partial<ListenOptions> = {}): Promise<Service> {
  const failures: Error[] = []
  const open = (connection: Connection) => ({ ...quiet, onMessage: (message: Buffer) => connection.send(message) })
  const onError = (error: Error) => failures.push(error)
  const listener = await listen(localhost, { framer, open, onError, tls, ...options })
  started.push(listener)
  if (listener.endpoint.kind !== 'ssl') throw new Error('a listener changes the kind of its endpoint')
  return { endpoint: listener.endpoint, listener, failures }
}

const dial = (endpoint: TlsEndpoint, tls: TlsCredentials, options: Partial<ConnectOptions> = {}) =>
  connect(endpoint, { framer, open: () => quiet, tls, ...options })

/** A client of another make; it may speak anything. */
function rawClient(endpoint: TlsEndpoint): Socket {
  const socket = createConnection(endpoint.port, endpoint.host)
  socket.on('error', () => {})
  sockets.push(socket)
  return socket
}

async function expectFailure({ failures, listener }: Service, reason: string): Promise<void> {
  await vi.waitFor(() => expect(failures).not.toEqual([]), LIMIT_MS)
  expect(failures).toMatchObject([{ code: 'tls_failed', message: expect.stringMatching(reason) }])
  await vi.waitFor(() => expect(listener.connections.size).toBe(0), LIMIT_MS)
}

/** Sends one message over a new connection, waits for its echo and ends the connection. */
async function expectEcho(endpoint: TlsEndpoint, tls: TlsCredentials): Promise<void> {
  const onMessage = vi.fn<(message: Buffer) => void>()
  const connection = await dial(endpoint, tls, { open: () => ({ ...quiet, onMessage }) })
  expect(connection.peer).toBe(`ssl:127.0.0.1:${endpoint.port}`)
  connection.send(Buffer.from([0, 3, 42]))
  await vi.waitFor(() => expect(onMessage).toHaveBeenCalled(), LIMIT_MS)
  connection.close()
  expect(await connection.ended).toBeUndefined()
}

describe('TLS', () => {
  it('carries messages both ways when both sides are of one authority, whatever their names', async () => {
    const { endpoint, listener, failures } = await serve(loadTls(server))
    const received: number[] = []
    const open = () => ({ ...quiet, onMessage: (message: Buffer) => received.push(message.length) })
    const connection = await dial(endpoint, loadTls(client), { open })
    await vi.waitFor(() => expect(listener.connections.size).toBe(1), LIMIT_MS)
    expect([...listener.connections][0]?.peer).toMatch(/^ssl:127\.0\.0\.1:\d+$/)
    const large = Buffer.alloc(60_000)
    large.writeUInt16BE(large.length)
    for (let count = 0; count < 50; count++) connection.send(large)
    connection.send(Buffer.from([0, 2]))
    await connection.drained()
    await vi.waitFor(() => expect(received.at(-1)).toBe(2), LIMIT_MS)
    expect(received).toEqual([...Array(50).fill(60_000), 2])
    connection.close()
    expect(await connection.ended).toBeUndefined()
    expect(failures).toEqual([])
  })

  it('is needed whole by an ssl endpoint', async () => {
    const options = { framer, open: () => quiet }
    const endpoint = { ...localhost, port: 1 }
    await expect(listen(localhost, options)).rejects.toMatchObject({ code: 'tls_files' })
    await expect(connect(endpoint, options)).rejects.toMatchObject({ code: 'tls_files' })
    expect(() => connectForever(endpoint, options)).toThrow("'ssl:127.0.0.1:1': TLS needs a private key")
    expect(() => connectForever(localhost, { ...options, tls: loadTls(client) })).toThrow('port 0')
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'checks the certificate of a %s client that comes again',
    async (version) => {
      const { endpoint, listener } = await serve(loadTls(server))
      const [key, cert, ca] = await Promise.all(
        [client.key, client.certificate, client.ca].map((path) => readFile(path)),
      )
      const identity = { port: endpoint.port, host: '127.0.0.1', key, cert, ca, checkServerIdentity: () => undefined }
      let session: Buffer | undefined
      for (let round = 1; round <= 2; round++) {
        const socket = tlsConnect({ ...identity, minVersion: version, maxVersion: version, session })
        socket.on('error', () => {})
        socket.on('session', (fresh: Buffer) => (session = fresh))
        sockets.push(socket)
        await vi.waitFor(() => expect(listener.connections.size).toBe(round), LIMIT_MS)
        const answer = new Promise((resolve) => socket.once('data', resolve))
        socket.write(Buffer.from([0, 2]))
        await answer
        expect([socket.getProtocol(), socket.isSessionReused()]).toEqual([version, false])
      }
    },
  )

  it('connects again when a connection ends, and proves the server each time', async () => {
    const retries: Retry[] = []
    const { endpoint, listener } = await serve(loadTls(server))
    const tls = loadTls(client)
    const backOff = { startMs: 4, capMs: 20_000 }
    const onRetry = (retry: Retry) => retries.push(retry)
    const reconnector = connectForever(endpoint, { framer, open: () => quiet, tls, backOff, onRetry })
    const connected = () => vi.waitFor(() => expect(listener.connections.size).toBe(1), LIMIT_MS)
    await connected()
    for (const connection of listener.connections) connection.close()
    await vi.waitFor(() => expect(retries.length).toBe(1), LIMIT_MS)
    await connected()
    await reconnector.close()
  })
})

describe('a server refuses', () => {
  it('a client of another authority', async () => {
    const service = await serve(loadTls(server))
    const stranger = { ...(await theirs.issue('switch')), ca: ours.certificate }
    // With TLS 1.3 the client learns it only after its own side of the handshake is done.
    const connection = await dial(service.endpoint, loadTls(stranger))
    await expectFailure(service, '^no TLS with ssl:127.0.0.1:\\d+: its certificate is not signed by our CA$')
    await connection.ended
  })

  it('a client whose certificate has expired', async () => {
    const service = await serve(loadTls(server))
    const expired = await ours.issue('switch', { validDays: -1 })
    await (
      await dial(service.endpoint, loadTls(expired))
    ).ended
    await expectFailure(service, 'its certificate has expired$')
  })

  it('a client without a certificate', async () => {
    const service = await serve(loadTls(server))
    const socket: TLSSocket = tlsConnect({ port: service.endpoint.port, host: '127.0.0.1', rejectUnauthorized: false })
    sockets.push(socket)
    const onError = vi.fn<(error: Error) => void>()
    socket.on('error', onError)
    await expectFailure(service, 'it shows no certificate$')
    await vi.waitFor(() => expect(onError).toHaveBeenCalled(), LIMIT_MS)
  })

  it.each([
    ['an OpenFlow HELLO', Buffer.from([4, 0, 0, 8, 0, 0, 0, 1])],
    ['a JSON-RPC request', Buffer.from('{"method":"echo","params":[],"id":0}')],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('%s in plain text', async (_, bytes) => {
    const service = await serve(loadTls(server))
    rawClient(service.endpoint).write(bytes)
    await expectFailure(service, 'it does not speak TLS$')
  })

  it('a client with an old version of TLS', async () => {
    const service = await serve(loadTls(server))
    const socket = tlsConnect({
      port: service.endpoint.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    })
    sockets.push(socket)
    socket.on('error', () => {})
    await expectFailure(service, 'it has no TLS version from 1.2 on$')
  })

  it('a client that says nothing, or too little at a time (defect D23)', async () => {
    const service = await serve(loadTls(server), { tlsHandshakeTimeoutMs: 200 })
    rawClient(service.endpoint)
    await expectFailure(service, 'no TLS handshake within 200 ms$')
    service.failures.length = 0
    // The head of a record of 512 bytes with a ClientHello, which then comes byte by byte.
    const slow = rawClient(service.endpoint)
    slow.write(Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]))
    const drip = setInterval(() => slow.write(Buffer.alloc(1)), 20)
    await expectFailure(service, 'no TLS handshake within 200 ms$').finally(() => clearInterval(drip))
  })

  it('a client that bears none of the expected names', async () => {
    const named = await serve(loadTls({ ...server, peerNames: ['other', 'switch id:2'] }))
    await expectEcho(named.endpoint, loadTls(client))
    const other = await serve(loadTls({ ...server, peerNames: ['switch id:3', '10.0.0.1'] }))
    await (
      await dial(other.endpoint, loadTls(client))
    ).ended
    await expectFailure(other, 'its certificate, of CN=switch id:2, bears none of the expected names$')
  })

  it('without forgetting those in a handshake when it is closed', async () => {
    const { endpoint, listener, failures } = await serve(loadTls(server))
    const silent = rawClient(endpoint)
    const ended = new Promise((resolve) => silent.once('close', resolve))
    // Connections are accepted in their order: when the second is there, so is the first.
    const second = await dial(endpoint, loadTls(client))
    await listener.close()
    await ended
    expect(await second.ended).toBeUndefined()
    expect(failures).toEqual([])
  })
})

describe('a client refuses', () => {
  it('a server of another authority', async () => {
    const { endpoint } = await serve(loadTls({ ...(await theirs.issue('controller')), ca: ours.certificate }))
    const attempt = dial(endpoint, loadTls(client))
    await expect(attempt).rejects.toMatchObject({ code: 'tls_failed' })
    await expect(attempt).rejects.toThrow(
      `with ssl:127.0.0.1:${endpoint.port}: its certificate is not signed by our CA`,
    )
  })

  it('a server whose certificate has expired', async () => {
    const { endpoint } = await serve(loadTls(await ours.issue('controller', { validDays: -1 })))
    await expect(dial(endpoint, loadTls(client))).rejects.toThrow('its certificate has expired')
  })

  it('a server that bears none of the expected names', async () => {
    const { endpoint } = await serve(loadTls(server))
    await expect(dial(endpoint, loadTls({ ...client, peerNames: ['127.0.0.1'] }))).rejects.toThrow('CN=controller id:1')
    await expectEcho(endpoint, loadTls({ ...client, peerNames: ['controller id:1'] }))
  })

  it('a server that does not speak TLS, or does not speak at all', async () => {
    const plain = await plainServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await expect(dial(plain.endpoint, loadTls(client))).rejects.toThrow('it does not speak TLS')
    const silent = await plainServer(() => {})
    const attempt = dial(silent.endpoint, loadTls(client), { connectTimeoutMs: 100 })
    await expect(attempt).rejects.toMatchObject({ code: 'connect_timeout' })
    const abort = new AbortController()
    const accepted = new Promise((resolve) => silent.server.once('connection', resolve))
    const aborted = dial(silent.endpoint, loadTls(client), { signal: abort.signal })
    await accepted
    abort.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
  })
})

/** Listens without TLS. */
async function plainServer(onConnection: (socket: Socket) => void): Promise<{ endpoint: TlsEndpoint; server: Server }> {
  const plain = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  const port = await new Promise<number>((resolve) =>
    plain.listen(0, '127.0.0.1', () => {
      const address = plain.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    }),
  )
  plainServers.push(plain)
  return { endpoint: { ...localhost, port }, server: plain }
}

describe('changed files', () => {
  it('serve new connections of a listener and of a client, while old ones live on', async () => {
    const files = await copyOf(server)
    const onReload = vi.fn<(error: Error | undefined) => void>()
    const { endpoint } = await serve(loadTls({ ...files, onReload }))
    const old = await dial(endpoint, loadTls(client))
    const mine = loadTls(await copyOf(client))

    const successor = await theirs.issue('successor')
    await replace(files, { ...successor, ca: ours.certificate })
    await expect(dial(endpoint, loadTls(client))).rejects.toThrow('its certificate is not signed by our CA')
    expect(onReload.mock.calls).toEqual([[undefined]])
    await expectEcho(endpoint, loadTls({ ...client, ca: theirs.certificate }))
    expect(old.closed).toBe(false)
    old.close()

    await expect(dial(endpoint, mine)).rejects.toThrow('its certificate is not signed by our CA')
    await replace(files, server)
    await expectEcho(endpoint, mine)
  })

  it('that cannot be used are told once, and the last good ones stay', async () => {
    const files = await copyOf(server)
    const onReload = vi.fn<(error: Error | undefined) => void>()
    const { endpoint } = await serve(loadTls({ ...files, onReload }))
    await copyFile(client.certificate, files.certificate)
    await expectEcho(endpoint, loadTls(client))
    await expectEcho(endpoint, loadTls(client))
    expect(onReload.mock.calls).toMatchObject([
      [{ code: 'tls_files', message: expect.stringContaining(`it does not belong to the certificate`) }],
    ])
    await rm(files.key)
    await expectEcho(endpoint, loadTls(client))
    expect(onReload.mock.calls[1]).toMatchObject([{ message: expect.stringMatching(`${files.key}.*ENOENT`) }])
    await replace(files, server)
    await expectEcho(endpoint, loadTls({ ...client, peerNames: ['controller id:1'] }))
    expect(onReload.mock.calls.slice(2)).toEqual([[undefined]])
  })
})

async function copyOf(certificate: Certificate): Promise<Certificate> {
  const target = await mkdtemp(join(folder, 'copy-'))
  const files = { key: join(target, 'key'), certificate: join(target, 'certificate'), ca: join(target, 'ca') }
  await replace(files, certificate)
  return files
}

/** Puts other contents into the place of files, each in one step, as tools that renew certificates do. */
async function replace(files: Certificate, by: Certificate): Promise<void> {
  for (const kind of ['key', 'certificate', 'ca'] as const) {
    await copyFile(by[kind], `${files[kind]}.new`)
    await rename(`${files[kind]}.new`, files[kind])
  }
}

import { once } from 'node:events'
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TcpProxy } from './tcp-proxy.ts'
import { waitFor } from './wait-for.ts'

let server: Server
let proxy: TcpProxy
/** What has reached the server. */
let arrived = ''
const clients: Socket[] = []

beforeEach(async () => {
  arrived = ''
  server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => {
      arrived += bytes.toString()
      socket.write(bytes)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy = await TcpProxy.open((server.address() as AddressInfo).port)
})

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await proxy.close()
  server.close()
})

async function connect(): Promise<Socket> {
  const client = createConnection({ host: proxy.host, port: proxy.port })
  client.on('error', () => {})
  clients.push(client)
  await once(client, 'connect')
  return client
}

const untilArrived = (text: string): Promise<unknown> => waitFor(() => arrived === text, { what: `${text} to arrive` })

test('bytes pass both ways until the connection is cut', async () => {
  const client = await connect()
  client.write('a')
  expect(String((await once(client, 'data'))[0])).toBe('a')
  expect(proxy.connections).toBe(1)
  proxy.cut()
  await waitFor(() => client.closed, { what: 'the client to be cut off' })
  await waitFor(() => proxy.connections === 0, { what: 'the connection to be gone' })
})

test('bytes that are held arrive after their client has left', async () => {
  const first = await connect()
  proxy.hold()
  first.write('late')
  await waitFor(() => proxy.heldBytes === 4, { what: 'the bytes to be held' })
  proxy.passNew()
  proxy.cutClients()
  await waitFor(() => first.closed, { what: 'the client to be cut off' })
  const second = await connect()
  second.write('early ')
  await untilArrived('early ')
  expect(proxy.abandoned).toBe(1)
  proxy.release()
  await untilArrived('early late')
  await waitFor(() => proxy.abandoned === 0, { what: 'the server to have read it' })
})

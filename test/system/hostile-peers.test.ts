import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { OFP13_VERSION, ofp_msg, ofp_multipart_type, type OfpMsg, ofp_type } from '@vlcp/openflow'
import { waitFor, type Endpoint, type RunningPing } from '@vlcp/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { PORT } from '../../packages/switch/src/connection/scripted-peer.ts'
import { datapathIdOf, reportOf, switchReport, waitForSync } from './report.ts'
import { addMember, createLocalNetwork, openSite, waitForPing, type Site } from './site.ts'

let site: Site
let first: Endpoint
let second: Endpoint
let peer: string | null
let ping: RunningPing
const sockets: Socket[] = []

beforeAll(async () => {
  site = await openSite('hostile-peers')
  await createLocalNetwork(site, 'red')
  first = await addMember(site, { network: 'red', name: 'a', host: 1 })
  second = await addMember(site, { network: 'red', name: 'b', host: 2 })
  await waitForPing(first, second)
})
afterAll(() => site?.lab.close())

beforeEach(async () => {
  peer = (await waitForSync(site.controller, site.bridge, { logical: 2 })).peer
  ping = first.startPing(second, { intervalMs: 20 })
  await waitFor(() => ping.answered > 5, { what: 'a ping that runs' })
})

/** Whatever was done: the real switch lost neither packet nor session, and is still managed. */
afterEach(async () => {
  const { bridge, controller } = site
  const port = await bridge.portNumber(second.port)
  await bridge.ovs.vsctl('remove', 'interface', second.port, 'external_ids', 'iface-id')
  await waitForSync(controller, bridge, { logical: 1 })
  await bridge.ovs.vsctl('set', 'interface', second.port, 'external_ids:iface-id=port-b')
  await waitForSync(controller, bridge, { logical: 2 })
  expect(await bridge.portNumber(second.port)).toBe(port)
  await waitForPing(first, second)
  for (const socket of sockets.splice(0)) socket.destroy()
})

async function expectUndisturbed(): Promise<void> {
  expect((await ping.stop()).lostSequence).toEqual([])
  const report = await waitForSync(site.controller, site.bridge, { logical: 2 })
  expect(report.peer).toBe(peer)
}

/** A connection to the port where switches connect. */
async function dial(): Promise<Socket> {
  const [, host = '', port = ''] = /^tcp:(.*):(\d+)$/.exec(site.controller.openflow) ?? []
  const socket = connect({ host, port: Number(port) })
  sockets.push(socket)
  // What becomes of a hostile connection is asked where it matters.
  socket.on('error', () => undefined)
  // Its end can only be seen by reading.
  socket.resume()
  await waitFor(() => socket.readyState === 'open' || socket.destroyed, { what: 'a connection' })
  return socket
}

const isClosed = (socket: Socket): boolean => socket.destroyed || socket.readableEnded

const hello = ofp_msg.encode({ version: OFP13_VERSION, type: ofp_type.OFPT_HELLO, xid: 1, elements: [] })

/** Something that shakes hands as the switch `datapathId`, and answers further requests by `answer`. */
async function impostor(datapathId: bigint, answer: (message: OfpMsg, socket: Socket) => void): Promise<Socket> {
  const socket = await dial()
  let received = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 8 && received.length >= received.readUInt16BE(2)) {
      const length = received.readUInt16BE(2)
      const message = ofp_msg.decode(new Uint8Array(received.subarray(0, length)))
      received = received.subarray(length)
      if (message.type === ofp_type.OFPT_FEATURES_REQUEST) {
        const features = { datapath_id: datapathId, n_buffers: 0, n_tables: 254, auxiliary_id: 0, capabilities: 0 }
        const { xid } = message
        socket.write(ofp_msg.encode({ version: OFP13_VERSION, type: ofp_type.OFPT_FEATURES_REPLY, xid, ...features }))
      } else answer(message, socket)
    }
  })
  socket.write(hello)
  return socket
}

function portsReply(xid: number, flags: number): Uint8Array {
  const mp_type = ofp_multipart_type.OFPMP_PORT_DESC
  return ofp_msg.encode({ version: OFP13_VERSION, type: ofp_type.OFPT_MULTIPART_REPLY, xid, mp_type, flags, ports: [] })
}

/** Answers the handshake, then every request that needs no thought. */
function plausible(message: OfpMsg, socket: Socket): void {
  const { xid } = message
  if (message.type === ofp_type.OFPT_MULTIPART_REQUEST && message.mp_type === ofp_multipart_type.OFPMP_PORT_DESC) {
    socket.write(portsReply(xid, 0))
  } else if (message.type === ofp_type.OFPT_BARRIER_REQUEST) {
    socket.write(ofp_msg.encode({ version: OFP13_VERSION, type: ofp_type.OFPT_BARRIER_REPLY, xid }))
  }
}

test('garbage, broken lengths, half a hello and silence end or harm no session but their own', async () => {
  const openings = [
    Buffer.from('GET / HTTP/1.1\r\nHost: controller\r\n\r\n'),
    Buffer.alloc(70_000, 0xff),
    Buffer.alloc(70_000),
    Buffer.from('0400000400000001', 'hex'),
    Buffer.from('0402ffff00000001', 'hex'),
    Buffer.from('04000010000000010001ffff00000010', 'hex'),
    Buffer.from('01000008000000010000000800000001', 'hex'),
    Buffer.from([...hello, ...Buffer.from('0406000800000002', 'hex')]),
    Buffer.from([...hello, ...Buffer.from('0401000800000002', 'hex')]),
    hello.subarray(0, 5),
    Buffer.alloc(0),
  ]
  for (const bytes of openings) {
    const socket = await dial()
    if (bytes.length > 0) socket.write(bytes)
  }
  // Those after the first are no OpenFlow in their first eight bytes. The first could still become a long message.
  await waitFor(() => sockets.slice(1, 4).every(isClosed), { what: 'the end of the worst' })
  await expectUndisturbed()
})

test('two hundred connections that say nothing do not keep the switch out', async () => {
  await Promise.all(Array.from({ length: 200 }, dial))
  await expectUndisturbed()
  ping = first.startPing(second)
  const { bridge, controller } = site
  await bridge.ovs.vsctl('del-controller', bridge.name)
  await bridge.setController(controller.openflow)
  await waitFor(async () => (await switchReport(controller, bridge))?.peer !== peer, { what: 'a new session' })
  await waitForSync(controller, bridge, { logical: 2 })
  await ping.stop()
})

test('a session that claims the datapath id of the switch is turned away, again and again', async () => {
  const id = BigInt(`0x${await datapathIdOf(site.bridge)}`)
  for (let attempt = 0; attempt < 5; attempt++) {
    const socket = await impostor(id, plausible)
    await waitFor(() => isClosed(socket), { what: `the end of impostor ${attempt}` })
  }
  await Promise.all(Array.from({ length: 20 }, () => impostor(id, plausible)))
  await waitFor(() => sockets.every(isClosed), { what: 'the end of twenty at once' })
  await expectUndisturbed()
  const { bridge, controller } = site
  expect((await reportOf(controller)).switches).toHaveLength(1)
  ping = first.startPing(second)
  // An impostor that is there first has to give way to the switch, because it knows neither flows nor groups.
  await bridge.ovs.vsctl('del-controller', bridge.name)
  await waitFor(async () => (await switchReport(controller, bridge))?.connected === false, {
    what: 'the switch to leave',
  })
  const squatter = await impostor(id, (message, socket) => {
    if (message.type === ofp_type.OFPT_MULTIPART_REQUEST) plausible(message, socket)
  })
  await waitFor(async () => (await switchReport(controller, bridge))?.connected === true, { what: 'the squatter' })
  await bridge.setController(controller.openflow)
  await waitFor(() => isClosed(squatter), { what: 'the squatter to be closed', timeoutMs: 20_000 })
  await waitForSync(controller, bridge, { logical: 2 })
  await ping.stop()
})

/** Memory the controller really uses, in bytes. */
async function memoryOfController(): Promise<number> {
  const { api } = site.controller
  const port = new URL(api).port
  const { stdout } = await site.lab.run('pgrep', ['-f', `^\\S*node .*--api tcp:127.0.0.1:${port} `])
  const pages = readFileSync(`/proc/${stdout.trim()}/statm`, 'utf8').split(' ')[1]
  return Number(pages) * 4096
}

const MIB = 1 << 20

test('an endless answer is cut off before it fills the memory', async () => {
  const before = await memoryOfController()
  const ports = Array.from({ length: 1000 }, (_, at) => ({ ...PORT, port_no: at + 1 }))
  const socket = await impostor(0xbadn, (message, at) => {
    if (message.type !== ofp_type.OFPT_MULTIPART_REQUEST) return
    const part = ofp_msg.encode({
      version: OFP13_VERSION,
      type: ofp_type.OFPT_MULTIPART_REPLY,
      xid: message.xid,
      mp_type: ofp_multipart_type.OFPMP_PORT_DESC,
      flags: 1,
      ports,
    })
    const more = (): void => {
      while (!isClosed(at) && at.write(part));
      if (!isClosed(at)) at.once('drain', more)
    }
    more()
  })
  await waitFor(() => isClosed(socket), { what: 'the end of the endless answer', timeoutMs: 20_000 })
  expect((await memoryOfController()) - before).toBeLessThan(200 * MIB)
  await expectUndisturbed()
})

test('echo requests without an end whose answers nobody reads cost no memory', async () => {
  const before = await memoryOfController()
  const echo = ofp_msg.encode({
    version: OFP13_VERSION,
    type: ofp_type.OFPT_ECHO_REQUEST,
    xid: 7,
    data: new Uint8Array(60_000),
  })
  let sent = 0
  for (let at = 0; at < 10; at++) {
    const socket = await impostor(0xbad0n + BigInt(at), plausible)
    const id = (0xbad0 + at).toString(16).padStart(16, '0')
    const known = async (): Promise<boolean> =>
      (await reportOf(site.controller)).unknown_switches.some(({ datapathid }) => datapathid === id)
    await waitFor(known, { what: `stranger ${id}` })
    socket.pause()
    const more = (): void => {
      if (isClosed(socket)) return
      sent += echo.length
      // The other sockets and the ping have their turn after each message.
      if (socket.write(echo)) setImmediate(more)
      else socket.once('drain', more)
    }
    more()
  }
  const isFlooded = (): boolean => {
    if (sent > 400 * MIB || sockets.every(isClosed)) return true
    throw new Error(`${sent} bytes sent, ${sockets.filter(isClosed).length} connections closed`)
  }
  await waitFor(isFlooded, { what: 'a flood of echoes', timeoutMs: 40_000 })
  expect((await memoryOfController()) - before).toBeLessThan(200 * MIB)
  await expectUndisturbed()
})

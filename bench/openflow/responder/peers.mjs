// The controllers that are compared, each a process of its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ours } from '../ours.mjs'
import { start } from './children.mjs'
import { findTestController } from './testcontroller.mjs'

const START_MS = 15_000

const script = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))

function testController() {
  const name = 'ovs-testcontroller'
  const found = findTestController()
  if ('missing' in found) return { name, missing: found.missing }
  const folder = mkdtempSync(join(tmpdir(), 'vlcp-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return {
    name,
    command: (port) => [
      found.path,
      `ptcp:${port}:127.0.0.1`,
      `--unixctl=${join(folder, 'control')}`,
      '--verbose=off',
      '--verbose=console:warn',
    ],
    env: () => ({ OVS_RUNDIR: folder, OVS_LOGDIR: folder }),
  }
}

export function allPeers() {
  return [
    { name: 'bare', command: (port) => [process.execPath, script('bare.mjs'), String(port)] },
    testController(),
    { name: 'ours, codec and transport', command: (port) => [process.execPath, script('parts.mjs'), String(port)] },
    ours(),
  ]
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

function canConnect(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const done = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => done(true)).once('error', () => done(false))
  })
}

/** Starts a peer and waits until it accepts connections. */
export async function startPeer(peer) {
  const port = await freePort()
  const { child, ended } = start('peer', peer.command(port), { env: peer.env?.(port) })
  for (const deadline = Date.now() + START_MS; !(await canConnect(port)); await delay(50)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${peer.name} ${await ended}`)
    if (Date.now() > deadline) throw new Error(`${peer.name} does not listen on port ${port}`)
  }
  return { name: peer.name, port, pid: child.pid, ended }
}

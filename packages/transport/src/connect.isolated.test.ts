import { spawn } from 'node:child_process'
import { createConnection, type Socket } from 'node:net'
import { expect, it, vi } from 'vitest'
import { connect } from './connect.ts'
import type { Endpoint } from './endpoint.ts'
import { lengthFramer } from './length-framer.ts'

const options = {
  framer: () => lengthFramer({ lengthOffset: 0, headerSize: 2 }),
  open: () => ({ onMessage: () => {}, onClose: () => {} }),
}

it('connect gives up after the timeout, and at once when aborted', async () => {
  // A full backlog makes the kernel leave further connections unanswered.
  const { endpoint, stop } = await listenDeaf()
  await expect(connect(endpoint, { ...options, connectTimeoutMs: 30 })).rejects.toMatchObject({
    code: 'connect_timeout',
  })
  const abort = new AbortController()
  const attempt = connect(endpoint, { ...options, signal: abort.signal })
  abort.abort()
  await expect(attempt).rejects.toMatchObject({ code: 'aborted' })
  await expect(connect(endpoint, { ...options, signal: abort.signal })).rejects.toMatchObject({ code: 'aborted' })
  stop()
})

// Listens and then never accepts, for at most 30 s.
const DEAF = `
  const server = require('net').createServer()
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('fs').writeSync(1, String(server.address().port))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30000)
    process.exit()
  })`

async function listenDeaf(): Promise<{ endpoint: Endpoint; stop: () => void }> {
  const child = spawn(process.execPath, ['-e', DEAF], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<number>((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(Number(text))),
  )
  const fillers: Socket[] = Array.from({ length: 4 }, () => createConnection({ port, host: '127.0.0.1' }))
  for (const filler of fillers) filler.on('error', () => {})
  await vi.waitFor(
    () => expect(fillers.filter((filler) => !filler.connecting).length).toBeGreaterThanOrEqual(2),
    10_000,
  )
  const stop = () => {
    for (const filler of fillers) filler.destroy()
    child.kill('SIGKILL')
  }
  return { endpoint: { kind: 'tcp', host: '127.0.0.1', port }, stop }
}

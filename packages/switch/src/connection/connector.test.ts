import { encodeMessage, type Message } from '@vlcp/openflow'
import { lengthFramer, listen, parseEndpoint } from '@vlcp/transport'
import { expect, it, vi } from 'vitest'
import { connectToSwitch } from './connector.ts'

const FEATURES = { datapath_id: 7n, n_buffers: 0, n_tables: 1, capabilities: 0, actions: 0, ports: [] }

it('comes more and more rarely to a switch whose sessions are closed at once', async () => {
  const arrivals: number[] = []
  const listener = await listen(parseEndpoint('tcp:127.0.0.1:0'), {
    framer: () => lengthFramer({ lengthOffset: 2, headerSize: 8 }),
    open: (connection) => {
      arrivals.push(performance.now())
      const say = (message: object) => connection.send(encodeMessage({ version: 1, ...message } as Message))
      return {
        onMessage: (bytes) => {
          const xid = bytes.readUInt32BE(4)
          if (bytes[1] === 0) say({ type: 0, xid, elements: [] })
          if (bytes[1] === 5) say({ type: 6, xid, ...FEATURES })
          if (bytes[1] === 18) say({ type: 19, xid })
        },
        onClose: () => undefined,
      }
    },
  })
  const sessions = vi.fn<() => void>()
  const connector = connectToSwitch(listener.endpoint, {
    backOff: { startMs: 20, capMs: 5_000 },
    onSession: (session) => {
      sessions()
      session.close()
    },
  })
  await vi.waitUntil(() => sessions.mock.calls.length === 6, { timeout: 30_000 })
  await connector.close()
  await listener.close()
  // The fifth delay is at least 40 % of 320 ms.
  expect((arrivals[5] ?? 0) - (arrivals[4] ?? 0)).toBeGreaterThan(100)
})

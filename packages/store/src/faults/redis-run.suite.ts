import { RedisServer, TcpProxy } from '@vlcp/testkit'
import { runFaults, type Seen } from './run.suite.ts'
import { serverTroubles } from './server-troubles.suite.ts'

/** A server that has on the disk whatever it has acknowledged. */
const durable = { appendonly: 'yes', appendfsync: 'always' }

export async function runRedisFaults(forMs: number, seed: number): Promise<Seen> {
  const server = await RedisServer.start({ config: durable })
  const proxy = await TcpProxy.open(server.port)
  try {
    return await runFaults({
      address: { kind: 'redis', port: proxy.port },
      own: { kind: 'redis', port: server.port },
      troubles: serverTroubles(server, proxy),
      forMs,
      seed,
    })
  } finally {
    await proxy.close()
    await server.close()
  }
}

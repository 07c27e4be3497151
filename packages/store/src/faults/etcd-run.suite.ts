import { EtcdServer, TcpProxy } from '@vlcp/testkit'
import { runFaults, type Seen } from './run.suite.ts'
import { serverTroubles } from './server-troubles.suite.ts'

export async function runEtcdFaults(forMs: number, seed: number): Promise<Seen> {
  const server = await EtcdServer.start({ fsync: true })
  const proxy = await TcpProxy.open(Number(server.host.split(':')[1]))
  const victim = {
    kill: () => server.kill(),
    restart: () => server.start(),
    pause: () => server.pause(),
    resume: () => server.resume(),
  }
  try {
    return await runFaults({
      address: { kind: 'etcd', host: `127.0.0.1:${proxy.port}` },
      own: { kind: 'etcd', host: server.host },
      troubles: serverTroubles(victim, proxy),
      forMs,
      seed,
    })
  } finally {
    await proxy.close()
    await server.close()
  }
}

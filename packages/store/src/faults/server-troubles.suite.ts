import type { TcpProxy } from '@vlcp/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Trouble } from './run.suite.ts'

/** What can be done to a server of a store. */
interface Victim {
  kill(): Promise<void>
  restart(): Promise<void>
  pause(): void
  resume(): void
}

const longestAbsenceMs = 1500

/** The server is killed and started again, or stops for a while; connections to it are cut, all or some. */
export function serverTroubles(server: Victim, proxy: TcpProxy): Trouble[] {
  return [
    async () => proxy.cut(),
    async (random) => proxy.cut(() => random.below(2) === 0),
    async (random) => {
      await server.kill()
      await sleep(random.below(longestAbsenceMs))
      await server.restart()
    },
    async (random) => {
      server.pause()
      try {
        await sleep(random.below(longestAbsenceMs))
      } finally {
        server.resume()
      }
    },
  ]
}

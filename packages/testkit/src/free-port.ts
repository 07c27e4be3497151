import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

// Below the range from which Linux takes ports of outgoing connections (32768–60999), so that none of those slips in
// between the choice and the use.
const firstPort = 20_000
const lastPort = 32_000
const attempts = 50

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer()
  server.listen({ port, host, exclusive: true })
  try {
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

/** Chooses a TCP port nobody listens on: `preferred` if it is free, otherwise a random one. */
export async function freePort(host = '127.0.0.1', preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred, host))) return preferred
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = randomInt(firstPort, lastPort)
    if (await isFree(port, host)) return port
  }
  throw new Error(`no free TCP port on ${host} in ${attempts} attempts`)
}

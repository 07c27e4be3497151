import type { FastifyInstance } from 'fastify'
import { BlockList, isIP } from 'node:net'
import { createGateway, type GatewayOptions } from './gateway.ts'

export interface OpenGatewayOptions extends GatewayOptions {
  /** Address or host name to listen on. Anything but loopback needs a `token`. */
  readonly host: string
  /** Port to listen on; 0 lets the system choose. */
  readonly port: number
  /** Longest time {@link Gateway.close} waits for running requests, in milliseconds; default 5 000. */
  readonly closeTimeoutMs?: number | undefined
}

/** A listening HTTP API. */
export interface Gateway {
  /** Base address of the API with the real port: `http://127.0.0.1:8081`. */
  readonly url: string
  readonly port: number
  /** Stops listening, lets running requests finish until the deadline, then cuts them. */
  close(): Promise<void>
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether only this machine can reach an address; of names only `localhost` is trusted to be one. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  const version = isIP(host)
  return version !== 0 && loopback.check(host, version === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Starts the HTTP API. Rejects with an Error when the address is open to other machines and there is no token, and with
 * the system's error (`EADDRINUSE` …) when the address cannot be had.
 */
export async function openGateway(options: OpenGatewayOptions): Promise<Gateway> {
  const { host, port } = options
  if (!isLoopback(host) && options.token === undefined) {
    throw new Error(
      `the API would be open to every machine that reaches ${host}: set web.token, or listen on 127.0.0.1`,
    )
  }
  const app = createGateway(options)
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    throw error
  }
  const address = app.server.address()
  const realPort = typeof address === 'object' && address !== null ? address.port : port
  const url = `http://${isIP(host) === 6 ? `[${host}]` : host}:${realPort}`
  return { url, port: realPort, close: () => closeInTime(app, options.closeTimeoutMs ?? 5000) }
}

async function closeInTime(app: FastifyInstance, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), timeoutMs)
  try {
    await app.close()
  } finally {
    clearTimeout(timer)
  }
}

import { Capture, type CaptureOptions } from './capture.ts'
import type { Namespace } from './namespace.ts'
import { parsePingSummary, PingTally, RunningPing, type PingCount } from './ping.ts'

export interface PingOptions {
  /** Requests to send. Default 3. */
  readonly count?: number
  /** Time between requests. Default 100. */
  readonly intervalMs?: number
  /** Time to wait for an answer to the last request. Default 1 000. */
  readonly timeoutMs?: number
  /** ICMP identifier, by which a capture elsewhere recognises these requests. */
  readonly identifier?: number
  /** Allows a broadcast address as target. */
  readonly broadcast?: boolean
}

export interface StationAddress {
  readonly mac: string
  /** IPv4 address. */
  readonly ip: string
  /** Default 24. */
  readonly prefixLength?: number
}

/** A host with one interface in a namespace of its own. */
export class Station {
  readonly name: string
  readonly namespace: Namespace
  /** Name of the interface inside the namespace. */
  readonly device: string
  readonly mac: string
  readonly ip: string

  constructor(name: string, namespace: Namespace, device: string, { mac, ip }: StationAddress) {
    this.name = name
    this.namespace = namespace
    this.device = device
    this.mac = mac
    this.ip = ip
  }

  /** Sends echo requests and counts the answers. A target that cannot be reached is a count of zero, not an error. */
  async ping(target: string | Station, options: PingOptions = {}): Promise<PingCount> {
    const { count = 3, intervalMs = 100, timeoutMs = 1_000, identifier, broadcast = false } = options
    const args = ['-n', '-q', '-c', `${count}`, '-i', `${intervalMs / 1000}`, '-W', `${timeoutMs / 1000}`]
    if (identifier !== undefined) args.push('-e', `${identifier}`)
    if (broadcast) args.push('-b')
    const limitMs = count * intervalMs + timeoutMs + 20_000
    // Exit code 1 says that nobody answered.
    const result = await this.namespace.run('ping', [...args, addressOf(target)], {
      exitCodes: [0, 1],
      timeoutMs: limitMs,
    })
    return parsePingSummary(result.stdout)
  }

  /** Starts a ping that goes on until it is stopped. */
  startPing(target: string | Station, { intervalMs = 10 }: { readonly intervalMs?: number } = {}): RunningPing {
    const tally = new PingTally()
    const args = ['-n', '-O', '-i', `${intervalMs / 1000}`, addressOf(target)]
    return new RunningPing(this.namespace.start('ping', args, { onLine: (line) => tally.add(line) }), tally)
  }

  /**
   * Empties the ARP table. An address that could not be resolved counts as unreachable for some seconds, and so a ping
   * after a change of the network would fail for what was before the change.
   */
  async forgetNeighbours(): Promise<void> {
    await this.namespace.ip(`neigh flush dev ${this.device}`)
  }

  /** Starts recording what arrives at this interface. */
  capture(options?: CaptureOptions): Promise<Capture> {
    return Capture.start(this.namespace, this.device, options)
  }
}

function addressOf(target: string | Station): string {
  return typeof target === 'string' ? target : target.ip
}

import type { Background } from './background.ts'
import type { Namespace } from './namespace.ts'

export interface CaptureOptions {
  /** A pcap filter such as `arp` or `icmp[icmptype] == icmp-echo`; everything when absent. */
  readonly filter?: string
  /** Which way the packets go, seen from the interface. Default `in`. */
  readonly direction?: 'in' | 'out' | 'inout'
}

/** What an interface sees while the test runs (tcpdump). */
export class Capture {
  readonly #process: Background

  private constructor(process: Background) {
    this.#process = process
  }

  /** Starts capturing; returns when tcpdump listens. `Station.capture()` is the way in. */
  static async start(namespace: Namespace, device: string, options: CaptureOptions = {}): Promise<Capture> {
    const { filter = '', direction = 'in' } = options
    const args = ['-l', '-n', '-e', '-tt', '--immediate-mode', '-Q', direction, '-i', device, filter]
    const process = namespace.start('tcpdump', args)
    await process.waitForLine(/^listening on /)
    return new Capture(process)
  }

  /** The packets so far, one line each with link-layer addresses, the last 5 000 at most. */
  get packets(): string[] {
    return this.#process.lines.filter((line) => /^\d+\.\d+ /.test(line))
  }

  /** Ends the capture and returns the packets. */
  async stop(): Promise<string[]> {
    // On SIGINT tcpdump first prints what has arrived.
    await this.#process.stop('SIGINT')
    return this.packets
  }
}

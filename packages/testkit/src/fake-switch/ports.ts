import { OFPP_LOCAL } from '@vlcp/openflow'

export interface FakePort {
  readonly port: number
  /** An access port of this VLAN, for NORMAL. Without it the port is a trunk. */
  readonly tag?: number
  /** The VLANs of a trunk, for NORMAL; all of them unless given. */
  readonly trunks?: readonly number[]
  /** FLOOD passes it over (OFPPC_NO_FLOOD). */
  readonly noFlood?: boolean
}

/** The ports of a fake switch, and whether they are up. */
export class Ports {
  readonly #ports = new Map<number, FakePort>()
  readonly #down = new Set<number>()

  constructor(ports: readonly (number | FakePort)[], hasLocal: boolean) {
    const given = ports.map((port) => (typeof port === 'number' ? { port } : port))
    for (const port of hasLocal ? [...given, { port: OFPP_LOCAL }] : given) this.#ports.set(port.port, port)
  }

  get(port: number): FakePort | undefined {
    return this.#ports.get(port)
  }

  isLive(port: number): boolean {
    return this.#ports.has(port) && !this.#down.has(port)
  }

  /** @throws RangeError for a port the switch does not have */
  setLive(port: number, live: boolean): void {
    if (!this.#ports.has(port)) throw new RangeError(`the switch has no port ${port}`)
    if (live) this.#down.delete(port)
    else this.#down.add(port)
  }

  get all(): readonly FakePort[] {
    return [...this.#ports.values()]
  }
}

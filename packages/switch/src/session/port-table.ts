import type { Port, PortChange, PortConfiguration } from '@vlcp/openflow'

/** Open vSwitch numbers its ports below 0xff00, and no hardware has more; a switch that reports others is not one. */
const MAX_PORTS = 0x10000

/** The ports of a switch as OpenFlow reports them: a description, then changes (OpenFlow 1.3.5, 7.3.5.7 and 7.4.3). */
export class PortTable {
  readonly #ports = new Map<number, Port>()
  /** The last change of each port before the description is complete, of which some parts may be older. */
  #early: Map<number, { readonly change: PortChange; readonly port: Port }> | undefined = new Map()

  get all(): ReadonlyMap<number, Port> {
    return this.#ports
  }

  describe(ports: readonly Port[]): void {
    const changes = [...(this.#early?.values() ?? [])]
    this.#early = undefined
    this.#ports.clear()
    for (const port of ports) this.#ports.set(port.port, port)
    for (const { change, port } of changes) this.change(change, port)
  }

  /** Takes over a PORT_STATUS; false when there are too many ports to remember another. */
  change(change: PortChange, port: Port): boolean {
    if (this.#early !== undefined && (this.#early.size < MAX_PORTS || this.#early.has(port.port)))
      this.#early.set(port.port, { change, port })
    if (change === 'removed') this.#ports.delete(port.port)
    else if (this.#ports.size < MAX_PORTS || this.#ports.has(port.port)) this.#ports.set(port.port, port)
    else return false
    return true
  }

  /** Takes over a change of ours that the switch has confirmed. */
  configure(configuration: PortConfiguration): void {
    const known = this.#ports.get(configuration.port)
    if (known !== undefined) this.#ports.set(known.port, { ...known, ...configuration })
  }
}

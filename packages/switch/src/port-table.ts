import { type OfpPort, ofp_port_reason } from '@vlcp/openflow'

/** The ports of a switch as OpenFlow reports them: a description, then changes (OpenFlow 1.3.5, 7.3.5.7 and 7.4.3). */
export class PortTable {
  readonly #ports = new Map<number, OfpPort>()

  get all(): ReadonlyMap<number, OfpPort> {
    return this.#ports
  }

  describe(ports: readonly OfpPort[]): void {
    this.#ports.clear()
    for (const port of ports) this.#ports.set(port.port_no, port)
  }

  change(reason: number, port: OfpPort): void {
    if (reason === ofp_port_reason.OFPPR_DELETE) this.#ports.delete(port.port_no)
    else this.#ports.set(port.port_no, port)
  }
}

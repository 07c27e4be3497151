import type { Bridge } from './bridge.ts'
import type { LabScope } from './lab-scope.ts'
import { Namespace } from './namespace.ts'
import { Station, type StationAddress } from './station.ts'

export interface EndpointOptions extends StationAddress {
  /** Names the namespace and the port of the bridge: at most 15 characters. */
  readonly name: string
  readonly bridge: Bridge
  /** `external_ids:iface-id` of the port. */
  readonly ifaceId?: string
  /** Whether it is plugged into the bridge at once. Default true. */
  readonly plugged?: boolean
}

/** A virtual machine or container, as the switch sees one: a namespace whose interface can be plugged into a bridge. */
export class Endpoint extends Station {
  readonly bridge: Bridge
  readonly ifaceId: string | undefined

  private constructor(namespace: Namespace, options: EndpointOptions) {
    super(options.name, namespace, 'eth0', options)
    this.bridge = options.bridge
    this.ifaceId = options.ifaceId
  }

  /** `Lab.endpoint()` is the way in. */
  static async create(lab: LabScope, options: EndpointOptions): Promise<Endpoint> {
    const namespace = await Namespace.create(lab, options.name)
    const endpoint = new Endpoint(namespace, options)
    await options.bridge.ovs.namespace.pair(endpoint.port, namespace, endpoint.device)
    await namespace.ip(
      `link set dev ${endpoint.device} address ${options.mac}`,
      `addr add ${options.ip}/${options.prefixLength ?? 24} broadcast + dev ${endpoint.device}`,
      `link set dev ${endpoint.device} up`,
    )
    if (options.plugged ?? true) await endpoint.plug()
    return endpoint
  }

  /** Name of its port on the bridge. */
  get port(): string {
    return this.name
  }

  /** Adds the port to the bridge, with its iface-id in the same transaction. */
  plug(): Promise<void> {
    return this.bridge.addPort(this.port, { ifaceId: this.ifaceId })
  }

  /** Removes the port from the bridge; `plug()` brings it back. */
  unplug(): Promise<void> {
    return this.bridge.removePort(this.port)
  }
}

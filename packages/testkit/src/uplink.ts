import type { Bridge } from './bridge.ts'
import { Capture, type CaptureOptions } from './capture.ts'
import { Endpoint } from './endpoint.ts'
import type { Station, StationAddress } from './station.ts'

export interface UplinkOptions {
  /** Name of the port on the bridge: at most 12 characters. */
  readonly name: string
  readonly bridge: Bridge
}

export interface UplinkStationOptions extends StationAddress {
  readonly name: string
  /** VLAN the station is on (IEEE 802.1Q); untagged when absent. */
  readonly vlanId?: number
}

/**
 * The physical network behind a port of a bridge: a trunk to a VLAN switch with stations on its access ports. The VLAN
 * switch is another bridge of the same Open vSwitch that forwards like an ordinary switch, and the trunk a pair of
 * interfaces, so that frames cross it with their tags as they would cross a cable.
 */
export class Uplink {
  readonly port: string
  readonly bridge: Bridge
  readonly #physical: Bridge

  private constructor({ name, bridge }: UplinkOptions, physical: Bridge) {
    this.port = name
    this.bridge = bridge
    this.#physical = physical
  }

  /** `Lab.uplink()` is the way in. */
  static async create(options: UplinkOptions): Promise<Uplink> {
    const { name, bridge } = options
    const uplink = new Uplink(options, await bridge.ovs.addBridge(`${name}-sw`, { failMode: 'standalone' }))
    await bridge.ovs.namespace.pair(name, bridge.ovs.namespace, uplink.#trunk)
    await bridge.ovs.namespace.ip(`link set dev ${uplink.#trunk} up`)
    await uplink.#physical.addPort(uplink.#trunk)
    await uplink.plug()
    return uplink
  }

  /** The far end of the cable. */
  get #trunk(): string {
    return `${this.port}-tr`
  }

  /** Adds the port to the bridge. */
  plug(): Promise<void> {
    return this.bridge.addPort(this.port)
  }

  /** Removes the port from the bridge; `plug()` brings it back. */
  unplug(): Promise<void> {
    return this.bridge.removePort(this.port)
  }

  /** Adds a station on an access port of the VLAN switch. */
  async station({ vlanId = 0, ...options }: UplinkStationOptions): Promise<Station> {
    const { lab } = this.bridge.ovs
    const station = await Endpoint.create(lab, { ...options, bridge: this.#physical, plugged: false })
    await this.#physical.addPort(station.port, { accessVlanId: vlanId })
    return station
  }

  /** Starts recording what the bridge sends to the physical network, VLAN tags included. */
  capture(options?: CaptureOptions): Promise<Capture> {
    return Capture.start(this.bridge.ovs.namespace, this.#trunk, options)
  }
}

import { Controller, type ControllerOptions } from './controller.ts'
import { Endpoint, type EndpointOptions } from './endpoint.ts'
import { LabScope } from './lab-scope.ts'
import { OpenVSwitch, type OpenVSwitchOptions } from './open-vswitch.ts'
import { requireLab } from './requirement.ts'
import { Uplink, type UplinkOptions } from './uplink.ts'

/** A piece of network on this machine, made of real parts: Open vSwitch, endpoints, uplinks, controllers. */
export class Lab extends LabScope {
  /**
   * Starts a private Open vSwitch (userspace datapath) in a network namespace of its own.
   *
   * @throws RequirementError without root or Open vSwitch
   */
  async openVSwitch(options: OpenVSwitchOptions = {}): Promise<OpenVSwitch> {
    requireLab()
    return OpenVSwitch.start(this, options)
  }

  /** Makes a namespace with one interface, and plugs it into a bridge. */
  endpoint(options: EndpointOptions): Promise<Endpoint> {
    return Endpoint.create(this, options)
  }

  /** Makes a stand-in for the physical network at a port of a bridge. */
  uplink(options: UplinkOptions): Promise<Uplink> {
    return Uplink.create(options)
  }

  /** Starts `vlcp start` from this checkout and waits until it is ready. */
  controller(options: ControllerOptions = {}): Promise<Controller> {
    return Controller.start(this, options)
  }
}

/** Opens a lab; `name` says in the name of its folder what it is for. */
export function openLab({ name }: { readonly name: string }): Lab {
  return new Lab(name)
}

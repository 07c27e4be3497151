import type { Port, PortChange, PortConfiguration } from '../../port.ts'
import {
  ofp_port_config as config,
  type OfpPort as Ofp13Port,
  ofp_port_reason,
  ofp_port_state,
} from '../../v13/port.ts'
import { ofp_port_desc_prop_type } from '../../v14/port.ts'
import type { OfpPort as Ofp15Port } from '../../v15/port.ts'
import { checked } from './unsupported.ts'

type Settings = Pick<PortConfiguration, 'down' | 'noReceive' | 'noForward' | 'noPacketIn'>

const bits = ({ down, noReceive, noForward, noPacketIn }: Settings, wanted: (setting?: boolean) => boolean): number =>
  (wanted(down) ? config.OFPPC_PORT_DOWN : 0) |
  (wanted(noReceive) ? config.OFPPC_NO_RECV : 0) |
  (wanted(noForward) ? config.OFPPC_NO_FWD : 0) |
  (wanted(noPacketIn) ? config.OFPPC_NO_PACKET_IN : 0)

/** What every version says in a port-mod. */
export const encodePortMod = (configuration: PortConfiguration) => ({
  port_no: checked('port', configuration.port, 32),
  hw_addr: checked('mac', configuration.mac, 48),
  config: bits(configuration, (setting) => setting === true),
  mask: bits(configuration, (setting) => setting !== undefined),
})

/** In kbit/s; a property of the port since OpenFlow 1.4, which a port need not have. */
function speedOf(wire: Ofp13Port | Ofp15Port): number | undefined {
  if (!('properties' in wire)) return wire.curr_speed
  const ethernet = wire.properties.find((property) => property.type === ofp_port_desc_prop_type.OFPPDPT_ETHERNET)
  return ethernet?.type === ofp_port_desc_prop_type.OFPPDPT_ETHERNET ? ethernet.curr_speed : undefined
}

/** A port as any version since 1.3 describes it. */
export function decodePort(wire: Ofp13Port | Ofp15Port): Port {
  const speedKbps = speedOf(wire)
  const has = (bit: number): boolean => (wire.config & bit) !== 0
  return {
    port: wire.port_no,
    name: wire.name,
    mac: wire.hw_addr,
    down: has(config.OFPPC_PORT_DOWN),
    noReceive: has(config.OFPPC_NO_RECV),
    noForward: has(config.OFPPC_NO_FWD),
    noPacketIn: has(config.OFPPC_NO_PACKET_IN),
    linkDown: (wire.state & ofp_port_state.OFPPS_LINK_DOWN) !== 0,
    ...(speedKbps === undefined ? {} : { speedKbps }),
  }
}

/** A reason that this package does not know says at least that something is different. */
export function decodeChange(reason: number): PortChange {
  if (reason === ofp_port_reason.OFPPR_ADD) return 'added'
  return reason === ofp_port_reason.OFPPR_DELETE ? 'removed' : 'modified'
}

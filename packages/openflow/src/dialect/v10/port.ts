import type { Message } from '../../message.ts'
import type { Port, PortChange, PortConfiguration } from '../../port.ts'
import { OFP10_VERSION, ofp_type } from '../../v10/header.ts'
import { ofp_port_config as config, ofp_port_state, type OfpPhyPort } from '../../v10/port.ts'
import { ofp_port_reason } from '../../v13/port.ts'
import { port16, port32 } from '../nicira/port.ts'

export function decodePort({ port_no, name, hw_addr, config: configured, state }: OfpPhyPort): Port {
  const has = (bit: number): boolean => (configured & bit) !== 0
  return {
    port: port32(port_no),
    name,
    mac: hw_addr,
    down: has(config.OFPPC_PORT_DOWN),
    noReceive: has(config.OFPPC_NO_RECV),
    noForward: has(config.OFPPC_NO_FWD),
    noPacketIn: has(config.OFPPC_NO_PACKET_IN),
    linkDown: (state & ofp_port_state.OFPPS_LINK_DOWN) !== 0,
  }
}

export function portChange(reason: number): PortChange | undefined {
  switch (reason) {
    case ofp_port_reason.OFPPR_ADD:
      return 'added'
    case ofp_port_reason.OFPPR_DELETE:
      return 'removed'
    case ofp_port_reason.OFPPR_MODIFY:
      return 'modified'
    default:
      return undefined
  }
}

export function encodePortModification(xid: number, wanted: PortConfiguration): Message {
  const bits = [
    [wanted.down, config.OFPPC_PORT_DOWN],
    [wanted.noReceive, config.OFPPC_NO_RECV],
    [wanted.noForward, config.OFPPC_NO_FWD],
    [wanted.noPacketIn, config.OFPPC_NO_PACKET_IN],
  ] as const
  const sum = (counts: (flag: boolean | undefined) => boolean): number =>
    bits.reduce((all, [flag, bit]) => (counts(flag) ? all | bit : all), 0)
  return {
    version: OFP10_VERSION,
    type: ofp_type.OFPT_PORT_MOD,
    xid,
    port_no: port16(wanted.port),
    hw_addr: wanted.mac,
    config: sum((flag) => flag === true),
    mask: sum((flag) => flag !== undefined),
    advertise: 0,
  }
}

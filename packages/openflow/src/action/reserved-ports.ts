/** Reserved port numbers of OpenFlow 1.1 and later. OpenFlow 1.3.5, 7.2.1. */
export const OFPP_MAX = 0xffff_ff00
/** The output port of an action set that has none. OpenFlow 1.5.1, 7.2.3.13. */
export const OFPP_UNSET = 0xffff_fff7
export const OFPP_IN_PORT = 0xffff_fff8
export const OFPP_TABLE = 0xffff_fff9
export const OFPP_NORMAL = 0xffff_fffa
export const OFPP_FLOOD = 0xffff_fffb
export const OFPP_ALL = 0xffff_fffc
export const OFPP_CONTROLLER = 0xffff_fffd
export const OFPP_LOCAL = 0xffff_fffe
export const OFPP_ANY = 0xffff_ffff

/** Reserved ports by number, as ovs-ofctl writes them. */
export const PORT_NAMES: ReadonlyMap<number, string> = new Map<number, string>([
  [OFPP_IN_PORT, 'IN_PORT'],
  [OFPP_TABLE, 'TABLE'],
  [OFPP_NORMAL, 'NORMAL'],
  [OFPP_FLOOD, 'FLOOD'],
  [OFPP_ALL, 'ALL'],
  [OFPP_CONTROLLER, 'CONTROLLER'],
  [OFPP_LOCAL, 'LOCAL'],
  [OFPP_ANY, 'ANY'],
  [OFPP_UNSET, 'UNSET'],
])

/** A port as ovs-ofctl writes it: its number, or the name of a reserved one. */
export function formatPort(port: number): string {
  return PORT_NAMES.get(port) ?? String(port)
}

import {
  formatPort,
  OFPP_ALL,
  OFPP_ANY,
  OFPP_CONTROLLER,
  OFPP_FLOOD,
  OFPP_IN_PORT,
  OFPP_LOCAL,
  OFPP_MAX,
  OFPP_NORMAL,
  OFPP_TABLE,
} from '../action/reserved-ports.ts'

/** OpenFlow 1.5.1, 7.2.3.13: the output port of an action set that has none. */
const OFPP_UNSET = 0xffff_fff7

/** Reserved ports by the names ovs-ofctl reads, in any case. */
export const RESERVED_PORTS: ReadonlyMap<string, number> = new Map([
  ['IN_PORT', OFPP_IN_PORT],
  ['TABLE', OFPP_TABLE],
  ['NORMAL', OFPP_NORMAL],
  ['FLOOD', OFPP_FLOOD],
  ['ALL', OFPP_ALL],
  ['CONTROLLER', OFPP_CONTROLLER],
  ['LOCAL', OFPP_LOCAL],
  ['ANY', OFPP_ANY],
  ['UNSET', OFPP_UNSET],
  ['NONE', OFPP_ANY],
])

export const portName = (port: number): string => (port === OFPP_UNSET ? 'UNSET' : formatPort(port))

/** Ports from here on are reserved, and stand without `output:`. */
export const isReservedPort = (port: number): boolean => port >= OFPP_MAX

import { OFPP_ANY, OFPP_MAX, PORT_NAMES } from '../action/reserved-ports.ts'

/** Reserved ports by the names ovs-ofctl reads, in any case. */
export const RESERVED_PORTS: ReadonlyMap<string, number> = new Map([
  ...[...PORT_NAMES].map(([port, name]) => [name, port] as const),
  ['NONE', OFPP_ANY],
])

/** Ports from here on are reserved, and stand without `output:`. */
export const isReservedPort = (port: number): boolean => port >= OFPP_MAX

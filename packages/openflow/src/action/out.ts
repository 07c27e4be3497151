import type { Action } from './action.ts'
import {
  OFPP_ALL,
  OFPP_CONTROLLER,
  OFPP_FLOOD,
  OFPP_IN_PORT,
  OFPP_LOCAL,
  OFPP_NORMAL,
  OFPP_TABLE,
} from './reserved-ports.ts'
import type { Subfield } from './subfield.ts'

const to = (port: number) => (): Action => ({ type: 'output', port })

/** Where a packet goes. OpenFlow 1.5.1, 4.5, and ovs-actions(7). */
export const out = {
  /** A port by its number. */
  port: (port: number): Action => ({ type: 'output', port }),
  /** A queue of a port. */
  queue: (port: number, queue: number): Action => ({ type: 'enqueue', port, queue }),
  /** A port whose number is in a field. */
  register: (source: Subfield): Action => ({ type: 'output_reg', source }),
  group: (group: number): Action => ({ type: 'group', group }),
  /** The port it came from, to which no other output sends it. */
  inPort: to(OFPP_IN_PORT),
  /** All ports but the one it came from, and those where flooding is switched off. */
  flood: to(OFPP_FLOOD),
  /** All ports but the one it came from. */
  all: to(OFPP_ALL),
  /** What the switch would do without OpenFlow. */
  normal: to(OFPP_NORMAL),
  /** The switch's own network stack. */
  local: to(OFPP_LOCAL),
  /** The first table, in a packet-out. */
  table: to(OFPP_TABLE),
  /** The controller; the first octets only where `maxLength` says so. */
  controller: (maxLength = 0xffff): Action => ({ type: 'output', port: OFPP_CONTROLLER, maxLength }),
} as const

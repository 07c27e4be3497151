import { openEnumeration, u32 } from '@vlcp/struct'
import {
  OFPP_ALL,
  OFPP_ANY,
  OFPP_CONTROLLER,
  OFPP_FLOOD,
  OFPP_IN_PORT,
  OFPP_LOCAL,
  OFPP_MAX,
  OFPP_NORMAL,
  OFPP_TABLE,
  OFPP_UNSET,
} from './action/reserved-ports.ts'

/** OpenFlow 1.3.5, 7.2.1; OFPP_UNSET is of OpenFlow 1.5.1, 7.2.3.13. */
export const ofp_port_no = openEnumeration('ofp_port_no', u32, {
  OFPP_MAX,
  OFPP_UNSET,
  OFPP_IN_PORT,
  OFPP_TABLE,
  OFPP_NORMAL,
  OFPP_FLOOD,
  OFPP_ALL,
  OFPP_CONTROLLER,
  OFPP_LOCAL,
  OFPP_ANY,
})

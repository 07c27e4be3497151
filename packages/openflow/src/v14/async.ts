import { enumeration, family, list, struct, u16, u32 } from '@vlcp/struct'
import { ofp_prop_experimenter, property_header } from '../property/property.ts'

/** OpenFlow 1.4.1, 7.3.10; the types of flow statistics and controller status are of OpenFlow 1.5.1, 7.3.10. */
export const ofp_async_config_prop_type = enumeration('ofp_async_config_prop_type', u16, {
  OFPACPT_PACKET_IN_SLAVE: 0,
  OFPACPT_PACKET_IN_MASTER: 1,
  OFPACPT_PORT_STATUS_SLAVE: 2,
  OFPACPT_PORT_STATUS_MASTER: 3,
  OFPACPT_FLOW_REMOVED_SLAVE: 4,
  OFPACPT_FLOW_REMOVED_MASTER: 5,
  OFPACPT_ROLE_STATUS_SLAVE: 6,
  OFPACPT_ROLE_STATUS_MASTER: 7,
  OFPACPT_TABLE_STATUS_SLAVE: 8,
  OFPACPT_TABLE_STATUS_MASTER: 9,
  OFPACPT_REQUESTFORWARD_SLAVE: 10,
  OFPACPT_REQUESTFORWARD_MASTER: 11,
  OFPACPT_FLOW_STATS_SLAVE: 12,
  OFPACPT_FLOW_STATS_MASTER: 13,
  OFPACPT_CONT_STATUS_SLAVE: 14,
  OFPACPT_CONT_STATUS_MASTER: 15,
  OFPACPT_EXPERIMENTER_SLAVE: 0xfffe,
  OFPACPT_EXPERIMENTER_MASTER: 0xffff,
})

const prop = ofp_async_config_prop_type

/** Bits are reasons. */
const reasons = struct('ofp_async_config_prop_reasons', { mask: u32 })

const ofp_async_config_prop = family('ofp_async_config_prop', property_header('ofp_async_config_prop', prop), 'type', {
  [prop.OFPACPT_PACKET_IN_SLAVE]: reasons,
  [prop.OFPACPT_PACKET_IN_MASTER]: reasons,
  [prop.OFPACPT_PORT_STATUS_SLAVE]: reasons,
  [prop.OFPACPT_PORT_STATUS_MASTER]: reasons,
  [prop.OFPACPT_FLOW_REMOVED_SLAVE]: reasons,
  [prop.OFPACPT_FLOW_REMOVED_MASTER]: reasons,
  [prop.OFPACPT_ROLE_STATUS_SLAVE]: reasons,
  [prop.OFPACPT_ROLE_STATUS_MASTER]: reasons,
  [prop.OFPACPT_TABLE_STATUS_SLAVE]: reasons,
  [prop.OFPACPT_TABLE_STATUS_MASTER]: reasons,
  [prop.OFPACPT_REQUESTFORWARD_SLAVE]: reasons,
  [prop.OFPACPT_REQUESTFORWARD_MASTER]: reasons,
  [prop.OFPACPT_FLOW_STATS_SLAVE]: reasons,
  [prop.OFPACPT_FLOW_STATS_MASTER]: reasons,
  [prop.OFPACPT_CONT_STATUS_SLAVE]: reasons,
  [prop.OFPACPT_CONT_STATUS_MASTER]: reasons,
  [prop.OFPACPT_EXPERIMENTER_SLAVE]: ofp_prop_experimenter,
  [prop.OFPACPT_EXPERIMENTER_MASTER]: ofp_prop_experimenter,
})

export const ofp_async_config = struct('ofp_async_config', { properties: list(ofp_async_config_prop) })

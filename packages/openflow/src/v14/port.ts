import {
  enumeration,
  family,
  fixedString,
  i32,
  type Infer,
  length,
  list,
  mac,
  pad,
  struct,
  type Type,
  u16,
  u32,
} from '@vlcp/struct'
import { ofp_port_no } from '../port-no.ts'
import { OFPPT_EXPERIMENTER, ofp_prop_experimenter, property_header } from '../property/property.ts'
import { ofp_port_config, ofp_port_ethernet, ofp_port_features, ofp_port_reason, ofp_port_state } from '../v13/port.ts'
import { port_counters, port_ethernet_counters } from '../v13/statistics.ts'

/** OpenFlow 1.4.1, 7.2.1.3. */
export const ofp_port_desc_prop_type = enumeration('ofp_port_desc_prop_type', u16, {
  OFPPDPT_ETHERNET: 0,
  OFPPDPT_OPTICAL: 1,
  OFPPDPT_EXPERIMENTER: OFPPT_EXPERIMENTER,
})

/** Frequencies or wavelengths in MHz or nm * 100, powers in dBm * 10. */
const optical = struct('ofp_port_desc_prop_optical', {
  _pad: pad(4),
  supported: u32,
  tx_min_freq_lmda: u32,
  tx_max_freq_lmda: u32,
  tx_grid_freq_lmda: u32,
  rx_min_freq_lmda: u32,
  rx_max_freq_lmda: u32,
  rx_grid_freq_lmda: u32,
  tx_pwr_min: u16,
  tx_pwr_max: u16,
})

/** The properties of a port that OpenFlow 1.4 and 1.5 share. */
export const port_desc_props_since_14 = {
  [ofp_port_desc_prop_type.OFPPDPT_ETHERNET]: struct('ofp_port_desc_prop_ethernet', {
    _pad: pad(4),
    _ethernet: ofp_port_ethernet,
  }),
  [ofp_port_desc_prop_type.OFPPDPT_OPTICAL]: optical,
  [ofp_port_desc_prop_type.OFPPDPT_EXPERIMENTER]: ofp_prop_experimenter,
} as const

/** @param prop a property of a port in the version */
export const port_since_14 = <P>(prop: Type<P>) =>
  struct('ofp_port', {
    port_no: ofp_port_no,
    length: length(u16),
    _pad1: pad(2),
    hw_addr: mac,
    _pad2: pad(2),
    /* Null-terminated. */
    name: fixedString(16),
    config: ofp_port_config,
    state: ofp_port_state,
    properties: list(prop),
  })

const ofp_port_desc_prop = family(
  'ofp_port_desc_prop',
  property_header('ofp_port_desc_prop', ofp_port_desc_prop_type),
  'type',
  port_desc_props_since_14,
)

/** OpenFlow 1.4.1, 7.2.1. */
export const ofp_port = port_since_14(ofp_port_desc_prop)

export interface OfpPort extends Infer<typeof ofp_port> {}

/** OpenFlow 1.4.1, 7.4.3. */
export const ofp_port_status = struct('ofp_port_status', { reason: ofp_port_reason, _pad: pad(7), desc: ofp_port })

export const ofp_port_mod_prop_type = enumeration('ofp_port_mod_prop_type', u16, {
  OFPPMPT_ETHERNET: 0,
  OFPPMPT_OPTICAL: 1,
  OFPPMPT_EXPERIMENTER: OFPPT_EXPERIMENTER,
})

const ofp_port_mod_prop = family(
  'ofp_port_mod_prop',
  property_header('ofp_port_mod_prop', ofp_port_mod_prop_type),
  'type',
  {
    [ofp_port_mod_prop_type.OFPPMPT_ETHERNET]: struct('ofp_port_mod_prop_ethernet', { advertise: ofp_port_features }),
    [ofp_port_mod_prop_type.OFPPMPT_OPTICAL]: struct('ofp_port_mod_prop_optical', {
      configure: u32,
      freq_lmda: u32,
      fl_offset: i32,
      grid_span: u32,
      tx_pwr: u32,
    }),
    [ofp_port_mod_prop_type.OFPPMPT_EXPERIMENTER]: ofp_prop_experimenter,
  },
)

/** OpenFlow 1.4.1, 7.3.4.3. */
export const ofp_port_mod = struct('ofp_port_mod', {
  port_no: ofp_port_no,
  _pad1: pad(4),
  /* Must be the port's own: the switch compares it. */
  hw_addr: mac,
  _pad2: pad(2),
  config: ofp_port_config,
  /* Which bits of the configuration change. */
  mask: ofp_port_config,
  properties: list(ofp_port_mod_prop),
})

export const ofp_port_stats_prop_type = enumeration('ofp_port_stats_prop_type', u16, {
  OFPPSPT_ETHERNET: 0,
  OFPPSPT_OPTICAL: 1,
  OFPPSPT_EXPERIMENTER: OFPPT_EXPERIMENTER,
})

const ofp_port_stats_prop = family(
  'ofp_port_stats_prop',
  property_header('ofp_port_stats_prop', ofp_port_stats_prop_type),
  'type',
  {
    [ofp_port_stats_prop_type.OFPPSPT_ETHERNET]: struct('ofp_port_stats_prop_ethernet', {
      _pad: pad(4),
      _counters: port_ethernet_counters,
    }),
    [ofp_port_stats_prop_type.OFPPSPT_OPTICAL]: struct('ofp_port_stats_prop_optical', {
      _pad: pad(4),
      flags: u32,
      tx_freq_lmda: u32,
      tx_offset: u32,
      tx_grid_span: u32,
      rx_freq_lmda: u32,
      rx_offset: u32,
      rx_grid_span: u32,
      tx_pwr: u16,
      rx_pwr: u16,
      bias_current: u16,
      temperature: u16,
    }),
    [ofp_port_stats_prop_type.OFPPSPT_EXPERIMENTER]: ofp_prop_experimenter,
  },
)

/** OpenFlow 1.4.1, 7.3.5.6. */
export const ofp_port_stats = struct('ofp_port_stats', {
  length: length(u16),
  _pad: pad(2),
  port_no: ofp_port_no,
  duration_sec: u32,
  duration_nsec: u32,
  _counters: port_counters,
  properties: list(ofp_port_stats_prop),
})

import { bytes, enumeration, family, length, list, openEnumeration, pad, struct, u16, u32 } from '@vlcp/struct'
import { ofp_port_no } from '../port-no.ts'

/** OpenFlow 1.3.5, 7.3.5.8. */
export const ofp_queue_no = openEnumeration('ofp_queue_no', u32, { OFPQ_ALL: 0xffff_ffff })

/** OpenFlow 1.3.5, 7.2.2. */
export const ofp_queue_properties = enumeration('ofp_queue_properties', u16, {
  /* OpenFlow 1.0 only. */
  OFPQT_NONE: 0,
  OFPQT_MIN_RATE: 1,
  OFPQT_MAX_RATE: 2,
  OFPQT_EXPERIMENTER: 0xffff,
})

/** In 1/10 of a percent; more than 1000 is off. */
const ofp_queue_prop_rate = struct('ofp_queue_prop_rate', { rate: u16, _pad: pad(6) })

/** The same in OpenFlow 1.0, which knows OFPQT_MIN_RATE only. */
export const ofp_queue_prop = family(
  'ofp_queue_prop',
  struct('ofp_queue_prop_header', { property: ofp_queue_properties, len: length(u16), _pad: pad(4) }),
  'property',
  {
    [ofp_queue_properties.OFPQT_MIN_RATE]: ofp_queue_prop_rate,
    [ofp_queue_properties.OFPQT_MAX_RATE]: ofp_queue_prop_rate,
    [ofp_queue_properties.OFPQT_EXPERIMENTER]: struct('ofp_queue_prop_experimenter', {
      experimenter: u32,
      _pad2: pad(4),
      data: bytes(),
    }),
  },
)

const ofp_packet_queue = struct('ofp_packet_queue', {
  queue_id: ofp_queue_no,
  port: ofp_port_no,
  len: length(u16),
  _pad: pad(6),
  properties: list(ofp_queue_prop),
})

/** OpenFlow 1.3.5, 7.3.6. */
export const ofp_queue_get_config_request = struct('ofp_queue_get_config_request', { port: ofp_port_no, _pad: pad(4) })

export const ofp_queue_get_config_reply = struct('ofp_queue_get_config_reply', {
  port: ofp_port_no,
  _pad: pad(4),
  queues: list(ofp_packet_queue),
})

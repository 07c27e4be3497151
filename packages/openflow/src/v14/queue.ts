import { enumeration, family, length, list, pad, struct, u16 } from '@vlcp/struct'
import { ofp_port_no } from '../port-no.ts'
import { OFPPT_EXPERIMENTER, ofp_prop_experimenter, property_header } from '../property/property.ts'
import { ofp_queue_no } from '../v13/queue.ts'
import { ofp_queue_stats as ofp13_queue_stats } from '../v13/statistics.ts'

/** OpenFlow 1.4.1, 7.3.5.16. */
export const ofp_queue_desc_prop_type = enumeration('ofp_queue_desc_prop_type', u16, {
  OFPQDPT_MIN_RATE: 1,
  OFPQDPT_MAX_RATE: 2,
  OFPQDPT_EXPERIMENTER: OFPPT_EXPERIMENTER,
})

/** In 1/10 of a percent; more than 1000 is off. */
const rate = struct('ofp_queue_desc_prop_rate', { rate: u16, _pad: pad(2) })

const ofp_queue_desc_prop = family(
  'ofp_queue_desc_prop',
  property_header('ofp_queue_desc_prop', ofp_queue_desc_prop_type),
  'type',
  {
    [ofp_queue_desc_prop_type.OFPQDPT_MIN_RATE]: rate,
    [ofp_queue_desc_prop_type.OFPQDPT_MAX_RATE]: rate,
    [ofp_queue_desc_prop_type.OFPQDPT_EXPERIMENTER]: ofp_prop_experimenter,
  },
)

export const ofp_queue_desc = struct('ofp_queue_desc', {
  port_no: ofp_port_no,
  queue_id: ofp_queue_no,
  len: length(u16),
  _pad: pad(6),
  properties: list(ofp_queue_desc_prop),
})

export const ofp_queue_stats_prop_type = enumeration('ofp_queue_stats_prop_type', u16, {
  OFPQSPT_EXPERIMENTER: OFPPT_EXPERIMENTER,
})

const ofp_queue_stats_prop = family(
  'ofp_queue_stats_prop',
  property_header('ofp_queue_stats_prop', ofp_queue_stats_prop_type),
  'type',
  { [ofp_queue_stats_prop_type.OFPQSPT_EXPERIMENTER]: ofp_prop_experimenter },
)

/** OpenFlow 1.4.1, 7.3.5.8. */
export const ofp_queue_stats = struct('ofp_queue_stats', {
  length: length(u16),
  _pad: pad(6),
  _queue: ofp13_queue_stats,
  properties: list(ofp_queue_stats_prop),
})

import { enumeration, family, flags, list, pad, struct, u16, u32, u64 } from '@vlcp/struct'
import { ofp_prop_experimenter, property_header } from '../property/property.ts'
import { bundle_ctrl_since_14, ofp_bundle_prop_type as ofp14_bundle_prop_type } from '../v14/bundle.ts'

/** OpenFlow 1.5.1, 7.3.10.3: seconds since 1970 and nanoseconds. */
const ofp_time = struct('ofp_time', { seconds: u64, nanoseconds: u32, _pad: pad(4) })

export const ofp_bundle_prop_type = enumeration('ofp_bundle_prop_type', u16, {
  ...ofp14_bundle_prop_type.members,
  OFPBPT_TIME: 1,
})

const ofp_bundle_prop = family('ofp_bundle_prop', property_header('ofp_bundle_prop', ofp_bundle_prop_type), 'type', {
  [ofp_bundle_prop_type.OFPBPT_TIME]: struct('ofp_bundle_prop_time', { _pad: pad(4), scheduled_time: ofp_time }),
  [ofp_bundle_prop_type.OFPBPT_EXPERIMENTER]: ofp_prop_experimenter,
})

/** OpenFlow 1.5.1, 7.3.10.2. */
export const ofp_bundle_ctrl_msg = struct('ofp_bundle_ctrl_msg', {
  _control: bundle_ctrl_since_14,
  properties: list(ofp_bundle_prop),
})

export const ofp_bundle_features_prop_type = enumeration('ofp_bundle_features_prop_type', u16, {
  OFPTMPBF_TIME_CAPABILITY: 1,
  OFPTMPBF_EXPERIMENTER: 0xffff,
})

const ofp_bundle_features_prop = family(
  'ofp_bundle_features_prop',
  property_header('ofp_bundle_features_prop', ofp_bundle_features_prop_type),
  'type',
  {
    [ofp_bundle_features_prop_type.OFPTMPBF_TIME_CAPABILITY]: struct('ofp_bundle_features_prop_time', {
      _pad: pad(4),
      sched_accuracy: ofp_time,
      sched_max_future: ofp_time,
      sched_max_past: ofp_time,
      timestamp: ofp_time,
    }),
    [ofp_bundle_features_prop_type.OFPTMPBF_EXPERIMENTER]: ofp_prop_experimenter,
  },
)

export const ofp_bundle_feature_flags = flags('ofp_bundle_feature_flags', u32, {
  OFPBF_TIMESTAMP: 1 << 0,
  OFPBF_TIME_SET_SCHED: 1 << 1,
})

/** OpenFlow 1.5.1, 7.3.5.19. */
export const ofp_bundle_features_request = struct('ofp_bundle_features_request', {
  feature_request_flags: ofp_bundle_feature_flags,
  _pad: pad(4),
  properties: list(ofp_bundle_features_prop),
})

export const ofp_bundle_features = struct('ofp_bundle_features', {
  /* OFPBF_* of bundles. */
  capabilities: u16,
  _pad: pad(6),
  properties: list(ofp_bundle_features_prop),
})

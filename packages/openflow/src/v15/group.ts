import {
  byteLength,
  enumeration,
  family,
  fixedString,
  length,
  list,
  openEnumeration,
  pad,
  struct,
  type Type,
  u16,
  u32,
  u64,
} from '@vlcp/struct'
import { oxm_fields } from '../oxm/oxm.ts'
import { ofp_port_no } from '../port-no.ts'
import { OFPPT_EXPERIMENTER, ofp_prop_experimenter, property_header } from '../property/property.ts'
import { ofp_group_no, ofp_group_type } from '../v13/modify.ts'

/** OpenFlow 1.5.1, 7.3.4.3. OFPGC_ADD_OR_MOD is Open vSwitch's. */
export const ofp_group_mod_command = enumeration('ofp_group_mod_command', u16, {
  OFPGC_ADD: 0,
  OFPGC_MODIFY: 1,
  OFPGC_DELETE: 2,
  OFPGC_INSERT_BUCKET: 3,
  OFPGC_REMOVE_BUCKET: 5,
  OFPGC_ADD_OR_MOD: 0x8000,
})

export const ofp_bucket_no = openEnumeration('ofp_bucket_no', u32, {
  OFPG_BUCKET_MAX: 0xffff_ff00,
  OFPG_BUCKET_FIRST: 0xffff_fffd,
  OFPG_BUCKET_LAST: 0xffff_fffe,
  OFPG_BUCKET_ALL: 0xffff_ffff,
})

export const ofp_group_bucket_prop_type = enumeration('ofp_group_bucket_prop_type', u16, {
  OFPGBPT_WEIGHT: 0,
  OFPGBPT_WATCH_PORT: 1,
  OFPGBPT_WATCH_GROUP: 2,
  OFPGBPT_EXPERIMENTER: OFPPT_EXPERIMENTER,
})

const bucketProp = ofp_group_bucket_prop_type

const ofp_group_bucket_prop = family(
  'ofp_group_bucket_prop',
  property_header('ofp_group_bucket_prop', bucketProp),
  'type',
  {
    [bucketProp.OFPGBPT_WEIGHT]: struct('ofp_group_bucket_prop_weight', { weight: u16, _pad: pad(2) }),
    [bucketProp.OFPGBPT_WATCH_PORT]: struct('ofp_group_bucket_prop_watch_port', { watch: ofp_port_no }),
    [bucketProp.OFPGBPT_WATCH_GROUP]: struct('ofp_group_bucket_prop_watch_group', { watch: ofp_group_no }),
    [bucketProp.OFPGBPT_EXPERIMENTER]: ofp_prop_experimenter,
  },
)

/** Netronome, whose selection method Open vSwitch has. */
export const NTR_EXPERIMENTER_ID = 0x0000_154d
export const NTRT_SELECTION_METHOD = 1

export const ofp_group_prop_type = enumeration('ofp_group_prop_type', u16, { OFPGPT_EXPERIMENTER: OFPPT_EXPERIMENTER })

/** How a group of type select chooses: `hash` or `dp_hash`, with the bits of the fields that count as their value. */
const ntr_group_prop_selection_method = struct('ntr_group_prop_selection_method', {
  _pad: pad(4),
  selection_method: fixedString(16),
  selection_method_param: u64,
  fields: oxm_fields,
})

const ofp_group_prop = family('ofp_group_prop', property_header('ofp_group_prop', ofp_group_prop_type), 'type', {
  [ofp_group_prop_type.OFPGPT_EXPERIMENTER]: family(
    'ofp_group_prop_experimenter',
    struct('ofp_group_prop_experimenter_header', { experimenter: u32 }),
    'experimenter',
    {
      [NTR_EXPERIMENTER_ID]: family('ntr_group_prop', struct('ntr_group_prop_header', { exp_type: u32 }), 'exp_type', {
        [NTRT_SELECTION_METHOD]: ntr_group_prop_selection_method,
      }),
    },
  ),
})

/** OpenFlow 1.5.1, 7.3.4.3 and 7.3.5.11; Nicira has the same in OpenFlow 1.0. @param action an action of the version */
export const group_definitions = <A>(action: Type<A>) => {
  const ofp_bucket = struct('ofp_bucket', {
    len: length(u16),
    action_array_len: byteLength(u16),
    bucket_id: ofp_bucket_no,
    actions: list(action, 'action_array_len'),
    properties: list(ofp_group_bucket_prop),
  })
  const ofp_group_mod = struct('ofp_group_mod', {
    command: ofp_group_mod_command,
    /* `type` in the specification; the header of the message has a field of that name. */
    group_type: ofp_group_type,
    _pad1: pad(1),
    group_id: ofp_group_no,
    bucket_array_len: byteLength(u16),
    _pad2: pad(2),
    command_bucket_id: ofp_bucket_no,
    buckets: list(ofp_bucket, 'bucket_array_len'),
    properties: list(ofp_group_prop),
  })
  const ofp_group_desc = struct('ofp_group_desc', {
    length: length(u16),
    type: ofp_group_type,
    _pad1: pad(1),
    group_id: ofp_group_no,
    bucket_array_len: byteLength(u16),
    _pad2: pad(6),
    buckets: list(ofp_bucket, 'bucket_array_len'),
    properties: list(ofp_group_prop),
  })
  return { ofp_bucket, ofp_group_mod, ofp_group_desc }
}

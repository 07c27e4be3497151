import { enumeration, family, flags, length, list, pad, struct, u16, u32, u8 } from '@vlcp/struct'
import { OFPPT_EXPERIMENTER, ofp_prop_experimenter, property_header } from '../property/property.ts'
import { ofp_table_no } from '../v13/modify.ts'
import { ofp_table_config } from '../v13/switch.ts'

/** OpenFlow 1.4.1, 7.3.3. */
export const ofp_table_mod_prop_type = enumeration('ofp_table_mod_prop_type', u16, {
  OFPTMPT_EVICTION: 2,
  OFPTMPT_VACANCY: 3,
  OFPTMPT_EXPERIMENTER: OFPPT_EXPERIMENTER,
})

export const ofp_table_mod_prop_eviction_flag = flags('ofp_table_mod_prop_eviction_flag', u32, {
  OFPTMPEF_OTHER: 1 << 0,
  OFPTMPEF_IMPORTANCE: 1 << 1,
  OFPTMPEF_LIFETIME: 1 << 2,
})

const ofp_table_mod_prop = family(
  'ofp_table_mod_prop',
  property_header('ofp_table_mod_prop', ofp_table_mod_prop_type),
  'type',
  {
    [ofp_table_mod_prop_type.OFPTMPT_EVICTION]: struct('ofp_table_mod_prop_eviction', {
      flags: ofp_table_mod_prop_eviction_flag,
    }),
    /* In percent; `vacancy` in descriptions only. */
    [ofp_table_mod_prop_type.OFPTMPT_VACANCY]: struct('ofp_table_mod_prop_vacancy', {
      vacancy_down: u8,
      vacancy_up: u8,
      vacancy: u8,
      _pad: pad(1),
    }),
    [ofp_table_mod_prop_type.OFPTMPT_EXPERIMENTER]: ofp_prop_experimenter,
  },
)

export const ofp_table_mod = struct('ofp_table_mod', {
  table_id: ofp_table_no,
  _pad: pad(3),
  config: ofp_table_config,
  properties: list(ofp_table_mod_prop),
})

/** OpenFlow 1.4.1, 7.3.5.15. */
export const ofp_table_desc = struct('ofp_table_desc', {
  length: length(u16),
  table_id: ofp_table_no,
  _pad: pad(1),
  config: ofp_table_config,
  properties: list(ofp_table_mod_prop),
})

export const ofp_table_reason = enumeration('ofp_table_reason', u8, { OFPTR_VACANCY_DOWN: 3, OFPTR_VACANCY_UP: 4 })

/** OpenFlow 1.4.1, 7.4.5. */
export const ofp_table_status = struct('ofp_table_status', {
  reason: ofp_table_reason,
  _pad: pad(7),
  table: ofp_table_desc,
})

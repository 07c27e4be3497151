import {
  enumeration,
  flags,
  length,
  list,
  openEnumeration,
  pad,
  struct,
  type Type,
  u16,
  u32,
  u64,
  u8,
} from '@vlcp/struct'
import { ofp_match } from '../oxm/match.ts'
import { ofp_port_no } from '../port-no.ts'
import { ofp_action, type OfpAction } from './action.ts'
import { ofp_instruction, type OfpInstruction } from './instruction.ts'

/** OpenFlow 1.3.5, 7.3.4.1. */
export const ofp_flow_mod_command = enumeration('ofp_flow_mod_command', u8, {
  OFPFC_ADD: 0,
  OFPFC_MODIFY: 1,
  OFPFC_MODIFY_STRICT: 2,
  OFPFC_DELETE: 3,
  OFPFC_DELETE_STRICT: 4,
})

/** The third is of OpenFlow 1.2, the last two of 1.3. */
export const ofp_flow_mod_flags = flags('ofp_flow_mod_flags', u16, {
  OFPFF_SEND_FLOW_REM: 1 << 0,
  OFPFF_CHECK_OVERLAP: 1 << 1,
  OFPFF_RESET_COUNTS: 1 << 2,
  OFPFF_NO_PKT_COUNTS: 1 << 3,
  OFPFF_NO_BYT_COUNTS: 1 << 4,
})

/** OpenFlow 1.3.5, 7.1.1: no packet is buffered; no group, port or table in particular. */
export const OFP_NO_BUFFER = 0xffff_ffff
export const OFPG_ANY = 0xffff_ffff
export const OFPTT_ALL = 0xff

export const ofp_buffer_id = openEnumeration('ofp_buffer_id', u32, { OFP_NO_BUFFER })
export const ofp_group_no = openEnumeration('ofp_group_no', u32, {
  OFPG_MAX: 0xffff_ff00,
  OFPG_ALL: 0xffff_fffc,
  OFPG_ANY,
})
export const ofp_table_no = openEnumeration('ofp_table_no', u8, { OFPTT_MAX: 0xfe, OFPTT_ALL })

/** All of a flow-mod that is the same in OpenFlow 1.1 to 1.5. */
export const flow_mod_since_11 = struct('flow_mod_since_11', {
  cookie: u64,
  cookie_mask: u64,
  table_id: ofp_table_no,
  command: ofp_flow_mod_command,
  /* In seconds; zero: never. */
  idle_timeout: u16,
  hard_timeout: u16,
  priority: u16,
  buffer_id: ofp_buffer_id,
  out_port: ofp_port_no,
  out_group: ofp_group_no,
  flags: ofp_flow_mod_flags,
})

export const ofp_flow_mod = struct('ofp_flow_mod', {
  _common: flow_mod_since_11,
  _pad: pad(2),
  match: ofp_match,
  instructions: list<OfpInstruction>(ofp_instruction),
})

export const ofp_group_type = enumeration('ofp_group_type', u8, {
  OFPGT_ALL: 0,
  OFPGT_SELECT: 1,
  OFPGT_INDIRECT: 2,
  OFPGT_FF: 3,
})

export const ofp_group_mod_command = enumeration('ofp_group_mod_command', u16, {
  OFPGC_ADD: 0,
  OFPGC_MODIFY: 1,
  OFPGC_DELETE: 2,
})

/** OpenFlow 1.3.5, 7.3.4.2 and 7.3.5.10; the same in OpenFlow 1.1 to 1.4. @param action an action of the version */
export const group_definitions = <A>(action: Type<A>) => {
  const ofp_bucket = struct('ofp_bucket', {
    len: length(u16),
    weight: u16,
    watch_port: ofp_port_no,
    watch_group: ofp_group_no,
    _pad: pad(4),
    actions: list(action),
  })
  const ofp_group_mod = struct('ofp_group_mod', {
    command: ofp_group_mod_command,
    /* `type` in the specification; the header of the message has a field of that name. */
    group_type: ofp_group_type,
    _pad: pad(1),
    group_id: ofp_group_no,
    buckets: list(ofp_bucket),
  })
  const ofp_group_desc = struct('ofp_group_desc', {
    length: length(u16),
    type: ofp_group_type,
    _pad: pad(1),
    group_id: ofp_group_no,
    buckets: list(ofp_bucket),
  })
  return { ofp_bucket, ofp_group_mod, ofp_group_desc }
}

export const { ofp_bucket, ofp_group_mod, ofp_group_desc } = group_definitions<OfpAction>(ofp_action)

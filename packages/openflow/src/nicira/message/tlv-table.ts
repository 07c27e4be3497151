import { enumeration, list, pad, struct, u16, u32, u8 } from '@vlcp/struct'

export const nx_tlv_table_mod_command = enumeration('nx_tlv_table_mod_command', u16, {
  NXTTMC_ADD: 0,
  NXTTMC_DELETE: 1,
  NXTTMC_CLEAR: 2,
})

/** Which tunnel option NXM_NX_TUN_METADATA number `index` stands for. */
const nx_tlv_map = struct('nx_tlv_map', {
  option_class: u16,
  option_type: u8,
  /* A multiple of four. */
  option_len: u8,
  index: u16,
  _pad: pad(2),
})

/** NXT_TLV_TABLE_MOD. */
export const nx_tlv_table_mod = struct('nx_tlv_table_mod', {
  command: nx_tlv_table_mod_command,
  _pad: pad(6),
  maps: list(nx_tlv_map),
})

/** NXT_TLV_TABLE_REPLY. */
export const nx_tlv_table_reply = struct('nx_tlv_table_reply', {
  max_option_space: u32,
  max_fields: u16,
  _reserved: pad(10),
  maps: list(nx_tlv_map),
})

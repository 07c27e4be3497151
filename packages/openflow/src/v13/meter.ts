import { enumeration, family, flags, length, list, openEnumeration, pad, struct, u16, u32, u64, u8 } from '@vlcp/struct'

/** OpenFlow 1.3.5, 7.3.4.4. */
export const ofp_meter_no = openEnumeration('ofp_meter_no', u32, {
  OFPM_MAX: 0xffff_0000,
  OFPM_SLOWPATH: 0xffff_fffd,
  OFPM_CONTROLLER: 0xffff_fffe,
  OFPM_ALL: 0xffff_ffff,
})

export const ofp_meter_mod_command = enumeration('ofp_meter_mod_command', u16, {
  OFPMC_ADD: 0,
  OFPMC_MODIFY: 1,
  OFPMC_DELETE: 2,
})

export const ofp_meter_flags = flags('ofp_meter_flags', u16, {
  OFPMF_KBPS: 1 << 0,
  OFPMF_PKTPS: 1 << 1,
  OFPMF_BURST: 1 << 2,
  OFPMF_STATS: 1 << 3,
})

export const ofp_meter_band_type = enumeration('ofp_meter_band_type', u16, {
  OFPMBT_DROP: 1,
  OFPMBT_DSCP_REMARK: 2,
  OFPMBT_EXPERIMENTER: 0xffff,
})

/** Rate in kbit/s or packets per second, burst in kbit or packets, as the meter's flags say. */
const ofp_meter_band_header = struct('ofp_meter_band_header', {
  type: ofp_meter_band_type,
  len: length(u16),
  rate: u32,
  burst_size: u32,
})

/** Bands of experimenters begin with their number and are kept as they are. */
export const ofp_meter_band = family('ofp_meter_band', ofp_meter_band_header, 'type', {
  [ofp_meter_band_type.OFPMBT_DROP]: struct('ofp_meter_band_drop', { _pad: pad(4) }),
  [ofp_meter_band_type.OFPMBT_DSCP_REMARK]: struct('ofp_meter_band_dscp_remark', { prec_level: u8, _pad: pad(3) }),
})

export const ofp_meter_mod = struct('ofp_meter_mod', {
  command: ofp_meter_mod_command,
  flags: ofp_meter_flags,
  meter_id: ofp_meter_no,
  bands: list(ofp_meter_band),
})

/** OpenFlow 1.3.5, 7.3.5.12 and 7.3.5.13. */
export const ofp_meter_multipart_request = struct('ofp_meter_multipart_request', {
  meter_id: ofp_meter_no,
  _pad: pad(4),
})

export const ofp_meter_stats = struct('ofp_meter_stats', {
  meter_id: ofp_meter_no,
  len: length(u16),
  _pad: pad(6),
  flow_count: u32,
  packet_in_count: u64,
  byte_in_count: u64,
  duration_sec: u32,
  duration_nsec: u32,
  band_stats: list(struct('ofp_meter_band_stats', { packet_band_count: u64, byte_band_count: u64 })),
})

export const ofp_meter_config = struct('ofp_meter_config', {
  length: length(u16),
  flags: ofp_meter_flags,
  meter_id: ofp_meter_no,
  bands: list(ofp_meter_band),
})

/** OpenFlow 1.3.5, 7.3.5.14. */
export const ofp_meter_features = struct('ofp_meter_features', {
  max_meter: u32,
  /* Bit number is the type of a band. */
  band_types: u32,
  capabilities: u32,
  max_bands: u8,
  max_color: u8,
  _pad: pad(2),
})

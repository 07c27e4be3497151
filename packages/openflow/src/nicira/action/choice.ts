import { array, count, enumeration, pad, struct, u16, u32 } from '@vlcp/struct'
import { oxm_header } from '../../oxm/oxm.ts'
import { ofs_nbits } from './part.ts'

export const nx_hash_fields = enumeration('nx_hash_fields', u16, {
  NX_HASH_FIELDS_ETH_SRC: 0,
  NX_HASH_FIELDS_SYMMETRIC_L4: 1,
  NX_HASH_FIELDS_SYMMETRIC_L3L4: 2,
  NX_HASH_FIELDS_SYMMETRIC_L3L4_UDP: 3,
  NX_HASH_FIELDS_NW_SRC: 4,
  NX_HASH_FIELDS_NW_DST: 5,
  NX_HASH_FIELDS_SYMMETRIC_L3: 6,
})

export const nx_mp_algorithm = enumeration('nx_mp_algorithm', u16, {
  NX_MP_ALG_MODULO_N: 0,
  NX_MP_ALG_HASH_THRESHOLD: 1,
  NX_MP_ALG_HRW: 2,
  NX_MP_ALG_ITER_HASH: 3,
})

/** NXAST_MULTIPATH: stores a number chosen by a hash of the packet. */
export const nx_action_multipath = struct('nx_action_multipath', {
  fields: nx_hash_fields,
  basis: u16,
  _pad1: pad(2),
  algorithm: nx_mp_algorithm,
  max_link: u16,
  arg: u32,
  _pad2: pad(2),
  _part: ofs_nbits,
  dst: oxm_header,
})

export const nx_bd_algorithm = enumeration('nx_bd_algorithm', u16, {
  NX_BD_ALG_ACTIVE_BACKUP: 0,
  NX_BD_ALG_HRW: 1,
})

/** NXAST_BUNDLE outputs to the chosen member, NXAST_BUNDLE_LOAD stores its port number. */
export const nx_action_bundle = struct('nx_action_bundle', {
  algorithm: nx_bd_algorithm,
  fields: nx_hash_fields,
  basis: u16,
  /* NXM_OF_IN_PORT: members are OpenFlow 1.0 port numbers. */
  member_type: oxm_header,
  n_members: count(u16),
  _part: ofs_nbits,
  /* Zero for NXAST_BUNDLE; not a field then. */
  dst: oxm_header,
  _zero: pad(4),
  members: array(u16, 'n_members'),
})

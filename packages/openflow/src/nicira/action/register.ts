import { custom, pad, struct, u16, u32, u64 } from '@vlcp/struct'
import { ofp_oxm, oxm_header, oxm_id, type OxmId } from '../../oxm/oxm.ts'
import { ofs_nbits } from './part.ts'

/** NXAST_REG_MOVE: copies `n_bits` bits between two fields. */
export const nx_action_reg_move = struct('nx_action_reg_move', {
  n_bits: u16,
  src_ofs: u16,
  dst_ofs: u16,
  src: oxm_id,
  dst: oxm_id,
})

/** NXAST_REG_LOAD: sets part of a field. */
export const nx_action_reg_load = struct('nx_action_reg_load', { _part: ofs_nbits, dst: oxm_header, value: u64 })

/** NXAST_REG_LOAD2: sets a field, or the bits of it that its mask names. The field stands where others have padding. */
export const nx_action_reg_load2 = struct('nx_action_reg_load2', { field: ofp_oxm })

/** NXAST_STACK_PUSH and NXAST_STACK_POP. */
export const nx_action_stack = struct('nx_action_stack', { offset: u16, field: oxm_id, n_bits: u16 })

/** NXAST_OUTPUT_REG: outputs to the port in part of a field. */
export const nx_action_output_reg = struct('nx_action_output_reg', {
  _part: ofs_nbits,
  src: oxm_header,
  max_len: u16,
  _zero: pad(6),
})

/** NXAST_OUTPUT_REG2: the same, also for fields of experimenters. */
export const nx_action_output_reg2 = struct('nx_action_output_reg2', { _part: ofs_nbits, max_len: u16, src: oxm_id })

/** NXAST_CHECK_PKT_LARGER: sets one bit, number `offset` of `dst`, if the packet is larger than `pkt_len` octets. */
export const nx_action_check_pkt_larger = struct('nx_action_check_pkt_larger', {
  pkt_len: u16,
  offset: u16,
  dst: oxm_id,
})

const DELETE_FIELD_BYTES = 14

/** NXAST_DELETE_FIELD; the field takes as much room as the largest header would. */
export const nx_action_delete_field = struct('nx_action_delete_field', {
  field: custom<OxmId>({
    name: 'oxm_id in 14 bytes',
    min: DELETE_FIELD_BYTES,
    measure: () => DELETE_FIELD_BYTES,
    read(bytes) {
      const { value } = oxm_id.parse(bytes)
      if (value === undefined) throw new RangeError('no field in 14 bytes')
      return value
    },
    sizeOf: () => DELETE_FIELD_BYTES,
    write: (value, bytes) => void oxm_id.encodeInto(value, bytes),
  }),
})

/** NXAST_WRITE_METADATA. */
export const nx_action_write_metadata = struct('nx_action_write_metadata', {
  _zeros: pad(6),
  metadata: u64,
  mask: u64,
})

/** NXAST_SET_TUNNEL and, in OpenFlow 1.0, NXAST_SET_QUEUE and NXAST_GROUP. */
export const nx_action_set_tunnel = struct('nx_action_set_tunnel', { _pad: pad(2), tun_id: u32 })
export const nx_action_set_queue = struct('nx_action_set_queue', { _pad: pad(2), queue_id: u32 })
export const nx_action_group = struct('nx_action_group', { _pad: pad(2), group_id: u32 })

/** NXAST_SET_TUNNEL64. */
export const nx_action_set_tunnel64 = struct('nx_action_set_tunnel64', { _pad: pad(6), tun_id: u64 })

import {
  byteLength,
  enumeration,
  family,
  length,
  list,
  pad,
  padded,
  sized,
  struct,
  type Type,
  u16,
  u32,
  u64,
  u8,
} from '@vlcp/struct'
import { nx_flow_monitor_flags, nx_flow_update_abbrev, nx_flow_update_event } from '../nicira/message/monitor.ts'
import { unpadded_match } from '../oxm/match.ts'
import { ofp_port_no } from '../port-no.ts'

/** EXT-187: Nicira's flow monitor in OpenFlow 1.3. */
export const onf_multipart_exp_type = enumeration('onf_multipart_exp_type', u32, { ONFST_FLOW_MONITOR: 1870 })

const header = struct('onf_multipart_header', { exp_type: onf_multipart_exp_type })

/** Of a message whose field `match_len` says how many octets the match has without its padding. */
const match = padded(sized(unpadded_match, 'match_len'), 8)

const onf_flow_monitor_request = struct('onf_flow_monitor_request', {
  id: u32,
  flags: nx_flow_monitor_flags,
  match_len: byteLength(u16),
  out_port: ofp_port_no,
  table_id: u8,
  _zeros: pad(3),
  match,
})

export const onf_multipart_request = family('onf_multipart_request', header, 'exp_type', {
  [onf_multipart_exp_type.ONFST_FLOW_MONITOR]: struct('onf_flow_monitor_requests', {
    monitors: list(onf_flow_monitor_request),
  }),
})

const flow_update_full = <I>(instructions: Type<I>) =>
  struct('onf_flow_update_full', {
    /* OFPRR_* of NXFME_DELETED, otherwise zero. */
    reason: u16,
    priority: u16,
    idle_timeout: u16,
    hard_timeout: u16,
    match_len: byteLength(u16),
    table_id: u8,
    _pad: pad(1),
    cookie: u64,
    match,
    instructions,
  })

/** @param instructions the list of instructions of the version */
export const onf_multipart_reply = <I>(instructions: Type<I>) => {
  const full = flow_update_full(instructions)
  const update = family(
    'onf_flow_update',
    struct('onf_flow_update_header', { length: length(u16), event: nx_flow_update_event }),
    'event',
    {
      [nx_flow_update_event.NXFME_ADDED]: full,
      [nx_flow_update_event.NXFME_DELETED]: full,
      [nx_flow_update_event.NXFME_MODIFIED]: full,
      [nx_flow_update_event.NXFME_ABBREV]: nx_flow_update_abbrev,
    },
  )
  return family('onf_multipart_reply', header, 'exp_type', {
    [onf_multipart_exp_type.ONFST_FLOW_MONITOR]: struct('onf_flow_monitor_reply', { updates: list(update) }),
  })
}

import {
  byteLength,
  enumeration,
  family,
  flags,
  length,
  list,
  pad,
  padded,
  struct,
  type Type,
  u16,
  u32,
  u64,
  u8,
} from '@vlcp/struct'
import { ofp_oxm, type OfpOxm } from '../../oxm/oxm.ts'
import { ofp10_port_no } from '../../v10/port-no.ts'

export const nx_flow_monitor_flags = flags('nx_flow_monitor_flags', u16, {
  NXFMF_INITIAL: 1 << 0,
  NXFMF_ADD: 1 << 1,
  NXFMF_DELETE: 1 << 2,
  NXFMF_MODIFY: 1 << 3,
  NXFMF_ACTIONS: 1 << 4,
  NXFMF_OWN: 1 << 5,
})

/** One monitor of an NXST_FLOW_MONITOR request. */
export const nx_flow_monitor_request = struct('nx_flow_monitor_request', {
  id: u32,
  flags: nx_flow_monitor_flags,
  out_port: ofp10_port_no,
  match_len: byteLength(u16),
  /* 0xff: all tables. */
  table_id: u8,
  _zeros: pad(5),
  match: padded(list<OfpOxm>(ofp_oxm, 'match_len'), 8),
})

export const nx_flow_update_event = enumeration('nx_flow_update_event', u16, {
  NXFME_ADDED: 0,
  NXFME_DELETED: 1,
  NXFME_MODIFIED: 2,
  NXFME_ABBREV: 3,
})

/** A change made by this controller: the request that made it. */
export const nx_flow_update_abbrev = struct('nx_flow_update_abbrev', { xid: u32 })

/** @param actions the list of actions of the version */
export const nx_flow_update = <A>(actions: Type<A>) => {
  const full = struct('nx_flow_update_full', {
    /* OFPRR_* of NXFME_DELETED, otherwise zero. */
    reason: u16,
    priority: u16,
    idle_timeout: u16,
    hard_timeout: u16,
    match_len: byteLength(u16),
    table_id: u8,
    _pad: pad(1),
    cookie: u64,
    match: padded(list<OfpOxm>(ofp_oxm, 'match_len'), 8),
    actions,
  })
  return family(
    'nx_flow_update',
    struct('nx_flow_update_header', { length: length(u16), event: nx_flow_update_event }),
    'event',
    {
      [nx_flow_update_event.NXFME_ADDED]: full,
      [nx_flow_update_event.NXFME_DELETED]: full,
      [nx_flow_update_event.NXFME_MODIFIED]: full,
      [nx_flow_update_event.NXFME_ABBREV]: nx_flow_update_abbrev,
    },
  )
}

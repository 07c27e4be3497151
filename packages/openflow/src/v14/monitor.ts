import { enumeration, family, flags, length, pad, struct, type Type, u16, u32, u64, u8 } from '@vlcp/struct'
import { ofp_match } from '../oxm/match.ts'
import { ofp_port_no } from '../port-no.ts'
import { ofp_group_no, ofp_table_no } from '../v13/modify.ts'
import { ofp_flow_removed_reason } from '../v13/packet.ts'

/** OpenFlow 1.4.1, 7.3.5.17. */
export const ofp_flow_monitor_command = enumeration('ofp_flow_monitor_command', u8, {
  OFPFMC_ADD: 0,
  OFPFMC_MODIFY: 1,
  OFPFMC_DELETE: 2,
})

export const ofp_flow_monitor_flags = flags('ofp_flow_monitor_flags', u16, {
  OFPFMF_INITIAL: 1 << 0,
  OFPFMF_ADD: 1 << 1,
  OFPFMF_REMOVED: 1 << 2,
  OFPFMF_MODIFY: 1 << 3,
  OFPFMF_INSTRUCTIONS: 1 << 4,
  OFPFMF_NO_ABBREV: 1 << 5,
  OFPFMF_ONLY_OWN: 1 << 6,
})

export const ofp_flow_monitor_request = struct('ofp_flow_monitor_request', {
  monitor_id: u32,
  out_port: ofp_port_no,
  out_group: ofp_group_no,
  flags: ofp_flow_monitor_flags,
  table_id: ofp_table_no,
  command: ofp_flow_monitor_command,
  match: ofp_match,
})

export const ofp_flow_update_event = enumeration('ofp_flow_update_event', u16, {
  OFPFME_INITIAL: 0,
  OFPFME_ADDED: 1,
  OFPFME_REMOVED: 2,
  OFPFME_MODIFIED: 3,
  OFPFME_ABBREV: 4,
  OFPFME_PAUSED: 5,
  OFPFME_RESUMED: 6,
})

const event = ofp_flow_update_event

/** @param instructions the list of instructions of the version */
export const ofp_flow_update = <I>(instructions: Type<I>) => {
  const full = struct('ofp_flow_update_full', {
    table_id: u8,
    /* Of OFPFME_REMOVED, otherwise zero. */
    reason: ofp_flow_removed_reason,
    idle_timeout: u16,
    hard_timeout: u16,
    priority: u16,
    _zeros: pad(4),
    cookie: u64,
    match: ofp_match,
    instructions,
  })
  const paused = struct('ofp_flow_update_paused', { _zeros: pad(4) })
  return family('ofp_flow_update', struct('ofp_flow_update_header', { length: length(u16), event }), 'event', {
    [event.OFPFME_INITIAL]: full,
    [event.OFPFME_ADDED]: full,
    [event.OFPFME_REMOVED]: full,
    [event.OFPFME_MODIFIED]: full,
    [event.OFPFME_ABBREV]: struct('ofp_flow_update_abbrev', { xid: u32 }),
    [event.OFPFME_PAUSED]: paused,
    [event.OFPFME_RESUMED]: paused,
  })
}

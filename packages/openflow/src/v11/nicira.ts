import { family, list, struct, type Type, u32 } from '@vlcp/struct'
import { NX_EXPERIMENTER_ID } from '../nicira/experimenter.ts'
import { nx_message } from '../nicira/message/message.ts'
import { nx_flow_monitor_request, nx_flow_update } from '../nicira/message/monitor.ts'
import { nx_multipart_replies, nx_multipart_requests, nx_stats_subtype } from '../nicira/message/multipart.ts'

const experimenter = <N extends string>(name: N) => struct(name, { experimenter: u32 })

/** What experimenters send in OpenFlow 1.1 and 1.2, where Open vSwitch knows Nicira only; what others send is kept as it is. */
export const ofp_experimenter = <A>(actions: Type<A>) =>
  family('ofp_experimenter', experimenter('ofp_experimenter_header'), 'experimenter', {
    [NX_EXPERIMENTER_ID]: nx_message(actions),
  })

const header = struct('nicira11_stats_msg', { exp_type: nx_stats_subtype })

export const ofp_experimenter_stats_request = family(
  'ofp_experimenter_stats',
  experimenter('ofp_experimenter_stats_header'),
  'experimenter',
  {
    [NX_EXPERIMENTER_ID]: family('nx_stats_request', header, 'exp_type', {
      ...nx_multipart_requests,
      [nx_stats_subtype.NXST_FLOW_MONITOR]: struct('nx_flow_monitor_requests', {
        monitors: list(nx_flow_monitor_request),
      }),
    }),
  },
)

/** @param actions the list of actions of the version */
export const ofp_experimenter_stats_reply = <A>(actions: Type<A>) =>
  family('ofp_experimenter_stats', experimenter('ofp_experimenter_stats_header'), 'experimenter', {
    [NX_EXPERIMENTER_ID]: family('nx_stats_reply', header, 'exp_type', {
      ...nx_multipart_replies,
      [nx_stats_subtype.NXST_FLOW_MONITOR]: struct('nx_flow_monitor_reply', { updates: list(nx_flow_update(actions)) }),
    }),
  })

import { OFPP_ALL, OFPP_ANY } from '../../action/reserved-ports.ts'
import type { Message } from '../../message.ts'
import type { FlowFilter } from '../../modification.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { nx_stats_subtype } from '../../nicira/message/multipart.ts'
import type { StatisticsQuestion } from '../../statistics.ts'
import { OFP10_VERSION, ofp_type } from '../../v10/header.ts'
import { ofp_stats_types as kind } from '../../v10/statistics.ts'
import { ofp_group_no } from '../../v13/modify.ts'
import { ofp_queue_no } from '../../v13/queue.ts'
import { port16 } from '../nicira/port.ts'
import { ALL_TABLES, encodeCookie, encodeMatch, encodeOutPort, refuseGroup, tableOf } from './filter.ts'
import { encodeNxm } from './nxm.ts'
import { unsupported10 } from './unsupported.ts'

const header = (xid: number) => ({
  version: OFP10_VERSION,
  type: ofp_type.OFPT_STATS_REQUEST,
  xid,
  flags: 0,
})

const vendor = { stats_type: kind.OFPST_VENDOR, vendor: NX_EXPERIMENTER_ID } as const

function flows(xid: number, kindName: 'flows' | 'aggregate', filter: FlowFilter, nicira: boolean): Message {
  refuseGroup(filter)
  const { match = {} } = filter
  const out_port = encodeOutPort(filter.outPort)
  if (nicira) {
    const subtype = kindName === 'flows' ? nx_stats_subtype.NXST_FLOW : nx_stats_subtype.NXST_AGGREGATE
    const wanted = [...encodeNxm(match), ...encodeCookie(filter)]
    return { ...header(xid), ...vendor, subtype, out_port, table_id: tableOf(filter.table, true), match: wanted }
  }
  const made = encodeMatch(match, filter, false)
  if (Array.isArray(made)) throw unsupported10('match', "needs Nicira's extensions")
  const stats_type = kindName === 'flows' ? kind.OFPST_FLOW : kind.OFPST_AGGREGATE
  // Which tables there are can be asked in every switch, whatever it takes flows for.
  const table_id = filter.table ?? ALL_TABLES
  return { ...header(xid), stats_type, match: made, table_id, out_port }
}

function groups(xid: number, subtype: number, group: number | undefined): Message {
  const group_id = group ?? ofp_group_no.OFPG_ALL
  return subtype === nx_stats_subtype.NXST_GROUP
    ? { ...header(xid), ...vendor, subtype: nx_stats_subtype.NXST_GROUP, group_id }
    : { ...header(xid), ...vendor, subtype: nx_stats_subtype.NXST_GROUP_DESC, group_id }
}

const needsNicira = (what: string) => unsupported10(what, "needs a later version of OpenFlow or Nicira's extensions")

/**
 * A question as OFPST_*, or NXST_* where the switch has Nicira's extensions and the answer tells more.
 *
 * @throws UnsupportedError for what a switch cannot be asked
 */
export function encodeStatisticsRequest(xid: number, question: StatisticsQuestion, nicira: boolean): Message {
  switch (question.kind) {
    case 'description':
      return { ...header(xid), stats_type: kind.OFPST_DESC }
    case 'flows':
    case 'aggregate':
      return flows(xid, question.kind, question, nicira)
    case 'tables':
      return { ...header(xid), stats_type: kind.OFPST_TABLE }
    case 'ports':
      return { ...header(xid), stats_type: kind.OFPST_PORT, port_no: port16(question.port ?? OFPP_ANY) }
    case 'queues': {
      const queue_id = question.queue ?? ofp_queue_no.OFPQ_ALL
      return { ...header(xid), stats_type: kind.OFPST_QUEUE, port_no: port16(question.port ?? OFPP_ALL), queue_id }
    }
    case 'groups':
      if (!nicira) throw needsNicira(question.kind)
      return groups(xid, nx_stats_subtype.NXST_GROUP, question.group)
    case 'groupDescriptions':
      if (!nicira) throw needsNicira(question.kind)
      return groups(xid, nx_stats_subtype.NXST_GROUP_DESC, undefined)
    case 'portDescriptions':
      // Of OpenFlow 1.3, but Open vSwitch answers it in 1.0, too; others tell their ports in the handshake.
      if (!nicira) throw needsNicira(question.kind)
      return { ...header(xid), stats_type: kind.OFPST_PORT_DESC }
    case 'meters':
    case 'meterDescriptions':
      throw unsupported10(question.kind, 'needs OpenFlow 1.3 or later')
  }
}

import { OFPP_ANY } from '../../action/reserved-ports.ts'
import type { Message } from '../../message.ts'
import type { StatisticsQuestion } from '../../statistics.ts'
import { ofp_type } from '../../v13/header.ts'
import { ofp_meter_no } from '../../v13/meter.ts'
import { ofp_group_no } from '../../v13/modify.ts'
import { ofp_multipart_type as mp } from '../../v13/multipart.ts'
import { ofp_queue_no } from '../../v13/queue.ts'
import { OFP15_VERSION } from '../../v15/header.ts'
import { encodeFilter } from './flow.ts'
import type { MatchCodec } from './match.ts'
import { checked } from './unsupported.ts'

/** A multipart request. The numbers of OpenFlow 1.5 are the same where it has other names. @throws UnsupportedError, RangeError */
export function statisticsRequest(xid: number, question: StatisticsQuestion, match: MatchCodec): Message {
  const { version } = match
  const head = { version, type: ofp_type.OFPT_MULTIPART_REQUEST, xid, flags: 0 }
  switch (question.kind) {
    case 'description':
      return { ...head, mp_type: mp.OFPMP_DESC }
    case 'flows':
      return { ...head, mp_type: mp.OFPMP_FLOW, ...encodeFilter(question, match) }
    case 'aggregate':
      return { ...head, mp_type: mp.OFPMP_AGGREGATE, ...encodeFilter(question, match) }
    case 'tables':
      return { ...head, mp_type: mp.OFPMP_TABLE }
    case 'ports':
      return { ...head, mp_type: mp.OFPMP_PORT_STATS, port_no: checked('port', question.port ?? OFPP_ANY, 32) }
    case 'queues': {
      const queue_id = checked('queue', question.queue ?? ofp_queue_no.OFPQ_ALL, 32)
      return { ...head, mp_type: mp.OFPMP_QUEUE, port_no: checked('port', question.port ?? OFPP_ANY, 32), queue_id }
    }
    case 'groups':
      return {
        ...head,
        mp_type: mp.OFPMP_GROUP,
        group_id: checked('group', question.group ?? ofp_group_no.OFPG_ALL, 32),
      }
    case 'groupDescriptions':
      return version === OFP15_VERSION
        ? { ...head, mp_type: mp.OFPMP_GROUP_DESC, group_id: ofp_group_no.OFPG_ALL }
        : { ...head, mp_type: mp.OFPMP_GROUP_DESC }
    case 'meters':
      return {
        ...head,
        mp_type: mp.OFPMP_METER,
        meter_id: checked('meter', question.meter ?? ofp_meter_no.OFPM_ALL, 32),
      }
    case 'meterDescriptions': {
      const meter_id = checked('meter', question.meter ?? ofp_meter_no.OFPM_ALL, 32)
      return { ...head, mp_type: mp.OFPMP_METER_CONFIG, meter_id }
    }
    case 'portDescriptions':
      return version === OFP15_VERSION
        ? { ...head, mp_type: mp.OFPMP_PORT_DESC, port_no: OFPP_ANY }
        : { ...head, mp_type: mp.OFPMP_PORT_DESC }
  }
}

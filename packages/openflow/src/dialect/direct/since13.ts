import type { Type } from '@vlcp/struct'
import { ofp_packet_out } from '../../v13/packet.ts'
import { ofp_packet_out as ofp15_packet_out } from '../../v15/flow.ts'
import type { Direct } from '../dialect.ts'
import type { MessageDialect } from './direct.ts'
import { placeOf } from './place.ts'
import { flowWriters } from './since13/flow-mod.ts'
import { OXM_HEADER_BYTES } from './since13/match.ts'
import { packetInReader } from './since13/packet-in.ts'
import { packetWriter } from './since13/packet-out.ts'

const since13 = (dialect: MessageDialect, packetOut: Type<unknown>, portAt: number): Direct => ({
  readPacketIn: packetInReader(dialect.version),
  ...flowWriters(dialect),
  writePacketOut: packetWriter(dialect, packetOut, portAt),
})

/** OpenFlow 1.3 and 1.4. */
export const direct13 = (dialect: MessageDialect): Direct =>
  since13(dialect, ofp_packet_out, placeOf(ofp_packet_out, 'in_port'))

/** OpenFlow 1.5, where the port of a packet-out is a match field. */
export const direct15 = (dialect: MessageDialect): Direct =>
  since13(dialect, ofp15_packet_out, placeOf(ofp15_packet_out, 'match.oxm_fields') + OXM_HEADER_BYTES)

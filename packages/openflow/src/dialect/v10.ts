import { isVersion, type Message } from '../message.ts'
import type { Modification } from '../modification.ts'
import { NX_EXPERIMENTER_ID } from '../nicira/experimenter.ts'
import { nx_role, nx_subtype } from '../nicira/message/message.ts'
import type { Role } from '../role.ts'
import { ofp_hello_elem_type } from '../symmetric/hello.ts'
import { versionBitmaps } from '../symmetric/version-bitmaps.ts'
import { OFP10_VERSION, ofp_type } from '../v10/header.ts'
import type { Dialect } from './dialect.ts'
import { type MessageDialect, withDirect } from './direct/direct.ts'
import { direct10 } from './direct/v10.ts'
import { decodeEvent } from './v10/event.ts'
import { encodeFlowModification } from './v10/flow-mod.ts'
import { decodeFlowModification } from './v10/flow-mod-decode.ts'
import { decodeGroupModification, encodeGroupModification } from './v10/group.ts'
import { decodePacketOut, encodePacketOut } from './v10/packet.ts'
import { encodePortModification } from './v10/port.ts'
import { decodeStatistics } from './v10/statistics-reply.ts'
import { encodeStatisticsRequest } from './v10/statistics-request.ts'
import { unsupported10 } from './v10/unsupported.ts'

const version = OFP10_VERSION

function hello(xid: number, versions: readonly number[]): Message {
  // A peer that knows only this version may not know elements.
  const elements =
    versions.length === 1 && versions[0] === version
      ? []
      : [{ type: ofp_hello_elem_type.OFPHET_VERSIONBITMAP, bitmaps: versionBitmaps(versions) }]
  return { version, type: ofp_type.OFPT_HELLO, xid, elements }
}

function modification(xid: number, wanted: Modification, nicira: boolean): Message {
  switch (wanted.kind) {
    case 'put-flow':
    case 'modify-flow':
    case 'modify-flows':
    case 'remove-flow':
    case 'remove-flows':
      return encodeFlowModification(xid, wanted, nicira)
    case 'add-group':
    case 'modify-group':
    case 'remove-group':
      return encodeGroupModification(xid, wanted, nicira)
    case 'add-meter':
    case 'modify-meter':
    case 'remove-meter':
      throw unsupported10('meter', 'needs OpenFlow 1.3 or later')
  }
}

function modificationOf(message: Message, nicira: boolean): Modification | undefined {
  if (!isVersion(message, version)) return undefined
  return message.type === ofp_type.OFPT_VENDOR && 'group_type' in message
    ? decodeGroupModification(message)
    : decodeFlowModification(message, nicira)
}

const ROLES: Readonly<Record<Exclude<Role, 'nochange'>, 0 | 1 | 2>> = {
  equal: nx_role.NX_ROLE_OTHER,
  master: nx_role.NX_ROLE_MASTER,
  slave: nx_role.NX_ROLE_SLAVE,
}

function roleRequest(xid: number, role: Role, nicira: boolean): Message {
  if (!nicira) throw unsupported10('role', "needs OpenFlow 1.2 or Nicira's extensions")
  if (role === 'nochange') throw unsupported10('role nochange', 'needs OpenFlow 1.2 or later')
  const vendor = NX_EXPERIMENTER_ID
  return { version, type: ofp_type.OFPT_VENDOR, xid, vendor, subtype: nx_subtype.NXT_ROLE_REQUEST, role: ROLES[role] }
}

function refuseBundle(): never {
  throw unsupported10('bundle', 'needs OpenFlow 1.3 or later')
}

/**
 * OpenFlow 1.0.1.
 *
 * @param nicira whether the switch has Nicira's extensions. Then what OpenFlow 1.0 cannot say is said by them, and flow
 * modifications name their table, which NXT_FLOW_MOD_TABLE_ID must have switched on.
 */
export function ofp10(nicira: boolean): Dialect {
  const dialect: MessageDialect = {
    version,
    name: '1.0',
    hello,
    error: (xid, error_type, error_code, data) => ({
      version,
      type: ofp_type.OFPT_ERROR,
      xid,
      error_type,
      error_code,
      data,
    }),
    echoRequest: (xid, data) => ({ version, type: ofp_type.OFPT_ECHO_REQUEST, xid, data }),
    echoReply: (xid, data) => ({ version, type: ofp_type.OFPT_ECHO_REPLY, xid, data }),
    featuresRequest: (xid) => ({ version, type: ofp_type.OFPT_FEATURES_REQUEST, xid }),
    barrierRequest: (xid) => ({ version, type: ofp_type.OFPT_BARRIER_REQUEST, xid }),
    modification: (xid, wanted) => modification(xid, wanted, nicira),
    packetOut: (xid, packet) => encodePacketOut(xid, packet, nicira),
    portModification: encodePortModification,
    statisticsRequest: (xid, question) => encodeStatisticsRequest(xid, question, nicira),
    // The generation is of OpenFlow 1.2 and later.
    roleRequest: (xid, role) => roleRequest(xid, role, nicira),
    setMissLength: (xid, miss_send_len) => ({ version, type: ofp_type.OFPT_SET_CONFIG, xid, flags: 0, miss_send_len }),
    bundleControl: refuseBundle,
    bundleAdd: refuseBundle,
    event: decodeEvent,
    modificationOf: (message) => modificationOf(message, nicira),
    packetOutOf: (message) =>
      isVersion(message, version) && message.type === ofp_type.OFPT_PACKET_OUT ? decodePacketOut(message) : undefined,
    statisticsItems: (kind, message) => (isVersion(message, version) ? decodeStatistics(kind, message) : undefined),
  }
  return withDirect(dialect, direct10(dialect, nicira))
}

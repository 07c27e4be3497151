import { flowOf } from '../../flow-spec.ts'
import { encodeMessageInto } from '../../message.ts'
import type { Modification } from '../../modification.ts'
import type { Dialect, Direct } from '../dialect.ts'

/** No message has this length. */
export const DECLINED = 0

/** More octets than the longest flow that is written here, and than all of a packet-out but its data. */
export const ROOM = 256

export type MessageDialect = Omit<Dialect, keyof Direct>

const writeBuilt = (
  dialect: MessageDialect,
  direct: Direct,
  xid: number,
  change: Modification,
  target: Uint8Array,
  offset: number,
): number =>
  direct.writeModification(xid, change, target, offset) ||
  encodeMessageInto(dialect.modification(xid, change), target, offset)

/**
 * The short way between bytes and values without version, for what a controller does most: it reads packet-ins, and answers
 * with a flow or a packet-out of few fields and outputs. The message object of the long way costs more than all the rest of
 * the work, so here there is none: fields are read and written at the places the definitions give them, in messages whose
 * unchanging octets the long way has encoded once.
 *
 * Whatever is not of the ordinary form, or not in order, is declined, and goes the long way, which knows every form and says
 * what is wrong. What is not declined is the same to the octet; `direct.test.ts` holds that.
 *
 * @param direct writes nothing but ordinary messages, and returns DECLINED for others
 */
export const withDirect = (dialect: MessageDialect, direct: Direct): Dialect => ({
  ...dialect,
  readPacketIn: direct.readPacketIn,
  writeModification: (xid, change, target, offset) => writeBuilt(dialect, direct, xid, change, target, offset),
  writeFlow: (xid, spec, bufferId, target, offset) =>
    direct.writeFlow(xid, spec, bufferId, target, offset) ||
    writeBuilt(dialect, direct, xid, { kind: 'put-flow', flow: flowOf(spec), bufferId }, target, offset),
  writePacketOut: (xid, packet, target, offset) =>
    direct.writePacketOut(xid, packet, target, offset) ||
    encodeMessageInto(dialect.packetOut(xid, packet), target, offset),
})

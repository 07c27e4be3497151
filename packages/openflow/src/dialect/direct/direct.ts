import { encodeMessageInto } from '../../message.ts'
import type { Modification } from '../../modification.ts'
import type { PacketIn, PacketOut } from '../../packet.ts'
import type { Dialect } from '../dialect.ts'

/**
 * The short way between bytes and values without version, for what a controller does most: it reads packet-ins, and answers
 * with a flow or a packet-out of few fields and outputs. The message object of the long way costs more than all the rest of
 * the work, so here there is none: fields are read and written at the places the definitions give them, in messages whose
 * unchanging octets the long way has encoded once.
 *
 * Whatever is not of the ordinary form, or not in order, is declined, and goes the long way, which knows every form and says
 * what is wrong. What is not declined is the same to the octet; `direct.test.ts` holds that.
 */
export interface Direct {
  readPacketIn(bytes: Uint8Array, start: number, end: number): PacketIn | undefined
  /** @returns the length of the message, or DECLINED */
  writeModification(xid: number, change: Modification, target: Uint8Array, offset: number): number
  writePacketOut(xid: number, packet: PacketOut, target: Uint8Array, offset: number): number
}

/** No message has this length. */
export const DECLINED = 0

export type MessageDialect = Omit<Dialect, keyof Direct>

/** A dialect that goes the short way where it can. */
export const withDirect = (dialect: MessageDialect, direct: Direct): Dialect => ({
  ...dialect,
  readPacketIn: direct.readPacketIn,
  writeModification: (xid, change, target, offset) =>
    direct.writeModification(xid, change, target, offset) ||
    encodeMessageInto(dialect.modification(xid, change), target, offset),
  writePacketOut: (xid, packet, target, offset) =>
    direct.writePacketOut(xid, packet, target, offset) ||
    encodeMessageInto(dialect.packetOut(xid, packet), target, offset),
})

import type { Type } from '@vlcp/struct'
import { OFPP_CONTROLLER } from '../../../action/reserved-ports.ts'
import { encodeMessage } from '../../../message.ts'
import type { PacketOut } from '../../../packet.ts'
import { OFP_NO_BUFFER } from '../../../v13/modify.ts'
import type { Direct } from '../../dialect.ts'
import { DECLINED, type MessageDialect, ROOM } from '../direct.ts'
import { fits16, fits32, put16, put32 } from '../octets.ts'
import { LENGTH_AT, placeOf, XID_AT } from '../place.ts'
import { putOutputs } from './outputs.ts'

const NO_DATA = new Uint8Array(0)

/**
 * Packets with nothing but outputs.
 *
 * @param body the definition of the version
 * @param portAt where it has the port that the packet came from
 */
export function packetWriter(dialect: MessageDialect, body: Type<unknown>, portAt: number): Direct['writePacketOut'] {
  const head = encodeMessage(dialect.packetOut(0, { data: NO_DATA, actions: [] }))
  const bufferAt = placeOf(body, 'buffer_id')
  const actionsLengthAt = placeOf(body, 'actions_len')

  return function writePacketOut(xid: number, packet: PacketOut, target: Uint8Array, offset: number): number {
    const { bufferId = OFP_NO_BUFFER, inPort = OFPP_CONTROLLER, actions } = packet
    const data = bufferId === OFP_NO_BUFFER ? packet.data : NO_DATA
    if (!(data instanceof Uint8Array) || target.length - offset - data.length < ROOM) return DECLINED
    if (!fits32(bufferId) || !fits32(inPort)) return DECLINED
    const begin = offset + head.length
    const behindActions = putOutputs(actions, target, begin)
    const end = behindActions + data.length
    if (behindActions === DECLINED || !fits16(end - offset)) return DECLINED
    target.set(head, offset)
    put16(target, offset + LENGTH_AT, end - offset)
    put32(target, offset + XID_AT, xid)
    put32(target, offset + bufferAt, bufferId)
    put32(target, offset + portAt, inPort)
    put16(target, offset + actionsLengthAt, behindActions - begin)
    target.set(data, behindActions)
    return end - offset
  }
}

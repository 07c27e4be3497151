import type { Type } from '@vlcp/struct'
import { OFPP_CONTROLLER } from '../../../action/reserved-ports.ts'
import { encodeMessage } from '../../../message.ts'
import type { PacketOut } from '../../../packet.ts'
import { OFP_NO_BUFFER } from '../../../v13/modify.ts'
import type { Direct } from '../../dialect.ts'
import { DECLINED, type MessageDialect, ROOM } from '../direct.ts'
import { fits16, fits32, putWords, wordsOf, writerOn } from '../octets.ts'
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
  const head = wordsOf(encodeMessage(dialect.packetOut(0, { data: NO_DATA, actions: [] })))
  const bufferAt = placeOf(body, 'buffer_id')
  const actionsLengthAt = placeOf(body, 'actions_len')

  return function writePacketOut(xid: number, packet: PacketOut, target: Uint8Array, offset: number): number {
    const { bufferId = OFP_NO_BUFFER, inPort = OFPP_CONTROLLER, actions } = packet
    const data = bufferId === OFP_NO_BUFFER ? packet.data : NO_DATA
    if (!(data instanceof Uint8Array) || target.length - offset - data.length < ROOM) return DECLINED
    if (!fits32(bufferId) || !fits32(inPort)) return DECLINED
    const view = writerOn(target)
    const begin = offset + 4 * head.length
    const behindActions = putOutputs(actions, view, begin)
    const end = behindActions + data.length
    if (behindActions === DECLINED || !fits16(end - offset)) return DECLINED
    putWords(view, offset, head)
    view.setUint16(offset + LENGTH_AT, end - offset)
    view.setUint32(offset + XID_AT, xid)
    view.setUint32(offset + bufferAt, bufferId)
    view.setUint32(offset + portAt, inPort)
    view.setUint16(offset + actionsLengthAt, behindActions - begin)
    if (data.length > 0) target.set(data, behindActions)
    return end - offset
  }
}

import { dialectOf, formatMessage, type Message } from '@vlcp/openflow'
import { decodePacket, formatPacket } from '@vlcp/packet'

/** The packet inside a packet-in or packet-out, and how long it was on the network. */
function packetIn(message: Message): { readonly data: Uint8Array; readonly originalLength?: number } | undefined {
  const dialect = dialectOf(message.version)
  if (dialect === undefined) return undefined
  const event = dialect.event(message)
  if (event.type === 'packet-in') return { data: event.packetIn.data, originalLength: event.packetIn.totalLength }
  const data = dialect.packetOutOf(message)?.data
  return data === undefined ? undefined : { data }
}

/** A message in the form of `ovs-ofctl ofp-print`; the packet it carries stands on a line of its own. */
export function messageText(message: Message): string {
  const packet = packetIn(message)
  const text = formatMessage(message)
  if (packet === undefined || packet.data.length === 0) return text
  const { data, ...length } = packet
  return `${text}\n  ${formatPacket(decodePacket(data, length))}`
}

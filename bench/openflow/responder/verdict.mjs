// Whether a controller's answer is what a learning switch has to answer; read with the decoder, not with fixed offsets.
import { decodeMessage } from '@vlcp/openflow'
import { FLOW_MOD } from './offsets.mjs'

const ETH_DST = 0x80000606
const OFPFW_DL_DST = 1 << 3
/** OFPP_FLOOD and OFPP_ALL; ports of OpenFlow 1.0 have 16 bits. */
const everywhere = { 1: [0xfffb, 0xfffc], 4: [0xfffffffb, 0xfffffffc] }

function outputs(actions) {
  return actions.filter((action) => action.type === 0).map((action) => action.port)
}

function matchedDestination({ match }) {
  if ('wildcards' in match) return (match.wildcards & OFPFW_DL_DST) === 0 ? match.dl_dst : undefined
  return match.oxm_fields.find((field) => field.header === ETH_DST)?.value
}

/** @returns {string | undefined} what is wrong with a message that answers a packet-in, if anything */
export function faultOf(version, packet, bytes) {
  const message = decodeMessage(bytes)
  const isFlow = bytes[1] === FLOW_MOD
  const actions = message.actions ?? message.instructions?.flatMap((instruction) => instruction.actions ?? []) ?? []
  const ports = outputs(actions)
  if (packet.to === undefined) {
    if (isFlow) return 'a flow for a broadcast'
    return ports.some((port) => everywhere[version].includes(port)) ? undefined : `a broadcast goes to ${ports}`
  }
  if (ports.length !== 1 || ports[0] !== packet.to.port) return `port ${packet.to.port} expected, not ${ports}`
  if (!isFlow) return undefined
  const destination = matchedDestination(message)
  if (destination !== packet.to.mac) return `the flow matches destination ${destination}, not ${packet.to.mac}`
  return message.command === 0 ? undefined : `flow-mod command ${message.command}`
}

/** The same for a message that does not say which packet-in caused it: only a flow for a host we know can be wrong. */
export function strayFault(version, packets, bytes) {
  if (bytes[1] !== FLOW_MOD) return undefined
  const destination = matchedDestination(decodeMessage(bytes))
  const packet = packets.find(({ to }) => to !== undefined && to.mac === destination)
  return packet && faultOf(version, packet, bytes)
}

// node parts.mjs PORT: a learning switch on @vlcp/transport and @vlcp/openflow alone, without sessions: how much of the
// distance between the framework and the bare responder is due to the codec and the transport.
import { decodeMessage, encodeMessage, v10, v13 } from '@vlcp/openflow'
import { lengthFramer, listen } from '@vlcp/transport'

const NO_BUFFER = 0xffffffff
const FLOOD = { 1: 0xfffb, 4: 0xfffffffb }
const OXM_ETH_DST = 0x80000606
const OFPFW_DL_DST = 1 << 3
const { ofp_type } = v13

// Every message is one literal with all its fields: V8 gives up on objects put together by spreading one into the other, and
// making and encoding them then takes ten times as long.

function flow10(xid, buffer_id, dl_dst, port) {
  return {
    version: 1,
    type: ofp_type.OFPT_FLOW_MOD,
    xid,
    match: {
      wildcards: v10.OFPFW_ALL & ~OFPFW_DL_DST,
      in_port: 0,
      dl_src: 0,
      dl_dst,
      dl_vlan: 0,
      dl_vlan_pcp: 0,
      dl_type: 0,
      nw_tos: 0,
      nw_proto: 0,
      nw_src: 0,
      nw_dst: 0,
      tp_src: 0,
      tp_dst: 0,
    },
    cookie: 0n,
    command: 0,
    idle_timeout: 60,
    hard_timeout: 0,
    priority: 0x8000,
    buffer_id,
    out_port: 0xffff,
    flags: 0,
    actions: [{ type: 0, port, max_len: 0xffff }],
  }
}

function flow13(xid, buffer_id, destination, port) {
  return {
    version: 4,
    type: ofp_type.OFPT_FLOW_MOD,
    xid,
    cookie: 0n,
    cookie_mask: 0n,
    table_id: 0,
    command: 0,
    idle_timeout: 60,
    hard_timeout: 0,
    priority: 0x8000,
    buffer_id,
    out_port: 0xffffffff,
    out_group: 0xffffffff,
    flags: 0,
    match: { type: 1, oxm_fields: [{ header: OXM_ETH_DST, value: destination }] },
    instructions: [{ type: 4, actions: [{ type: 0, port, max_len: 0xffff }] }],
  }
}

const address = (data, at) => data.readUIntBE(at, 6)

function respond(ports, message, connection) {
  const { version, xid, buffer_id } = message
  const data = Buffer.from(message.data.buffer, message.data.byteOffset, message.data.length)
  const in_port = version === 1 ? message.in_port : message.match.oxm_fields[0].value
  ports.set(address(data, 6), in_port)
  const destination = address(data, 0)
  const port = ports.get(destination)
  if (port !== undefined) {
    const flow = version === 1 ? flow10 : flow13
    connection.send(encodeMessage(flow(xid, buffer_id, destination, port)))
    if (buffer_id !== NO_BUFFER) return
  }
  const actions = [{ type: 0, port: port ?? FLOOD[version], max_len: 0 }]
  const rest = buffer_id === NO_BUFFER ? data : new Uint8Array(0)
  const type = ofp_type.OFPT_PACKET_OUT
  connection.send(encodeMessage({ version, type, xid, buffer_id, in_port, actions, data: rest }))
}

function open(connection) {
  const ports = new Map()
  return {
    onMessage(bytes) {
      const message = decodeMessage(bytes)
      const { version, xid } = message
      switch (message.type) {
        case ofp_type.OFPT_HELLO:
          connection.send(bytes)
          connection.send(encodeMessage({ version, type: ofp_type.OFPT_FEATURES_REQUEST, xid }))
          return
        case ofp_type.OFPT_ECHO_REQUEST:
          connection.send(encodeMessage({ version, type: ofp_type.OFPT_ECHO_REPLY, xid, data: message.data }))
          return
        case ofp_type.OFPT_PACKET_IN:
          respond(ports, message, connection)
          return
        default:
      }
    },
    onClose() {},
  }
}

const framer = () => lengthFramer({ lengthOffset: 2, headerSize: 8 })
await listen({ kind: 'tcp', host: '127.0.0.1', port: Number(process.argv[2]) }, { framer, open })

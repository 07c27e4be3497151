// What a simulated switch says besides packet-ins: HELLO, and an answer to whatever a controller may ask.
import { PORTS } from './traffic.mjs'

const ERROR = 1
const ECHO_REQUEST = 2
const EXPERIMENTER = 4
const FEATURES_REQUEST = 5
const GET_CONFIG_REQUEST = 7
const ROLE_REQUEST = 24
const GET_ASYNC_REQUEST = 26
const BAD_REQUEST = 1
const BAD_STAT = 2
const BAD_EXPERIMENTER = 3

/** OpenFlow 1.0 calls multipart messages statistics, and has no port descriptions among them. */
const numbers = {
  1: { multipartRequest: 16, multipartReply: 17, barrierRequest: 18, barrierReply: 19 },
  4: { multipartRequest: 18, multipartReply: 19, barrierRequest: 20, barrierReply: 21 },
}

function message(version, type, xid, body = Buffer.alloc(0)) {
  const header = Buffer.alloc(8)
  header[0] = version
  header[1] = type
  header.writeUInt16BE(8 + body.length, 2)
  header.writeUInt32BE(xid, 4)
  return Buffer.concat([header, body])
}

/** The bitmap (OpenFlow 1.3.5, 7.5.1) offers the one version, so that no peer negotiates another. */
export function hello(version) {
  if (version === 1) return message(1, 0, 1)
  const bitmap = Buffer.alloc(8)
  bitmap.writeUInt16BE(1, 0)
  bitmap.writeUInt16BE(8, 2)
  bitmap.writeUInt32BE(1 << version, 4)
  return message(version, 0, 1, bitmap)
}

function port(version, switchNumber, portNumber) {
  const b = Buffer.alloc(version === 1 ? 48 : 64)
  if (version === 1) b.writeUInt16BE(portNumber, 0)
  else b.writeUInt32BE(portNumber, 0)
  const address = version === 1 ? 2 : 8
  b.writeUIntBE(0x0a0000000000 + switchNumber * 0x100 + portNumber, address, 6)
  b.write(`s${switchNumber}-eth${portNumber}`, version === 1 ? 8 : 16, 'latin1')
  return b
}

function ports(version, switchNumber) {
  return Buffer.concat(Array.from({ length: PORTS }, (_, i) => port(version, switchNumber, i + 1)))
}

function features(version, switchNumber) {
  const b = Buffer.alloc(24)
  b.writeBigUInt64BE(BigInt(switchNumber + 1), 0)
  // Buffers, tables; OpenFlow 1.0 names the supported actions here, and OFPAT_OUTPUT is one.
  b.writeUInt32BE(256, 8)
  b[12] = 1
  if (version === 1) b.writeUInt32BE(1, 20)
  return version === 1 ? Buffer.concat([b, ports(1, switchNumber)]) : b
}

/** The whole reply; undefined for a kind this switch does not know. */
function multipart(version, kind, switchNumber) {
  const head = Buffer.alloc(version === 1 ? 4 : 8)
  head.writeUInt16BE(kind, 0)
  switch (kind) {
    case 0:
      return Buffer.concat([head, Buffer.alloc(1056)])
    case 1:
      return head
    case 13:
      return version === 1 ? undefined : Buffer.concat([head, ports(version, switchNumber)])
    default:
      return undefined
  }
}

function error(version, request, code) {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(BAD_REQUEST, 0)
  head.writeUInt16BE(code, 2)
  return message(version, ERROR, request.readUInt32BE(4), Buffer.concat([head, request.subarray(0, 64)]))
}

/** The answer to a request; undefined for messages that have none. */
export function answer(version, switchNumber, request) {
  const type = request[1]
  const xid = request.readUInt32BE(4)
  const of = numbers[version]
  switch (type) {
    case ERROR:
      throw new Error(`the controller sent an error: ${request.toString('hex')}`)
    case ECHO_REQUEST:
      return message(version, 3, xid, request.subarray(8))
    case EXPERIMENTER:
      return error(version, request, BAD_EXPERIMENTER)
    case FEATURES_REQUEST:
      return message(version, 6, xid, features(version, switchNumber))
    case GET_CONFIG_REQUEST:
      return message(version, 8, xid, Buffer.from([0, 0, 0, 128]))
    case of.barrierRequest:
      return message(version, of.barrierReply, xid)
    case of.multipartRequest: {
      const reply = multipart(version, request.readUInt16BE(8), switchNumber)
      return reply === undefined ? error(version, request, BAD_STAT) : message(version, of.multipartReply, xid, reply)
    }
    case ROLE_REQUEST:
      return message(version, 25, xid, request.subarray(8))
    case GET_ASYNC_REQUEST:
      return message(version, 27, xid, Buffer.alloc(24))
    default:
      return undefined
  }
}

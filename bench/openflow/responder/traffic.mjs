// The hosts behind one simulated switch and the packet-ins they cause.
import { FRAME_ETH_DST, FRAME_ETH_SRC, FRAME_NUMBER, FRAME_SIZE, NO_BUFFER, offsetsOf, PACKET_IN } from './offsets.mjs'

export const PORTS = 4
const HOSTS_PER_PORT = 4
const BROADCAST = 0xffffffffffff

/** Sixteen hosts at four ports; addresses differ from switch to switch. */
export function hostsOf(switchNumber) {
  return Array.from({ length: PORTS * HOSTS_PER_PORT }, (_, i) => ({
    mac: 0x020000000000 + switchNumber * 0x10000 + i + 1,
    ip: 0x0a000000 + switchNumber * 0x10000 + i + 1,
    port: 1 + (i % PORTS),
  }))
}

function checksum(bytes) {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += bytes.readUInt16BE(i)
  sum = (sum & 0xffff) + (sum >>> 16)
  return ~(sum + (sum >>> 16)) & 0xffff
}

/** Ethernet, IPv4, UDP without checksum (RFC 768: zero), and a payload that begins with the number of the packet-in. */
function frame(from, to, udpPort) {
  const b = Buffer.alloc(FRAME_SIZE)
  b.writeUIntBE(to.mac, FRAME_ETH_DST, 6)
  b.writeUIntBE(from.mac, FRAME_ETH_SRC, 6)
  b.writeUInt16BE(0x0800, 12)
  b[14] = 0x45
  b.writeUInt16BE(FRAME_SIZE - 14, 16)
  b[22] = 64
  b[23] = 17
  b.writeUInt32BE(from.ip, 26)
  b.writeUInt32BE(to.ip, 30)
  b.writeUInt16BE(checksum(b.subarray(14, 34)), 24)
  b.writeUInt16BE(udpPort, 34)
  b.writeUInt16BE(5001, 36)
  b.writeUInt16BE(FRAME_SIZE - 34, 38)
  return b
}

/** @param {1 | 4} version */
function packetIn(version, inPort, data) {
  const at = offsetsOf[version].packetIn
  const b = Buffer.alloc(at.frame + data.length)
  b[0] = version
  b[1] = PACKET_IN
  b.writeUInt16BE(b.length, 2)
  b.writeUInt16BE(data.length, at.totalLength)
  if (version === 1) b.writeUInt16BE(inPort, at.inPort)
  else {
    // No cookie, table 0, reason OFPR_NO_MATCH; a match of one field, OXM_OF_IN_PORT, and its padding.
    b.writeBigUInt64BE(0xffffffffffffffffn, 16)
    b.writeUInt16BE(1, 24)
    b.writeUInt16BE(12, 26)
    b.writeUInt32BE(0x80000004, 28)
    b.writeUInt32BE(inPort, at.inPort)
  }
  data.copy(b, at.frame)
  return b
}

/** Writes what makes one packet-in different from the next. */
export function number(bytes, at, offsets, sequence, buffered) {
  bytes.writeUInt32BE(sequence, at + 4)
  bytes.writeUInt32BE(buffered ? sequence : NO_BUFFER, at + offsets.buffer)
  bytes.writeUInt32BE(sequence, at + offsets.frame + FRAME_NUMBER)
}

/** One packet-in of every host to everybody: what a learning switch learns from, and floods. */
export function greetings(version, hosts) {
  const everybody = { mac: BROADCAST, ip: 0xffffffff }
  return hosts.map((host) => ({
    from: host,
    to: undefined,
    bytes: packetIn(version, host.port, frame(host, everybody, 1024)),
  }))
}

/** Packet-ins between hosts at different ports, in an order that mixes them. */
export function conversations(version, hosts) {
  const pairs = hosts.flatMap((from) => hosts.filter((to) => to.port !== from.port).map((to) => ({ from, to })))
  return pairs.map((_, i) => {
    // 67 has no common factor with the number of pairs, so every pair has its turn.
    const { from, to } = pairs[(i * 67) % pairs.length]
    return { from, to, bytes: packetIn(version, from.port, frame(from, to, 1024 + i)) }
  })
}

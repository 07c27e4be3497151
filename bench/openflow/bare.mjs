// node bare.mjs PORT: a learning switch on nothing but net and fixed offsets, the upper bound of what Node can do. It trusts
// its peer: no check of lengths beyond the framing, no errors, no keep-alive. Everything a chunk asks for leaves in one write.
import { createServer } from 'node:net'

const ECHO_REQUEST = 2
const FEATURES_REPLY = 6
const PACKET_IN = 10
const BROADCAST_BIT = 1
const EMPTY = Buffer.alloc(0)
/** The longest answer, to one packet-in. */
const ROOM = 256

const hex = (text) => Buffer.from(text.replaceAll(/[ \n]/g, ''), 'hex')

/** Fields that stay zero here are written for each packet. */
const flowMod = {
  // Wildcards: all but dl_dst. Idle timeout 60, priority 0x8000, one output.
  1: hex(`01 0e 0050 00000000 003ffff7 0000 000000000000 000000000000 0000 00 00 0000 00 00 0000 00000000 00000000 0000 0000
    0000000000000000 0000 003c 0000 8000 00000000 ffff 0000 0000 0008 0000 0000`),
  4: hex(`04 0e 0058 00000000 0000000000000000 0000000000000000 00 00 003c 0000 8000 00000000 ffffffff ffffffff 0000 0000
    0001 000e 80000606 000000000000 0000 0004 0018 00000000 0000 0010 00000000 ffff 000000000000`),
}

const versions = {
  1: { frame: 18, inPort: 14, wide: false, buffer: 64, destination: 20, output: 76, inPortOut: 12, actions: 16 },
  4: { frame: 42, inPort: 32, wide: true, buffer: 32, destination: 56, output: 76, inPortOut: 12, actions: 24 },
}
for (const version of [1, 4]) Object.assign(versions[version], { flowMod: flowMod[version] })

const hello = { 1: hex('01 00 0008 00000001'), 4: hex('04 00 0010 00000001 0001 0008 00000010') }
const featuresRequest = (version) => Buffer.from([version, 5, 0, 8, 0, 0, 0, 2])

function serve(socket) {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  const ports = new Map()
  let rest = EMPTY
  let out = Buffer.allocUnsafeSlow(64 * 1024)
  let used = 0

  const put = (bytes) => {
    out.set(bytes, used)
    used += bytes.length
  }

  function packetOut(version, b, at, length, port) {
    const { frame, wide, actions } = versions[version]
    const unbuffered = b.readUInt32BE(at + 8) === 0xffffffff
    const start = used
    const size = wide ? 16 : 8
    out.fill(0, start, start + actions + size)
    out[start] = version
    out[start + 1] = 13
    b.copy(out, start + 4, at + 4, at + 12)
    if (wide) out.writeUInt32BE(b.readUInt32BE(at + 32), start + 12)
    else out.writeUInt16BE(b.readUInt16BE(at + 14), start + 12)
    out.writeUInt16BE(size, start + (wide ? 16 : 14))
    out.writeUInt16BE(size, start + actions + 2)
    if (wide) out.writeUInt32BE(port, start + actions + 4)
    else out.writeUInt16BE(port & 0xffff, start + actions + 4)
    used = start + actions + size
    if (unbuffered) put(b.subarray(at + frame, at + length))
    out.writeUInt16BE(used - start, start + 2)
  }

  function packetIn(version, b, at, length) {
    const of = versions[version]
    const frame = at + of.frame
    const inPort = of.wide ? b.readUInt32BE(at + of.inPort) : b.readUInt16BE(at + of.inPort)
    ports.set(b.readUIntBE(frame + 6, 6), inPort)
    const port = (b[frame] & BROADCAST_BIT) === 0 ? ports.get(b.readUIntBE(frame, 6)) : undefined
    if (port === undefined) return packetOut(version, b, at, length, 0xfffffffb)
    const start = used
    put(of.flowMod)
    b.copy(out, start + 4, at + 4, at + 8)
    b.copy(out, start + of.buffer, at + 8, at + 12)
    b.copy(out, start + of.destination, frame, frame + 6)
    if (of.wide) out.writeUInt32BE(port, start + of.output)
    else out.writeUInt16BE(port, start + of.output)
    if (b.readUInt32BE(at + 8) === 0xffffffff) packetOut(version, b, at, length, port)
  }

  function message(b, at, length) {
    const version = b[at]
    const type = b[at + 1]
    if (type === PACKET_IN) packetIn(version, b, at, length)
    else if (type === ECHO_REQUEST) {
      put(b.subarray(at, at + length))
      out[used - length + 1] = 3
    } else if (type === 0) {
      put(hello[version])
      put(featuresRequest(version))
    } else if (type !== FEATURES_REPLY) socket.destroy()
  }

  socket.on('data', (chunk) => {
    const b = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    while (b.length - at >= 8) {
      const length = b.readUInt16BE(at + 2)
      if (length < 8) return socket.destroy()
      if (b.length - at < length) break
      if (out.length - used < length + ROOM) {
        const larger = Buffer.allocUnsafeSlow((out.length + length) * 2)
        out.copy(larger, 0, 0, used)
        out = larger
      }
      message(b, at, length)
      at += length
    }
    rest = at === b.length ? EMPTY : b.subarray(at)
    if (used === 0) return undefined
    // What the socket could not take at once still needs these bytes.
    const taken = out.subarray(0, used)
    socket.write(taken)
    if (socket.writableLength > 0) out = Buffer.allocUnsafeSlow(64 * 1024)
    used = 0
    return undefined
  })
}

const server = createServer(serve)
server.listen(Number(process.argv[2]), '127.0.0.1')

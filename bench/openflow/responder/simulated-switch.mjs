// One simulated switch: a connection to the controller that keeps a number of packet-ins outstanding.
import { connect } from 'node:net'
import { answer, hello } from './control.mjs'
import { FLOW_MOD, FRAME_NUMBER, NO_BUFFER, offsetsOf, PACKET_OUT } from './offsets.mjs'
import { number } from './traffic.mjs'
import { Window } from './window.mjs'

const RECEIVE_BYTES = 256 * 1024

export class SimulatedSwitch {
  window = new Window()
  /** Called with the number and the bytes of each first answer; undefined while time is taken. */
  onAnswer = undefined
  closed = false
  #version
  #number
  #buffered
  #socket
  #offsets
  #rest = Buffer.alloc(0)
  /** The packet-ins in the order they are sent, one behind the other, all of one size. */
  #traffic = Buffer.alloc(0)
  #size = 0
  #cursor = 0
  #limit = 0
  #spare = []

  /** `failed` is called with what went wrong on the connection, unless this side ended it. */
  constructor({ port, version, switchNumber, buffered, failed }) {
    this.#version = version
    this.#number = switchNumber
    this.#buffered = buffered
    this.#offsets = offsetsOf[version]
    const receive = Buffer.alloc(RECEIVE_BYTES)
    const callback = (size) => {
      try {
        this.#receive(receive.subarray(0, size))
      } catch (error) {
        failed(error)
      }
      return true
    }
    // One buffer for everything that comes: the generator must not be slowed by its own garbage.
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: receive, callback } })
    this.#socket.on('error', failed)
    this.#socket.on('end', () => failed(new Error(`the controller closed the connection of switch ${switchNumber}`)))
    this.#socket.write(hello(version))
  }

  /** Sends these packet-ins, `limit` at a time, round and round. */
  run(packets, limit) {
    this.#traffic = Buffer.concat(packets.map((packet) => packet.bytes))
    this.#size = packets[0].bytes.length
    this.#cursor = 0
    this.#limit = limit
    this.#spare = []
    this.#fill()
  }

  /** Sends no more. */
  stop() {
    this.#limit = 0
  }

  /** Sends one packet-in and returns its number. */
  send(packet) {
    const bytes = Buffer.from(packet.bytes)
    const sequence = this.window.open()
    number(bytes, 0, this.#offsets.packetIn, sequence, this.#buffered)
    this.#socket.write(bytes)
    return sequence
  }

  /** Gives up what was not answered and begins anew. */
  restart() {
    this.window.abandon()
    this.#fill()
  }

  /** Ends the connection, and with it all traffic. */
  end() {
    this.closed = true
    this.#socket.removeAllListeners('end')
    this.#socket.destroy()
  }

  #fill() {
    const count = this.#limit - this.window.outstanding
    if (count <= 0 || this.closed) return
    const size = this.#size
    const buffer = this.#spare.pop() ?? Buffer.alloc(this.#limit * size)
    const { packetIn } = this.#offsets
    let at = 0
    for (let left = count; left > 0;) {
      const run = Math.min(left, this.#traffic.length / size - this.#cursor)
      this.#traffic.copy(buffer, at, this.#cursor * size, (this.#cursor + run) * size)
      this.#cursor = (this.#cursor + run) % (this.#traffic.length / size)
      for (const end = at + run * size; at < end; at += size) {
        number(buffer, at, packetIn, this.window.open(), this.#buffered)
      }
      left -= run
    }
    this.#socket.write(buffer.subarray(0, at), () => this.#spare.push(buffer))
  }

  #receive(chunk) {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    while (bytes.length - at >= 8) {
      const length = (bytes[at + 2] << 8) | bytes[at + 3]
      if (length < 8) throw new Error(`the controller sent a message of ${length} bytes`)
      if (bytes.length - at < length) break
      const type = bytes[at + 1]
      if (type === FLOW_MOD || type === PACKET_OUT) this.#answered(bytes, at, length, type)
      else this.#control(bytes.subarray(at, at + length))
      at += length
    }
    // The chunk's memory is used again.
    this.#rest = at === bytes.length ? bytes.subarray(0, 0) : Buffer.from(bytes.subarray(at))
    this.#fill()
  }

  /** A packet is answered when it leaves: by whatever names its buffer, or by a packet-out that carries it. */
  #answered(bytes, at, length, type) {
    let sequence = 0
    if (type === FLOW_MOD) sequence = read32(bytes, at + this.#offsets.flowMod.buffer)
    else {
      const { buffer, actionsLength, actions } = this.#offsets.packetOut
      sequence = read32(bytes, at + buffer)
      const frame = actions + ((bytes[at + actionsLength] << 8) | bytes[at + actionsLength + 1])
      if (sequence === NO_BUFFER && length >= frame + FRAME_NUMBER + 4)
        sequence = read32(bytes, at + frame + FRAME_NUMBER)
    }
    if (this.onAnswer !== undefined) this.onAnswer(sequence, Buffer.from(bytes.subarray(at, at + length)))
    this.window.close(sequence)
  }

  #control(request) {
    const reply = answer(this.#version, this.#number, request)
    if (reply !== undefined) this.#socket.write(reply)
  }
}

function read32(b, at) {
  return ((b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3]) >>> 0
}

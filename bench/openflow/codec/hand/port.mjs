import { mac, putMac } from './memory.mjs'

const NAME = 16
const utf8 = new TextDecoder()
const encoder = new TextEncoder()

/** Names are short and nearly always ASCII: a loop is faster than a call out of JavaScript. */
function name(d, at) {
  let text = ''
  for (let i = at; i < at + NAME; i++) {
    const octet = d.getUint8(i)
    if (octet === 0) return text
    if (octet > 127) return longName(d, at)
    text += String.fromCharCode(octet)
  }
  return text
}

function longName(d, at) {
  const bytes = new Uint8Array(d.buffer, at, NAME)
  const end = bytes.indexOf(0)
  return utf8.decode(end < 0 ? bytes : bytes.subarray(0, end))
}

function putName(d, at, text) {
  for (let i = 0; i < NAME; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0
    if (code > 127) return putLongName(d, at, text)
    d.setUint8(at + i, code)
  }
  if (text.length > NAME) throw new TypeError('the name of a port is too long')
  return undefined
}

function putLongName(d, at, text) {
  const bytes = encoder.encode(text)
  if (bytes.length > NAME) throw new TypeError('the name of a port is too long')
  new Uint8Array(d.buffer, at, NAME).fill(0)
  new Uint8Array(d.buffer, at, NAME).set(bytes)
}

export function decodePort(d, at) {
  return {
    port_no: d.getUint32(at),
    hw_addr: mac(d, at + 8),
    name: name(d, at + 16),
    config: d.getUint32(at + 32),
    state: d.getUint32(at + 36),
    curr: d.getUint32(at + 40),
    advertised: d.getUint32(at + 44),
    supported: d.getUint32(at + 48),
    peer: d.getUint32(at + 52),
    curr_speed: d.getUint32(at + 56),
    max_speed: d.getUint32(at + 60),
  }
}

export function putPort(d, at, v) {
  d.setUint32(at, v.port_no)
  d.setUint32(at + 4, 0)
  putMac(d, at + 8, v.hw_addr)
  d.setUint16(at + 14, 0)
  putName(d, at + 16, v.name)
  d.setUint32(at + 32, v.config)
  d.setUint32(at + 36, v.state)
  d.setUint32(at + 40, v.curr)
  d.setUint32(at + 44, v.advertised)
  d.setUint32(at + 48, v.supported)
  d.setUint32(at + 52, v.peer)
  d.setUint32(at + 56, v.curr_speed)
  d.setUint32(at + 60, v.max_speed)
  return at + 64
}

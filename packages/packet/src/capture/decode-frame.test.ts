import { describe, expect, it } from 'vitest'
import { concat } from '../core/concat.ts'
import { ipv4 } from '../internet/ipv4.ts'
import { ipv6 } from '../internet/ipv6.ts'
import { ethernet } from '../link/ethernet.ts'
import { vlan } from '../link/vlan.ts'
import { encodePacket } from '../packet/encode.ts'
import type { Layer } from '../packet/layer.ts'
import { fromHex } from '../testing/hex.ts'
import { tcp, tcp_flags } from '../transport/tcp.ts'
import { vxlan } from '../tunnel/vxlan.ts'
import { udp } from '../transport/udp.ts'
import { decodeFrame, isKnownLinkType } from './decode-frame.ts'
import type { Frame } from './frame.ts'
import { formatEndpoint, segmentOf } from './tcp-segment.ts'

const header = tcp.create({ src_port: 6653, dst_port: 5, sequence_number: 9, acknowledgment_number: 7, flags: 0x18 })
const payload: Layer = { layer: 'payload', data: Uint8Array.of(1, 2, 3) }
const four = encodePacket([ipv4.create({ src: 0x0a000001, dst: 0x0a000002 }), header, payload])
const six = encodePacket([ipv6.create({ src: 1n, dst: (0x2001_0db8n << 96n) | 2n }), header, payload])

const frame = (linkType: number, ...parts: readonly Uint8Array[]): Frame => {
  const data = concat(parts)
  return { linkType, data, originalLength: data.length }
}

function textOf(given: Frame): string | undefined {
  const packet = decodeFrame(given)
  const segment = packet && segmentOf(packet, 5n)
  if (segment === undefined) return undefined
  expect(segment).toMatchObject({ sequence: 9, acknowledgment: 7, syn: false, fin: false, rst: false, timestampNs: 5n })
  return `${formatEndpoint(segment.from)} ${formatEndpoint(segment.to)} ${Buffer.from(segment.data).toString('hex')}`
}

const v4 = '10.0.0.1:6653 10.0.0.2:5 010203'
const v6 = '[::1]:6653 [2001:db8::2]:5 010203'
const sll = (protocol: string): Uint8Array => fromHex(`0000 0001 0006 020000000001 0000 ${protocol}`)
const sll2 = (protocol: string): Uint8Array => fromHex(`${protocol} 0000 00000002 0001 00 06 020000000001 0000`)

describe('the TCP segment of a frame', () => {
  it.each([
    ['Ethernet', frame(1, fromHex('020000000002 020000000001 0800'), four, new Uint8Array(6)), v4],
    ['Ethernet with a tag', frame(1, fromHex('020000000002 020000000001 8100 0064 86dd'), six), v6],
    ['Linux cooked', frame(113, sll('0800'), four), v4],
    ['Linux cooked, IPv6', frame(113, sll('86dd'), six), v6],
    ['Linux cooked 2', frame(276, sll2('0800'), four), v4],
    ['Linux cooked 2, IPv6', frame(276, sll2('86dd'), six), v6],
    ['Linux cooked with a tag', frame(113, sll('8100'), fromHex('0064 0800'), four), v4],
    ['raw IPv4', frame(101, four), v4],
    ['raw IPv6', frame(101, six), v6],
    ['raw, as old programs wrote it', frame(12, four), v4],
    ['IPv4', frame(228, four), v4],
    ['IPv6', frame(229, six), v6],
    ['loopback, little endian', frame(0, fromHex('02000000'), four), v4],
    ['loopback, big endian, of FreeBSD', frame(0, fromHex('0000001c'), six), v6],
    ['loopback of OpenBSD', frame(108, fromHex('00000018'), six), v6],
  ])('%s', (_, given, text) => {
    expect(isKnownLinkType(given.linkType)).toBe(true)
    expect(textOf(given)).toBe(text)
  })

  it('is the innermost', () => {
    const inner = [ethernet.create({}), vlan.create({ vid: 7 }), ipv4.create({ src: 0x0a000001, dst: 0x0a000002 })]
    const outer = [ethernet.create({}), ipv4.create({ src: 1, dst: 2 }), udp.create({ dst_port: 4789 })]
    const tunnel = encodePacket([...outer, vxlan.create({ flags: 8, vni: 5 }), ...inner, header, payload])
    expect(textOf(frame(1, tunnel))).toBe(v4)
  })

  it('lacks at its end what was cut off', () => {
    const packet = four.subarray(0, four.length - 2)
    expect(textOf({ linkType: 101, data: packet, originalLength: four.length })).toBe('10.0.0.1:6653 10.0.0.2:5 01')
  })

  it('is absent where there is none', () => {
    expect(textOf(frame(113, sll('0004'), four))).toBeUndefined()
    expect(textOf(frame(113, sll('0800').subarray(0, 15)))).toBeUndefined()
    expect(textOf(frame(276))).toBeUndefined()
    expect(textOf(frame(0, fromHex('02')))).toBeUndefined()
    expect(textOf(frame(101, fromHex('95')))).toBeUndefined()
    expect(textOf(frame(101, encodePacket([ipv4.create({ src: 1, dst: 2 }), udp.create({}), payload])))).toBeUndefined()
    expect(textOf(frame(147, four))).toBeUndefined()
    expect(isKnownLinkType(147)).toBe(false)
  })

  it('says what its flags say', () => {
    const flags = tcp_flags.SYN | tcp_flags.FIN | tcp_flags.RST
    const bytes = encodePacket([ipv4.create({}), tcp.create({ flags })])
    const packet = decodeFrame(frame(101, bytes))
    const segment = packet && segmentOf(packet)
    expect(segment).toMatchObject({ syn: true, fin: true, rst: true })
    expect(segment).not.toHaveProperty('acknowledgment')
    expect(segment).not.toHaveProperty('timestampNs')
  })
})

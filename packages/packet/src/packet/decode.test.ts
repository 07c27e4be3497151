import { describe, expect, it } from 'vitest'
import { ethernet } from '../link/ethernet.ts'
import { ipv4 } from '../internet/ipv4.ts'
import { icmp } from '../internet/icmp.ts'
import { ipv6 } from '../internet/ipv6.ts'
import { ipv6_fragment } from '../internet/ipv6-extension.ts'
import { tcp } from '../transport/tcp.ts'
import { udp } from '../transport/udp.ts'
import { decodePacket } from './decode.ts'
import { encodePacket } from './encode.ts'
import { dumpPacket, formatPacket } from './format.ts'
import { type Layer, layerIn } from './layer.ts'

const frame = ethernet.create({ src: 1, dst: 2 })
const header = ipv4.create({ src: 0x0a000001, dst: 0x0a000002 })
const payload: Layer = { layer: 'payload', data: new Uint8Array(100).fill(0x61) }
const datagram = encodePacket([frame, header, udp.create({ src_port: 1, dst_port: 2 }), payload])
const names = (layers: readonly Layer[]): string[] => layers.map(({ layer }) => layer)

describe('a packet that was cut', () => {
  it('in its payload', () => {
    const packet = decodePacket(datagram.subarray(0, 60))
    expect(names(packet.layers)).toEqual(['ethernet', 'ipv4', 'udp', 'payload'])
    expect(packet.cut).toEqual({ layer: 3, missing: 82 })
    expect(packet.checksums.map(({ verdict }) => verdict)).toEqual(['good', 'unverifiable'])
    expect(formatPacket(packet)).toContain('cut: 82 bytes are missing')
    expect(dumpPacket(packet)).toContain('(cut: at least 82 bytes are missing)')
  })

  it('in a header', () => {
    const packet = decodePacket(datagram.subarray(0, 38))
    expect(names(packet.layers)).toEqual(['ethernet', 'ipv4', 'undecoded'])
    expect(packet.layers[2]).toMatchObject({ as: 'udp', reason: 'the header needs 4 more bytes' })
    expect(packet.cut).toEqual({ layer: 2, missing: 104 })
  })

  it('in the first header', () => {
    const packet = decodePacket(datagram.subarray(0, 9))
    expect(packet.layers).toMatchObject([{ layer: 'undecoded', as: 'ethernet' }])
    expect(packet.cut).toEqual({ layer: 0, missing: 5 })
  })

  it('in the filling behind it: all that matters is there', () => {
    const packet = decodePacket(datagram, { originalLength: 200 })
    expect(packet.cut).toBeUndefined()
    expect(packet.checksums.map(({ verdict }) => verdict)).toEqual(['good', 'good'])
  })

  it('without a length that says so, but the switch knows', () => {
    const other = encodePacket([ethernet.create({ type: 0x1234 }), payload])
    expect(decodePacket(other).cut).toBeUndefined()
    expect(decodePacket(other, { originalLength: 1500 }).cut).toEqual({ layer: 1, missing: 1500 - other.length })
  })

  it('is written again byte for byte with keep', () => {
    const piece = datagram.subarray(0, 60)
    expect(encodePacket(decodePacket(piece).layers, { keep: true })).toEqual(piece)
  })
})

describe('a checksum', () => {
  it('that is wrong is a verdict, and the packet can be read', () => {
    const broken = datagram.slice()
    broken[60] = 0x62
    const packet = decodePacket(broken)
    const [outer, inner] = packet.checksums
    expect(outer?.verdict).toBe('good')
    expect(inner).toMatchObject({ layer: 2, verdict: 'bad' })
    expect(formatPacket(packet)).toMatch(/layer 2 checksum 0x[\da-f]{4} is wrong, should be 0x[\da-f]{4}/)
    expect(encodePacket(packet.layers, { keep: true })).toEqual(broken)
    expect(decodePacket(encodePacket(packet.layers)).checksums[1]?.verdict).toBe('good')
  })

  it('of 0 is absent in UDP and stays so', () => {
    const bytes = encodePacket([frame, header, udp.create({ checksum: 0 }), payload])
    const packet = decodePacket(bytes)
    expect(packet.checksums[1]).toEqual({ layer: 2, verdict: 'absent', stored: 0 })
    expect(encodePacket(packet.layers)).toEqual(bytes)
  })

  it('over a part of a datagram cannot be verified', () => {
    const first = encodePacket([frame, { ...header, mf: true }, udp.create({ src_port: 5, dst_port: 6 }), payload])
    first[38] = 0xff // the length counts the other fragments too
    const packet = decodePacket(first)
    expect(layerIn(packet.layers, 'udp')?.src_port).toBe(5)
    expect(packet.cut).toBeUndefined()
    expect(packet.checksums.map(({ verdict }) => verdict)).toEqual(['good', 'unverifiable'])
  })

  it('of TCP needs the addresses', () => {
    const bytes = encodePacket([tcp.create({}), payload])
    expect(decodePacket(bytes, { first: 'tcp' }).checksums[0]?.verdict).toBe('unverifiable')
  })
})

describe('a packet', () => {
  it('whose later fragment has no header', () => {
    const bytes = encodePacket([
      frame,
      ipv6.create({}),
      ipv6_fragment.create({ fragment_offset: 10, next_header: 17 }),
      payload,
    ])
    expect(names(decodePacket(bytes).layers)).toEqual(['ethernet', 'ipv6', 'ipv6-fragment', 'payload'])
  })

  it('whose length ends within its header keeps the rest as bytes', () => {
    const bytes = datagram.slice()
    bytes.set([0, 5], 16)
    const packet = decodePacket(bytes)
    expect(packet.layers[2]).toMatchObject({
      layer: 'undecoded',
      as: 'udp',
      reason: 'total_length 5 ends within the header',
    })
    expect(encodePacket(packet.layers, { keep: true })).toEqual(bytes)
  })

  it('whose version contradicts its EtherType is not taken for IPv4', () => {
    const bytes = datagram.slice()
    bytes[14] = 0x65
    expect(decodePacket(bytes).layers[1]).toMatchObject({
      layer: 'undecoded',
      as: 'ipv4',
      reason: 'version 6 is not 4',
    })
  })

  it('quoted in an ICMP error is decoded from IP on', () => {
    const error = icmp.create({ type: 11, data: datagram.subarray(14, 42) })
    const packet = decodePacket(encodePacket([frame, header, error]))
    const quoted = layerIn(packet.layers, 'icmp')
    if (quoted === undefined || !('data' in quoted)) throw new Error('no quoted packet')
    const inner = decodePacket(quoted.data, { first: 'ipv4' })
    expect(names(inner.layers)).toEqual(['ipv4', 'udp'])
    expect(inner.cut).toEqual({ layer: 1, missing: 100 })
  })
})

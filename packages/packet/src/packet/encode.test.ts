import { describe, expect, it } from 'vitest'
import { PacketError } from '../core/error.ts'
import { arp } from '../link/arp.ts'
import { ethernet } from '../link/ethernet.ts'
import { vlan } from '../link/vlan.ts'
import { ipv4 } from '../internet/ipv4.ts'
import { tcp } from '../transport/tcp.ts'
import { udp } from '../transport/udp.ts'
import { vxlan } from '../tunnel/vxlan.ts'
import { decodePacket } from './decode.ts'
import { encodePacket } from './encode.ts'
import { type Layer, layerIn } from './layer.ts'

const frame = ethernet.create({ src: 1, dst: 2 })
const header = ipv4.create({ src: 0x0a000001, dst: 0x0a000002 })
const datagram = udp.create({ src_port: 1, dst_port: 2 })
const payload: Layer = { layer: 'payload', data: new Uint8Array(4) }

function failure(layers: readonly Layer[]): PacketError {
  try {
    encodePacket(layers)
  } catch (error) {
    if (error instanceof PacketError) return error
    throw error
  }
  throw new Error('this should be refused')
}

describe('what follows from the layers', () => {
  it('is filled in', () => {
    const { layers } = decodePacket(encodePacket([frame, vlan.create({ vid: 5 }), header, datagram, payload]))
    expect(layerIn(layers, 'ethernet')?.type).toBe(0x8100)
    expect(layerIn(layers, 'vlan')?.type).toBe(0x0800)
    expect(layerIn(layers, 'ipv4')).toMatchObject({ protocol: 17, total_length: 32 })
    expect(layerIn(layers, 'udp')?.length).toBe(12)
  })

  it('is recomputed when a decoded packet is changed', () => {
    const packet = decodePacket(
      encodePacket([frame, header, datagram, payload, { layer: 'trailer', behind: 2, data: new Uint8Array(14) }]),
    )
    const changed = packet.layers.map((layer): Layer => (layer.layer === 'ipv4' ? { ...layer, ttl: 1 } : layer))
    const tagged = decodePacket(encodePacket([frame, vlan.create({ vid: 9 }), ...changed.slice(1)]))
    expect(tagged.checksums.map(({ verdict }) => verdict)).toEqual(['good', 'good'])
    expect(layerIn(tagged.layers, 'ipv4')).toMatchObject({ ttl: 1, total_length: 32 })
    expect(tagged.layers.at(-1)).toMatchObject({ layer: 'trailer', behind: 2 })
  })

  it('may be given where several are right', () => {
    const bytes = encodePacket([ethernet.create({ type: 0x88a8 }), vlan.create({ vid: 1 }), header, datagram])
    expect(bytes.subarray(12, 14)).toEqual(Uint8Array.of(0x88, 0xa8))
  })

  it('does not touch the layers given', () => {
    const before = structuredClone([frame, header, datagram, payload])
    const layers = [frame, header, datagram, payload]
    encodePacket(layers)
    expect(layers).toEqual(before)
  })

  it('tunnels on another port are written, too', () => {
    const outer = udp.create({ src_port: 1, dst_port: 8472 })
    const bytes = encodePacket([frame, header, outer, vxlan.create({ vni: 1 }), frame, arp.create({})])
    expect(decodePacket(bytes).layers.map(({ layer }) => layer)).toEqual(['ethernet', 'ipv4', 'udp', 'payload'])
  })
})

describe('layers that are no packet are refused', () => {
  it.each<[string, Layer[], number, string]>([
    [
      'a type that announces something else',
      [ethernet.create({ type: 0x0806 }), header, datagram],
      0,
      'it announces arp, but ipv4 follows',
    ],
    [
      'an unknown type',
      [ethernet.create({ type: 0x1234 }), header, datagram],
      0,
      'it announces 4660, but ipv4 follows',
    ],
    ['no type in front of bytes', [frame, payload], 0, 'type is missing and no layer follows that says it'],
    ['a layer that cannot be carried', [frame, header, arp.create({})], 1, 'nothing in it can say that arp follows'],
    [
      'a layer behind one that carries bytes only',
      [frame, header, tcp.create({}), datagram],
      2,
      'nothing in it can say that udp follows',
    ],
    [
      'a port that announces something else',
      [udp.create({ dst_port: 4789 }), { layer: 'dhcpv6', msg_type: 1, transaction_id: 1, options: [] }],
      0,
      'it announces vxlan, but dhcpv6 follows',
    ],
    ['a number out of range', [frame, vlan.create({ vid: 4096 }), header, datagram], 1, 'vlan.vid'],
    [
      'too many bytes for a length',
      [frame, header, datagram, { layer: 'payload', data: new Uint8Array(65536) }],
      1,
      '65564 bytes are more than total_length can say',
    ],
  ])('%s', (_, layers, index, reason) => {
    const error = failure(layers)
    expect(error.layer).toBe(index)
    expect(error.message).toContain(reason)
  })
})

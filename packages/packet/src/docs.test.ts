/** The examples of docs/packet.md run here: every block of it is in this file, word for word. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import {
  arp,
  arp_op,
  decodePacket,
  encodePacket,
  ethernet,
  formatPacket,
  icmp,
  icmp_type,
  ipv4,
  layerIn,
  vlan,
} from './index.ts'

const page = readFileSync(new URL('../../../docs/packet.md', import.meta.url), 'utf8')

it('the examples work', () => {
  const request = encodePacket([
    ethernet.create({ dst: 0xffffffffffff, src: 0x020000000001 }),
    vlan.create({ vid: 100 }),
    arp.create({ op: arp_op.REQUEST, sha: 0x020000000001, spa: 0x0a000001, tpa: 0x0a000002 }),
  ])
  const packet = decodePacket(request)
  expect(formatPacket(packet)).toBe(
    '02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, vlan 100, arp who has 10.0.0.2, tell 10.0.0.1 at 02:00:00:00:00:01',
  )
  expect(layerIn(packet.layers, 'arp')?.tpa).toBe(0x0a000002)

  const cutShort = decodePacket(request.subarray(0, 30), { originalLength: request.length })
  expect(cutShort.layers.map(({ layer }) => layer)).toEqual(['ethernet', 'vlan', 'undecoded'])
  expect(cutShort.cut).toEqual({ layer: 2, missing: 16 })

  const echo = [
    ethernet.create({ src: 1, dst: 2 }),
    ipv4.create({ src: 1, dst: 2 }),
    icmp.create({ type: 8, identifier: 7 }),
  ]
  const received = decodePacket(encodePacket(echo))
  const reply = received.layers.map((layer) => {
    if (layer.layer === 'ipv4') return { ...layer, src: layer.dst, dst: layer.src, ttl: 64 }
    return layer.layer === 'icmp' && layer.type === icmp_type.ECHO ? { ...layer, type: icmp_type.ECHO_REPLY } : layer
  })
  expect(formatPacket(decodePacket(encodePacket(reply)))).toContain('0.0.0.2 > 0.0.0.1 ttl 64, icmp ECHO_REPLY id 7')
})

it('are those of the page', () => {
  const squeeze = (text: string): string => text.replaceAll(/[\s,]+/g, '')
  const source = squeeze(readFileSync(new URL(import.meta.url), 'utf8'))
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => squeeze(block ?? ''))
  expect(blocks).toHaveLength(3)
  for (const block of blocks) expect(source).toContain(block)
})

import { expect, it } from 'vitest'
import { fromHex, toHex } from '../testing/hex.ts'
import { ah, finalDestination, ipv6_fragment, ipv6_hop_by_hop, ipv6_routing } from './ipv6-extension.ts'

it('fills options up to 8 bytes', () => {
  const header = ipv6_hop_by_hop.create({ next_header: 58, options: [{ type: 5, router_alert: 0 }] })
  expect(toHex(ipv6_hop_by_hop.encode(header))).toBe('3a00050200000000')
  expect(ipv6_hop_by_hop.decode(fromHex('3a00050200000000'))).toEqual(header)
  expect(ipv6_hop_by_hop.decode(fromHex('3a00050200000100')).options).toEqual([
    { type: 5, router_alert: 0 },
    { type: 1, padding: fromHex('') },
  ])
})

it('counts a fragment offset in units of 8 bytes', () => {
  const header = ipv6_fragment.create({ next_header: 17, fragment_offset: 185, m: true, identification: 0xabcd })
  expect(toHex(ipv6_fragment.encode(header))).toBe('110005c90000abcd')
})

it('knows the final destination of a routed packet', () => {
  const routing = ipv6_routing.create({ routing_type: 4, segments_left: 1, last_entry: 1, segments: [9n, 8n] })
  expect(finalDestination(routing)).toBe(9n)
  expect(finalDestination({ ...routing, segments_left: 0 })).toBeUndefined()
  expect(finalDestination(ipv6_routing.create({ routing_type: 2, segments_left: 1, addresses: [7n] }))).toBe(7n)
  expect(toHex(ipv6_routing.encode(routing)).slice(0, 16)).toBe('0004040101000000')
})

it('refuses a segment list that its length cannot hold', () => {
  const bytes = ipv6_routing.encode(ipv6_routing.create({ routing_type: 4, last_entry: 0, segments: [9n] }))
  bytes[4] = 1
  expect(() => ipv6_routing.decode(bytes)).toThrow('segments')
})

it('counts an authentication header in words of 4 bytes without two', () => {
  const header = ah.create({ next_header: 6, spi: 1, sequence_number: 2, icv: new Uint8Array(12) })
  expect(toHex(ah.encode(header))).toBe(`0604000000000001 00000002${'0'.repeat(24)}`.replace(' ', ''))
})

import { expect, it } from 'vitest'
import { fromHex, toHex } from '../testing/hex.ts'
import { dhcpv6, dhcpv6_msg_type, relayedDhcpv6 } from './dhcpv6.ts'

const request = dhcpv6.create({
  msg_type: dhcpv6_msg_type.INFORMATION_REQUEST,
  transaction_id: 0x123456,
  options: [
    { code: 1, duid: fromHex('00030001020000000001') },
    { code: 6, codes: [23, 24] },
  ],
})

it('has options with 16 bits of code and length', () => {
  const hex = '0b123456 0001000a 00030001020000000001 00060004 00170018'
  expect(toHex(dhcpv6.encode(request))).toBe(toHex(fromHex(hex)))
  expect(dhcpv6.decode(fromHex(hex))).toEqual(request)
})

it('gives the message inside a relay message', () => {
  const relay = dhcpv6.create({
    msg_type: dhcpv6_msg_type.RELAY_FORW,
    options: [{ code: 9, relay_message: dhcpv6.encode(request) }],
  })
  expect(relayedDhcpv6(relay)).toEqual(request)
  expect(relayedDhcpv6(request)).toBeUndefined()
})

it('stays readable when an option inside an option is broken', () => {
  const bytes = fromHex('07000001 0003 0012 00000001 00000000 00000000 0005 0018 aabb 000e 0000')
  expect(dhcpv6.decode(bytes)).toMatchObject({
    options: [{ code: 3, iaid: 1, options: [{ code: -1, data: fromHex('00050018aabb') }] }, { code: 14 }],
  })
  expect(dhcpv6.encode(dhcpv6.decode(bytes))).toEqual(bytes)
})

it('keeps an unknown message type', () => {
  const bytes = fromHex('c8 010203')
  expect(dhcpv6.decode(bytes)).toEqual({ layer: 'dhcpv6', msg_type: 200, _extra: fromHex('010203') })
})

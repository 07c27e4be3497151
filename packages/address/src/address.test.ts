import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  AddressError,
  formatDatapathId,
  formatIpv4,
  formatMac,
  isMulticastMac,
  MAC_BROADCAST,
  parseDatapathId,
  parseIpv4,
  parseMac,
} from './index.ts'

describe('MAC address', () => {
  test.prop([fc.integer({ min: 0, max: MAC_BROADCAST })])('survives text', (mac) => {
    expect(parseMac(formatMac(mac))).toBe(mac)
  })

  it('reads capital letters and hyphens, writes the canonical form', () => {
    expect(formatMac(parseMac('0A-00-00-00-00-FF'))).toBe('0a:00:00:00:00:ff')
  })

  it.each(['', '02:00:00:00:00', '02:00:00:00:00:0g', '02:00:00:00:00:01:02', '2:0:0:0:0:1', '02:00-00:00:00:01'])(
    'refuses %j',
    (text) => {
      expect(() => parseMac(text)).toThrow(AddressError)
    },
  )

  it('tells group addresses from individual ones', () => {
    expect(isMulticastMac(MAC_BROADCAST)).toBe(true)
    expect(isMulticastMac(parseMac('01:80:c2:00:00:00'))).toBe(true)
    expect(isMulticastMac(parseMac('02:00:00:00:00:01'))).toBe(false)
    expect(isMulticastMac(parseMac('fe:ff:ff:ff:ff:ff'))).toBe(false)
  })
})

describe('IPv4 address', () => {
  test.prop([fc.integer({ min: 0, max: 0xffff_ffff })])('survives text', (address) => {
    expect(parseIpv4(formatIpv4(address))).toBe(address)
  })

  it.each(['', '1.2.3', '1.2.3.256', '01.2.3.4', '1.2.3.4.5', '1.2.3.x', ' 1.2.3.4', '1..2.3'])(
    'refuses %j',
    (text) => {
      expect(() => parseIpv4(text)).toThrow(AddressError)
    },
  )
})

describe('datapath id', () => {
  test.prop([fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn })])('survives text', (id) => {
    expect(parseDatapathId(formatDatapathId(id))).toBe(id)
  })

  it('reads the forms in use', () => {
    expect(parseDatapathId('0x1')).toBe(1n)
    expect(parseDatapathId('00:00:02:00:00:00:00:01')).toBe(0x0000_0200_0000_0001n)
  })

  it.each(['', '0x', 'switch', '12345678123456781'])('refuses %j', (text) => {
    expect(() => parseDatapathId(text)).toThrow(AddressError)
  })
})

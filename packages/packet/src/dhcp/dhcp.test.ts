import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../testing/hex.ts'
import { createDhcp, dhcp, dhcpOption, encodeDhcp } from './dhcp.ts'
import { dhcp_option_code as code } from './option-code.ts'
import type { DhcpOption } from './option.ts'

const message = (options: DhcpOption[], fields = {}) => createDhcp({ xid: 1, chaddr: 2, ...fields, options })
const optionsOf = (bytes: Uint8Array): string => toHex(bytes.subarray(240))

/** A message with these bytes in its three places for options. */
function wire(options: string, file = '', sname = ''): Uint8Array {
  const head = dhcp.encode(message([])).slice(0, 240)
  head.set(fromHex(sname), 44)
  head.set(fromHex(file), 108)
  return Uint8Array.from([...head, ...fromHex(options)])
}

describe('a message', () => {
  it('has 300 bytes at least, an end option and zeros', () => {
    const bytes = dhcp.encode(message([{ code: 53, message_type: 1 }]))
    expect(bytes).toHaveLength(300)
    expect(optionsOf(bytes)).toBe(`350101ff${'00'.repeat(56)}`)
  })

  it('gives its options by code', () => {
    const offer = message([{ code: 51, seconds: 3600 }])
    expect(dhcpOption(offer, code.LEASE_TIME)?.seconds).toBe(3600)
    expect(dhcpOption(offer, code.ROUTER)).toBeUndefined()
  })

  it('keeps unknown options, and bytes that are no option', () => {
    const bytes = wire('35 01 05 e0 02 aabb 33 02 0e10 0c 09 61')
    const { options } = dhcp.decode(bytes)
    expect(options).toEqual([
      { code: 53, message_type: 5 },
      { code: 224, _extra: fromHex('aabb') },
      { code: -1, data: fromHex('33020e10') },
      { code: -1, data: fromHex('0c0961') },
    ])
    expect(dhcp.encode(dhcp.decode(bytes))).toEqual(bytes)
  })

  it('that has no magic cookie is not decoded', () => {
    const bytes = wire('ff')
    bytes[236] = 0
    expect(() => dhcp.decode(bytes)).toThrow('magic_cookie')
  })

  it('refuses texts that do not fit their fields', () => {
    expect(() => dhcp.encode(message([], { sname: 'x'.repeat(65) }))).toThrow('sname is longer than 64 bytes')
    expect(() => dhcp.encode(message([], { file: '☃' }))).toThrow('file')
  })
})

describe('long options (RFC 3396)', () => {
  const text = 'x'.repeat(300)

  it('are split when encoding and joined when decoding', () => {
    const long = message([{ code: 56, text }])
    const bytes = dhcp.encode(long)
    expect(optionsOf(bytes)).toBe(`38ff${'78'.repeat(255)}382d${'78'.repeat(45)}ff`)
    expect(dhcp.decode(bytes)).toEqual(long)
  })

  it('are joined when other options stand between the parts', () => {
    const { options } = dhcp.decode(wire('38 02 6162 0c 01 68 38 01 63 ff'))
    expect(options).toEqual([
      { code: 56, text: 'abc' },
      { code: 12, text: 'h' },
    ])
  })

  it('are decoded as a whole: a route may be cut in two', () => {
    const { options } = dhcp.decode(wire('79 03 100a01 79 04 0a000001 ff'))
    expect(options).toEqual([
      { code: 121, routes: [{ destination: 0x0a010000, prefix_length: 16, router: 0x0a000001 }] },
    ])
  })
})

describe('overloaded fields (RFC 2132, 9.3)', () => {
  it('are read in the order options, file, sname', () => {
    const bytes = wire('34 01 03 38 01 61 ff', '38 01 62 ff', '38 01 63 0c 01 68 ff')
    expect(dhcp.decode(bytes)).toMatchObject({
      file: '',
      sname: '',
      options: [
        { code: 56, text: 'abc' },
        { code: 12, text: 'h' },
      ],
    })
  })

  it('are read only if the option says so', () => {
    const bytes = wire('34 01 01 ff', '0c 01 68 ff', '736e616d65')
    expect(dhcp.decode(bytes)).toMatchObject({ file: '', sname: 'sname', options: [{ code: 12, text: 'h' }] })
  })

  it('are used when the options do not fit a datagram', () => {
    const big = message([
      { code: 53, message_type: 5 },
      { code: 6, addresses: Array.from({ length: 60 }, (_, i) => i) },
      { code: 56, text: 'y'.repeat(150) },
      { code: 12, text: 'h' },
    ])
    const bytes = encodeDhcp(big, { maxMessageSize: 576 })
    expect(bytes.length + 28).toBeLessThanOrEqual(576)
    expect(optionsOf(bytes).slice(0, 4)).toBe('3401')
    expect(dhcp.decode(bytes)).toEqual(big)
  })

  it('are left alone when they hold names', () => {
    const big = message(
      [
        { code: 56, text: 'y'.repeat(255) },
        { code: 6, addresses: Array.from({ length: 25 }, () => 7) },
      ],
      {
        file: 'boot',
      },
    )
    expect(dhcp.decode(encodeDhcp(big))).toEqual(big)
    const bigger = { ...big, sname: 'server' }
    expect(() => encodeDhcp(bigger)).toThrow('the options do not fit')
    expect(dhcp.decode(encodeDhcp(bigger, { maxMessageSize: 1500 }))).toEqual(bigger)
  })
})

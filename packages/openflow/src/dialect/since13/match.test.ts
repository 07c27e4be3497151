import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { FIELDS, oxmOf } from '../../match/fields.ts'
import type { FieldValue, MaskedValue, Match } from '../../match/match.ts'
import { ofp_match } from '../../oxm/match.ts'
import { type OfpOxm, oxm_header } from '../../oxm/oxm.ts'
import { UnsupportedError } from '../dialect.ts'
import { decodeFields, decodeMatch, MatchCodec } from './match.ts'

const codec = new MatchCodec(0x04)
const hex = (match: Match): string => Buffer.from(ofp_match.encode(codec.encode(match))).toString('hex')

const bits = (count: number): fc.Arbitrary<bigint> => fc.bigInt({ min: 0n, max: (1n << BigInt(count)) - 1n })

const anyMatch = (version: number): fc.Arbitrary<Match> =>
  fc
    .subarray(
      FIELDS.filter((field) => oxmOf(field, version) !== undefined && field.name !== 'nw_tos'),
      { maxLength: 8 },
    )
    .chain((fields) =>
      fc.tuple(
        ...fields.map(({ name, bits: width }) =>
          fc.tuple(bits(width), fc.option(bits(width))).map(([value, mask]): [string, FieldValue | MaskedValue] => {
            const narrow = (wide: bigint): FieldValue => (width > 48 ? wide : Number(wide))
            return [name, mask === null ? narrow(value) : { value: narrow(value), mask: narrow(mask) }]
          }),
        ),
      ),
    )
    .map((entries) => Object.fromEntries(entries))

describe('a match', () => {
  it('has these octets, prerequisites first whatever its order', () => {
    const match: Match = { tcp_dst: 80, ip_proto: 6, eth_type: 0x800, reg5: { value: 1, mask: 3 } }
    const fields = '00010b080000000100000003' + '80000a020800' + '8000140106' + '80001c020050'
    expect(hex(match)).toBe(`00010021${fields}${'00'.repeat(7)}`)
  })

  it('says the type of service as the DSCP that it is', () => {
    expect(hex({ eth_type: 0x800, nw_tos: 184 })).toBe(hex({ eth_type: 0x800, ip_dscp: 46 }))
    for (const nw_tos of [1, 256, -4]) expect(() => codec.encode({ nw_tos })).toThrow(`nw_tos: ${nw_tos} is not`)
  })

  it.each([0x04, 0x05, 0x06])('of version 0x0%i can say every field and reads it back', (version) => {
    const own = new MatchCodec(version)
    fc.assert(
      fc.property(anyMatch(version), (match) => {
        const back = decodeMatch(ofp_match.decode(ofp_match.encode(own.encode(match))))
        expect(back).toEqual(match)
      }),
    )
  })

  it.each<[string, OfpOxm, Match]>([
    ['a port of 16 bits', { header: oxm_header.NXM_OF_IN_PORT, value: 7 }, { in_port: 7 }],
    ['a reserved port of 16 bits', { header: oxm_header.NXM_OF_IN_PORT, value: 0xfffe }, { in_port: 0xffff_fffe }],
    ['a tunnel', { header: oxm_header.NXM_NX_TUN_ID_W, value: 5n, mask: 7n }, { tunnel_id: { value: 5n, mask: 7n } }],
    ['a type of service', { header: oxm_header.NXM_OF_IP_TOS, value: 32 }, { ip_dscp: 8 }],
    [
      'flags of the ONF',
      { header: oxm_header.ONFOXM_ET_TCP_FLAGS, experimenter: 0x4f4e4600, value: 2 },
      { tcp_flags: 2 },
    ],
  ])('reads %s in the terms of Nicira or the ONF', (_name, oxm, expected) => {
    expect(decodeFields([oxm])).toEqual(expected)
  })

  it.each<[string, OfpOxm]>([
    ['a value beyond its field', { header: oxm_header.OXM_OF_VLAN_PCP, value: 255 }],
    ['a mask beyond its field', { header: oxm_header.OXM_OF_VLAN_VID_W, value: 0, mask: 0xffff }],
    ['a port of 16 bits with mask', { header: oxm_header.NXM_OF_IN_PORT_W, value: 1, mask: 1 }],
    ['a type of service with ECN', { header: oxm_header.NXM_OF_IP_TOS, value: 33 }],
    ['an experimenter', { header: 0xffff_0205, experimenter: 0x1234, _extra: Uint8Array.of(1) } as OfpOxm],
    ['a wrong length', { header: 0x8000_0a03, _extra: Uint8Array.of(1, 2, 3) } as OfpOxm],
    ['an option of a tunnel', { header: 0x0001_5002, data: Uint8Array.of(1, 2) } as OfpOxm],
  ])('keeps %s byte for byte', (_name, oxm) => {
    const match = decodeFields([oxm])
    expect(match.unknown).toHaveLength(1)
    expect(codec.encode(match).oxm_fields).toEqual([oxm])
  })

  it('keeps a field that the version itself does not have', () => {
    const oxm = { header: oxm_header.OXM_OF_PBB_UCA, value: 1 }
    const match = decodeFields([oxm], codec)
    expect(match.pbb_uca).toBeUndefined()
    expect(codec.encode(match).oxm_fields).toEqual([oxm])
  })

  it('keeps a field that comes twice', () => {
    const [one, two] = [1, 2].map((value) => ({ header: oxm_header.OXM_OF_IN_PORT, value }))
    if (one === undefined || two === undefined) throw new Error('two fields')
    const match = decodeFields([one, two])
    expect(match.in_port).toBe(1)
    expect(codec.encode(match).oxm_fields).toEqual([one, two])
  })

  it.each<[Match, string]>([
    [{ vlan_pcp: 8 }, 'vlan_pcp: 8 does not fit into 3 bits'],
    [{ eth_dst: -1 }, 'eth_dst: -1 does not fit'],
    [{ in_port: 1.5 }, 'in_port: 1.5 does not fit'],
    [{ in_port: NaN }, 'in_port: NaN does not fit'],
    [{ tunnel_id: 1n << 64n }, 'tunnel_id: 18446744073709551616 does not fit'],
    [{ ipv6_src: 0.5 }, 'ipv6_src: 0.5 does not fit'],
    [{ reg0: { value: 0, mask: 2 ** 32 } }, 'reg0: 4294967296 does not fit'],
  ])('refuses %o', (match, message) => {
    expect(() => codec.encode(match)).toThrow(RangeError)
    expect(() => codec.encode(match)).toThrow(message)
  })

  it('refuses a field that the version does not have', () => {
    expect(() => codec.encode({ pbb_uca: 1 })).toThrow(
      new UnsupportedError('pbb_uca', 'pbb_uca has no form in OpenFlow 1.3'),
    )
    expect(new MatchCodec(0x05).encode({ pbb_uca: 1 }).oxm_fields).toHaveLength(1)
  })
})

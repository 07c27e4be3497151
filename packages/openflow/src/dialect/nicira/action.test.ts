import { describe, expect, it } from 'vitest'
import type { Action } from '../../action/action.ts'
import { decodeMessage } from '../../message.ts'
import { nx_action_subtype } from '../../nicira/action/type.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { goldenMessages } from '../../testing/golden.ts'
import { VERSIONS } from '../../testing/kind.ts'
import { madeMessages } from '../../testing/made.ts'
import { ofp_action, type OfpActions } from '../../v10/action.ts'
import { decodeNiciraAction, encodeNiciraAction, type NiciraBody } from './action.ts'

type Body = NiciraBody<OfpActions>

/** Every action of Nicira's in a message, those inside others, too. */
function* bodies(value: unknown): Generator<Body> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  if (isBody(value)) yield value
  for (const inner of Object.values(value)) yield* bodies(inner)
}

function isBody(value: object): value is Body {
  if (!('type' in value) || value.type !== 0xffff || !('subtype' in value)) return false
  return ('vendor' in value ? value.vendor : 'experimenter' in value ? value.experimenter : 0) === NX_EXPERIMENTER_ID
}

/** What is inside is not of interest here; it is kept as it is. */
function roundTrip(body: Body, version: number): { action: Action; body: Body | undefined } | undefined {
  let inside: OfpActions = []
  const action = decodeNiciraAction(body, version, (actions) => {
    inside = actions
    return [...actions].map(() => ({ type: 'exit' }))
  })
  if (action === undefined) return undefined
  return { action, body: encodeNiciraAction(action, version, (actions) => (actions.length === 0 ? [] : inside)) }
}

/** Without what the version puts in front of it. */
function bare(body: Body): Record<string, unknown> {
  const rest: Record<string, unknown> = { ...body }
  for (const key of ['type', 'vendor', 'experimenter']) delete rest[key]
  return rest
}

describe.each(VERSIONS)('actions of Nicira in OpenFlow $name', (version) => {
  const messages = [...goldenMessages(version.name).map(({ bytes }) => bytes), ...madeMessages(version)]
  const all = messages.flatMap((bytes) => [...bodies(decodeMessage(bytes))])

  it('that have a name are encoded to the same again', () => {
    expect(all.length).toBeGreaterThan(30)
    for (const body of all) {
      const again = roundTrip(body, version.version)
      if (again !== undefined) expect(again.body, JSON.stringify(bare(body), text)).toEqual(bare(body))
    }
  })

  it('have a name, but for the one that names a tunnel option', () => {
    const unnamed = all.filter((body) => roundTrip(body, version.version) === undefined)
    expect(unnamed.map((body) => nx_action_subtype.nameOf(body.subtype))).toEqual(['NXAST_DELETE_FIELD'])
  })
})

const text = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

const keep = (): readonly Action[] => []
const none = (): OfpActions => []

/** The octets behind the vendor's number. */
function octets(action: Action, version = 0x01): string {
  const body = encodeNiciraAction(action, version, none)
  if (body === undefined) return 'none'
  return Buffer.from(ofp_action.encode({ type: 0xffff, vendor: NX_EXPERIMENTER_ID, ...body }).subarray(8)).toString(
    'hex',
  )
}

describe('an action of Nicira', () => {
  it.each<[string, Action, string]>([
    [
      'load into bits',
      { type: 'load', value: 5n, target: { field: 'reg1', start: 4, bits: 3 } },
      '0007 0102 00010204 0000000000000005',
    ],
    [
      'load of a port',
      { type: 'load', value: 0xffff_fffen, target: { field: 'in_port' } },
      '0007 000f 00000002 000000000000fffe',
    ],
    [
      'load into a field without NXM',
      { type: 'load', value: 1n, target: { field: 'metadata' } },
      '0007 003f 80000408 0000000000000001',
    ],
    [
      'load wider than 64 bits',
      { type: 'load', value: 1n, target: { field: 'xxreg0', start: 0, bits: 65 } },
      '0021 0001df20 00000000000000000000000000000001 0000000000000001ffffffffffffffff 0000',
    ],
    [
      'load into a field of an experimenter',
      { type: 'load', value: 3n, target: { field: 'nsh_ttl' } },
      '0021 ffff1405 005ad650 03 00000000 00',
    ],
    [
      'set_field with mask',
      { type: 'set_field', field: 'reg7', value: 5, mask: 0xff },
      '0021 00010f08 00000005 000000ff 0000',
    ],
    ['resubmit to a port', { type: 'resubmit', port: 1 }, '0001 0001 00000000'],
    ['resubmit to a table', { type: 'resubmit', table: 2 }, '000e fff8 02 000000'],
    ['resubmit with the original tuple', { type: 'resubmit', table: 5, conntrack: true }, '002c fff8 05 000000'],
    ['note', { type: 'note', note: new Uint8Array([1, 2, 3, 4, 5, 6, 7]) }, '0008 01020304050607 00000000000000'],
    ['controller with a meter', { type: 'controller', meter: 3 }, '0025 000000000000 0005000800000003'],
    ['set_tunnel', { type: 'set_tunnel', id: 5n }, '0002 0000 00000005'],
    ['set_tunnel64', { type: 'set_tunnel', id: 0x1_0000_0000n }, '0009 000000000000 0000000100000000'],
  ])('%s has these octets and is read from them', (_name, action, expected) => {
    expect(octets(action)).toBe(expected.replaceAll(' ', ''))
    const body = encodeNiciraAction(action, 0x01, none)
    if (body === undefined) throw new Error('no form')
    const again = decodeNiciraAction(body, 0x01, keep)
    if (again === undefined) throw new Error('no name')
    expect(octets(again)).toBe(expected.replaceAll(' ', ''))
  })

  it("that a version has itself is not the extension's there", () => {
    const load: Action = { type: 'load', value: 5n, target: { field: 'reg1' } }
    expect([0x01, 0x04, 0x05, 0x06].map((version) => octets(load, version) === 'none')).toEqual([
      false,
      false,
      false,
      true,
    ])
    const push: Action = { type: 'push_mpls', ethertype: 0x8847 }
    expect([0x01, 0x04].map((version) => octets(push, version) === 'none')).toEqual([false, true])
    const encap: Action = { type: 'encap', packetType: 0 }
    expect([0x01, 0x04].map((version) => octets(encap, version) === 'none')).toEqual([true, false])
  })

  it.each<[string, Action]>([
    ['load: 8 does not fit', { type: 'load', value: 8n, target: { field: 'reg1', start: 4, bits: 3 } }],
    ['reg1', { type: 'load', value: 8n, target: { field: 'reg1', start: 30, bits: 3 } }],
    ['vlan_vid has bits 0 to 11', { type: 'load', value: 0n, target: { field: 'vlan_vid', start: 4, bits: 9 } }],
    ['output_trunc: 65280', { type: 'output_trunc', port: 0xff00, maxLength: 100 }],
    ['bundle_load: target', { type: 'bundle_load', algorithm: 'hrw', fields: 'eth_src', basis: 0, members: [] }],
    ['reg0: 4294967296', { type: 'set_field', field: 'reg0', value: 2 ** 32 }],
    ['move: 16 bits of reg0', { type: 'move', source: { field: 'reg0', bits: 16 }, target: { field: 'reg1' } }],
    ['check_pkt_larger', { type: 'check_pkt_larger', length: 1500, target: { field: 'reg0' } }],
    [
      'multipath: 0 links',
      {
        type: 'multipath',
        fields: 'eth_src',
        basis: 0,
        algorithm: 'hrw',
        links: 0,
        argument: 0,
        target: { field: 'reg0' },
      },
    ],
    ['nsh_ttl', { type: 'ct', zone: { field: 'nsh_ttl' } }],
  ])('with a value that does not fit is refused: %s', (message, action) => {
    expect(() => octets(action)).toThrow(message)
  })

  it.each<[string, Body]>([
    ['a value with more bits than its target', { subtype: 7, ofs: 0, n_bits_less_1: 2, dst: 0x0001_0204, value: 8n }],
    ['bits outside the field', { subtype: 7, ofs: 30, n_bits_less_1: 2, dst: 0x0001_0204, value: 1n }],
    [
      'a field by a header Open vSwitch does not write',
      { subtype: 7, ofs: 0, n_bits_less_1: 2, dst: 0x8000_0606, value: 1n },
    ],
    ['both kinds of NAT', { subtype: 36, flags: 3, range_present: 0 }],
    ['an unknown flag', { subtype: 35, flags: 4, zone_src: 0, zone: 0, recirc_table: 255, alg: 0, actions: [] }],
    ['an unknown reason', { subtype: 20, max_len: 1, controller_id: 0, reason: 99 as 0 }],
    [
      'members that are no ports',
      { subtype: 12, algorithm: 0, fields: 0, basis: 0, member_type: 5, ofs: 0, n_bits_less_1: 0, dst: 0, members: [] },
    ],
  ])('with %s stays unnamed', (_name, body) => {
    expect(decodeNiciraAction(body, 0x01, keep)).toBeUndefined()
  })
})

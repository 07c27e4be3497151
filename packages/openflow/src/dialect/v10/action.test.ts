import { describe, expect, it } from 'vitest'
import type { Action } from '../../action/action.ts'
import { apply, clearActions, gotoTable } from '../../action/instruction.ts'
import { OFPP_CONTROLLER, OFPP_IN_PORT } from '../../action/reserved-ports.ts'
import type { Flow } from '../../flow.ts'
import { TCP, extended, flow, octets, plain, put, sent } from '../../testing/dialect-10.ts'
import { type Dialect, UnsupportedError } from '../dialect.ts'

describe('actions', () => {
  it.each<[string, readonly Action[], string, (readonly Action[])?]>([
    ['output', [{ type: 'output', port: OFPP_IN_PORT }], '00000008 fff8 0000'],
    ['output to the controller', [{ type: 'output', port: OFPP_CONTROLLER }], '00000008 fffd ffff'],
    [
      'output of part to the controller',
      [{ type: 'output', port: OFPP_CONTROLLER, maxLength: 64 }],
      '00000008 fffd 0040',
    ],
    ['enqueue', [{ type: 'enqueue', port: 1, queue: 2 }], '000b0010 0001 000000000000 00000002'],
    [
      'VLAN',
      [{ type: 'mod_vlan_vid', vid: 5 }, { type: 'mod_vlan_pcp', pcp: 3 }, { type: 'pop_vlan' }],
      '00010008 0005 0000 00020008 03 000000 00030008 00000000',
    ],
    [
      'a pushed VLAN',
      [
        { type: 'push_vlan', ethertype: 0x8100 },
        { type: 'set_field', field: 'vlan_vid', value: 0x1005 },
      ],
      '00010008 0005 0000',
      [{ type: 'mod_vlan_vid', vid: 5 }],
    ],
    ['Ethernet', [{ type: 'set_field', field: 'eth_dst', value: 5 }], '00050010 000000000005 000000000000'],
    ['DSCP', [{ type: 'set_field', field: 'ip_dscp', value: 46 }], '00080008 b8 000000'],
    ['TCP', [{ type: 'set_field', field: 'tcp_dst', value: 80 }], '000a0008 0050 0000'],
  ])('of OpenFlow 1.0: %s', (_name, actions, expected, again = actions) => {
    for (const dialect of [plain, extended]) {
      const message = put(dialect, TCP, actions)
      expect(octets(message).slice(144)).toBe(expected.replaceAll(' ', ''))
      expect(dialect.modificationOf(message)).toMatchObject({ flow: { instructions: [apply(...again)] } })
    }
  })

  it('of ports are those of the protocol of the match', () => {
    const actions: Action[] = [{ type: 'set_field', field: 'udp_src', value: 53 }]
    const message = put(plain, { eth_type: 0x0800, ip_proto: 17 }, actions)
    expect(plain.modificationOf(message)).toMatchObject({ flow: { instructions: [apply(...actions)] } })
  })

  it.each<[string, Action]>([
    ['group', { type: 'group', group: 5 }],
    ['set_queue', { type: 'set_queue', queue: 5 }],
    ['push_mpls', { type: 'push_mpls', ethertype: 0x8847 }],
    ['dec_ttl', { type: 'dec_ttl' }],
    ['set_field of reg0', { type: 'set_field', field: 'reg0', value: 5 }],
    ['set_field of eth_dst', { type: 'set_field', field: 'eth_dst', value: 1, mask: 1 }],
    ['resubmit', { type: 'resubmit', table: 5 }],
    ['clone', { type: 'clone', actions: [{ type: 'output', port: 1 }, { type: 'dec_ttl' }] }],
    ['ct', { type: 'ct', commit: true, actions: [{ type: 'nat', kind: 'src', addresses: { first: 1 } }] }],
  ])('of Nicira are refused by name without the extension: %s', (name, action) => {
    const message = put(extended, {}, [action])
    expect(extended.modificationOf(message)).toMatchObject({ flow: { instructions: [apply(action)] } })
    expect(() => put(plain, {}, [action])).toThrow(`${name} has no form in OpenFlow 1.0`)
  })

  it.each<[string, readonly Action[]]>([
    ['meter', [{ type: 'meter', meter: 1 }]],
    ['push_pbb', [{ type: 'push_pbb', ethertype: 0x88e7 }]],
    ['copy_ttl_in', [{ type: 'copy_ttl_in' }]],
    ['encap', [{ type: 'encap', packetType: 0 }]],
    ['push_vlan', [{ type: 'push_vlan', ethertype: 0x8100 }]],
    [
      'push_vlan',
      [
        { type: 'push_vlan', ethertype: 0x88a8 },
        { type: 'mod_vlan_vid', vid: 1 },
      ],
    ],
  ])('of later versions are refused by name: %s', (name, actions) => {
    expect(() => put(extended, {}, actions)).toThrow(UnsupportedError)
    expect(() => put(extended, {}, actions)).toThrow(`${name} has no form in OpenFlow 1.0`)
  })

  it('nobody knows are kept', () => {
    const bytes = new Uint8Array([0xff, 0xff, 0, 16, 0, 0, 0x12, 0x34, 1, 2, 3, 4, 5, 6, 7, 8])
    const message = put(plain, {}, [{ type: 'unknown', bytes }])
    expect(plain.modificationOf(message)).toMatchObject({ flow: { instructions: [apply({ type: 'unknown', bytes })] } })
  })

  it('say what instructions say', () => {
    const metadata = { type: 'write_metadata', metadata: 5n, mask: 3n } as const
    const said = (...instructions: Flow['instructions']) =>
      sent(extended.modification(1, { kind: 'put-flow', flow: { ...flow({}), instructions } }))
    const written = said(metadata, apply({ type: 'pop_vlan' }))
    expect(octets(written).slice(144)).toBe(
      '0003000800000000' + 'ffff0020000023200016' + '000000000000' + '00000000000000050000000000000003',
    )
    expect(extended.modificationOf(written)).toMatchObject({
      flow: { instructions: [apply({ type: 'pop_vlan' }), metadata] },
    })
    expect(extended.modificationOf(said(gotoTable(3), metadata, apply({ type: 'pop_vlan' })))).toMatchObject({
      flow: {
        instructions: [
          apply(
            { type: 'pop_vlan' },
            { type: 'set_field', field: 'metadata', value: 1n, mask: 3n },
            { type: 'resubmit', table: 3 },
          ),
        ],
      },
    })
    const refused = (dialect: Dialect, instruction: Flow['instructions'][number]) => () =>
      dialect.modification(1, { kind: 'put-flow', flow: { ...flow({}), instructions: [instruction] } })
    expect(refused(plain, gotoTable(3))).toThrow('goto_table has no form')
    expect(refused(extended, clearActions())).toThrow('clear_actions has no form')
    expect(refused(extended, { type: 'meter', meter: 1 })).toThrow('meter has no form')
  })
})

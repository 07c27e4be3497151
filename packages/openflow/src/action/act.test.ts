import { describe, expect, it } from 'vitest'
import { formatActions } from '../text/format/action.ts'
import { act } from './act.ts'
import { out } from './out.ts'

describe('action builders', () => {
  it.each([
    ['set_field:10.0.0.1->ip_dst', [act.set('ipv4_dst', '10.0.0.1')]],
    [
      'set_field:02:00:00:00:00:00/ff:00:00:00:00:00->eth_src',
      [act.set('eth_src', '02:00:00:00:00:00/ff:00:00:00:00:00')],
    ],
    ['set_field:0x7->reg3', [act.set('reg3', 7)]],
    ['load:0x7->NXM_NX_REG0[0..15]', [act.load(7n, { field: 'reg0', start: 0, bits: 16 })]],
    ['move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]', [act.move({ field: 'eth_src' }, { field: 'eth_dst' })]],
    ['push_vlan:0x8100,set_field:4196->vlan_vid,output:2', [...act.pushVlan(100), out.port(2)]],
    ['pop_vlan,dec_ttl,IN_PORT', [act.popVlan(), act.decTtl(), out.inPort()]],
    ['resubmit(,3),resubmit(1,2)', [act.resubmit(3), act.resubmit(2, 1)]],
    [
      'ct(commit,zone=1,nat(src=10.0.0.1))',
      [act.ct({ commit: true, zone: 1, actions: [act.nat({ kind: 'src', addresses: { first: 0x0a000001 } })] })],
    ],
    ['clone(set_field:0x1->reg0,FLOOD),NORMAL', [act.clone(act.set('reg0', 1), out.flood()), out.normal()]],
    ['conjunction(7,1/2)', [act.conjunction(7, 0, 2)]],
    ['set_queue:4,CONTROLLER:128,group:9', [act.setQueue(4), out.controller(128), out.group(9)]],
  ])('say what ovs-ofctl calls %s', (text, actions) => {
    expect(formatActions(actions)).toBe(text)
  })

  it('refuse values that do not fit, naming field and value', () => {
    expect(() => act.set('ip_dscp', 64)).toThrow('ip_dscp')
    expect(() => act.set('ipv4_dst', '10.0.0')).toThrow('10.0.0')
    expect(() => act.set('ip_proto', { value: 1, mask: 1 })).toThrow('cannot be masked')
  })
})

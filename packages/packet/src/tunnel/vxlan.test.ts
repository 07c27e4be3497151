import { expect, it } from 'vitest'
import { fromHex, toHex } from '../testing/hex.ts'
import { vxlan, vxlan_flags } from './vxlan.ts'

it('has a network identifier of 24 bits', () => {
  expect(toHex(vxlan.encode(vxlan.create({ vni: 0xabcdef })))).toBe('08000000abcdef00')
  expect(() => vxlan.encode(vxlan.create({ vni: 2 ** 24 }))).toThrow('vxlan.vni')
})

it('may carry a group policy', () => {
  expect(vxlan.decode(fromHex('88080102 00000100'))).toEqual({
    layer: 'vxlan',
    flags: vxlan_flags.G | vxlan_flags.I | vxlan_flags.A,
    group_policy_id: 0x0102,
    vni: 1,
  })
})

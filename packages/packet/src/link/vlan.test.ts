import { expect, it } from 'vitest'
import { fromHex, toHex } from '../testing/hex.ts'
import { vlan } from './vlan.ts'

it('has its priority in the upper three bits', () => {
  const tag = vlan.create({ pcp: 5, dei: 1, vid: 0xabc, type: 0x0800 })
  expect(toHex(vlan.encode(tag))).toBe('babc0800')
  expect(vlan.decode(fromHex('babc0800'))).toEqual(tag)
})

it('has 12 bits of identifier', () => {
  expect(() => vlan.encode(vlan.create({ vid: 4096 }))).toThrow('vlan.vid')
})

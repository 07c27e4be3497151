import { expect, it } from 'vitest'
import { decodePacket } from '../packet/decode.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { llc, snap } from './llc.ts'

it('has one control byte in unnumbered frames and two in others', () => {
  expect(llc.parse(fromHex('424203 00'))).toMatchObject({ length: 3, value: { control: 3 } })
  expect(llc.parse(fromHex('f0f07f 00'))).toMatchObject({ length: 3 })
  expect(llc.parse(fromHex('0404 0001'))).toMatchObject({ length: 4, value: { control: 0, control_2: 1 } })
  expect(toHex(llc.encode({ layer: 'llc', dsap: 4, ssap: 4, control: 0, control_2: 1 }))).toBe('04040001')
})

it('reads the EtherType behind OUI 0 only', () => {
  const frame = (oui: string) => decodePacket(fromHex(`aaaa03 ${oui} 0800 00`), { first: 'llc' }).layers[2]
  expect(frame('000000')).toMatchObject({ layer: 'undecoded', as: 'ipv4' })
  expect(frame('00000c')).toMatchObject({ layer: 'payload' })
  expect(snap.decode(fromHex('00000c 2000'))).toEqual({ layer: 'snap', oui: 0x0c, pid: 0x2000 })
})

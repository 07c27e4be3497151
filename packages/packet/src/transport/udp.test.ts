import { expect, it } from 'vitest'
import { ipv4 } from '../internet/ipv4.ts'
import { decodePacket } from '../packet/decode.ts'
import { encodePacket } from '../packet/encode.ts'
import { fromHex } from '../testing/hex.ts'
import { udp } from './udp.ts'

const addresses = ipv4.create({ src: 0, dst: 0 })

it('writes a sum of 0 as all ones, because 0 says that there is none', () => {
  // 17 + 2 × 10 + 0xffda = 0xffff
  const payload = { layer: 'payload', data: fromHex('ffd8') } as const
  const bytes = encodePacket([addresses, udp.create({ src_port: 2 }), payload])
  const packet = decodePacket(bytes, { first: 'ipv4' })
  expect(packet.layers[1]).toMatchObject({ checksum: 0xffff })
  expect(packet.checksums[1]?.verdict).toBe('good')
})

it('ends where its length says, and IP behind it', () => {
  const bytes = encodePacket([
    addresses,
    udp.create({ src_port: 1, dst_port: 2 }),
    { layer: 'payload', data: fromHex('aa') },
    { layer: 'trailer', behind: 1, data: fromHex('bbbb') },
  ])
  expect(decodePacket(bytes, { first: 'ipv4' }).layers).toMatchObject([
    { total_length: 31 },
    { length: 9 },
    { layer: 'payload', data: fromHex('aa') },
    { layer: 'trailer', behind: 1, data: fromHex('bbbb') },
  ])
})

it('with a length of less than 8 keeps the rest as bytes', () => {
  const { layers } = decodePacket(fromHex('00010002 0007 0000 aabb'), { first: 'udp' })
  expect(layers[1]).toMatchObject({ layer: 'undecoded', reason: 'length 7 ends within the header' })
})

import { expect, it } from 'vitest'
import { decodePacket } from '../packet/decode.ts'
import { encodePacket } from '../packet/encode.ts'
import { formatPacket } from '../packet/format.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { tcp, tcp_flags } from './tcp.ts'

/** Composed by Open vSwitch 3.1. */
const synAck =
  '0200000000020200000000010800 450000280000000040066abd0102030405060708 0050005a0000000000000000501200009f150000'

it('is read from and written as what Open vSwitch composes', () => {
  const packet = decodePacket(fromHex(synAck))
  expect(packet.layers[2]).toMatchObject({
    src_port: 80,
    dst_port: 90,
    flags: tcp_flags.SYN | tcp_flags.ACK,
    options: [],
  })
  expect(packet.checksums.map(({ verdict }) => verdict)).toEqual(['good', 'good'])
  expect(toHex(encodePacket(packet.layers))).toBe(toHex(fromHex(synAck)))
  expect(formatPacket(packet)).toContain('tcp 80 > 90 [ACK SYN] seq 0 ack 0')
})

it('stays readable when an option is broken', () => {
  const bytes = tcp.encode(tcp.create({ src_port: 7, options: [{ kind: 2, mss: 1460 }] }))
  bytes[21] = 200
  expect(tcp.decode(bytes)).toMatchObject({ src_port: 7, options: [{ kind: -1, data: fromHex('02c805b4') }] })
})

it('has at most 40 bytes of options', () => {
  const options = (count: number) => Array.from({ length: count }, () => ({ kind: 8, tsval: 1, tsecr: 2 }) as const)
  expect(tcp.encode(tcp.create({ options: options(4) }))).toHaveLength(60)
  expect(() => tcp.encode(tcp.create({ options: options(5) }))).toThrow('data_offset')
})

import { expect, it } from 'vitest'
import { crc32c } from '../core/checksum.ts'
import { decodePacket } from '../packet/decode.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { sctp_chunk_type } from './sctp-chunk.ts'
import { sctp } from './sctp.ts'

it('has its checksum little endian', () => {
  const packet = sctp.create({ src_port: 1, dst_port: 2, chunks: [{ type: sctp_chunk_type.COOKIE_ACK, flags: 0 }] })
  const bytes = sctp.encode(packet)
  const zeroed = fromHex('00010002 00000000 00000000 0b000004')
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  expect(view.getUint32(8, true)).toBe(crc32c(zeroed))
  expect(decodePacket(bytes, { first: 'sctp' }).checksums).toMatchObject([{ verdict: 'good' }])
})

it('does not count the padding of the last parameter', () => {
  const parameters = [
    { type: 11, host_name: 'a' },
    { type: 1, heartbeat_info: fromHex('010203') },
  ] as const
  const bytes = sctp.encode(sctp.create({ chunks: [{ type: 4, flags: 0, parameters: [...parameters] }] }))
  expect(toHex(bytes.subarray(12))).toBe('04000013' + '000b000561000000' + '00010007010203' + '00')
  expect(sctp.decode(bytes).chunks).toMatchObject([{ parameters }])
})

it('keeps unknown chunks and a broken rest', () => {
  const bytes = fromHex('00010002 00000000 00000000 3f01 0006 aabb 0000 0100 0003')
  expect(sctp.decode(bytes).chunks).toEqual([
    { type: 63, flags: 1, _extra: fromHex('aabb') },
    { type: -1, data: fromHex('01000003') },
  ])
})

import { expect, it } from 'vitest'
import { fromHex, toHex } from '../testing/hex.ts'
import { igmp, igmp_type } from './igmp.ts'

it('is a version 2 leave of 8 bytes with its checksum', () => {
  const leave = igmp.create({ type: igmp_type.V2_LEAVE_GROUP, group_address: 0xe1010101 })
  expect(toHex(igmp.encode(leave))).toBe('170006fde1010101')
})

it('tells queries apart by their size', () => {
  expect(igmp.decode(fromHex('1164ee9b00000000'))).toMatchObject({ max_resp_code: 100, v3: null })
  expect(igmp.decode(fromHex('1164ec1e00000000 027d0000'))).toMatchObject({ v3: { qrv: 2, qqic: 125 } })
})

it('has records with sources and auxiliary words', () => {
  const report = igmp.create({
    type: igmp_type.V3_MEMBERSHIP_REPORT,
    group_records: [
      {
        record_type: 1,
        aux_data_len: 1,
        multicast_address: 0xe1010101,
        source_addresses: [1, 2],
        auxiliary_data: fromHex('01020304'),
      },
    ],
  })
  expect(toHex(igmp.encode(report)).slice(8)).toBe('0000000101010002e10101010000000100000002' + '01020304')
  expect(igmp.decode(igmp.encode(report))).toMatchObject({ group_records: report.group_records })
})

it('refuses records that are not there', () => {
  expect(() => igmp.decode(fromHex('22000000 0000ffff'))).toThrow('group_records')
})

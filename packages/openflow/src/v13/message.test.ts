import { StructError } from '@vlcp/struct'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { group, output, popVlan, pushVlan, setField } from '../action/action.ts'
import { apply, gotoTable } from '../action/instruction.ts'
import { ofp13 } from '../dialect/v13.ts'
import { encodeMessage } from '../message.ts'
import type { Flow } from '../flow.ts'
import { OFP13_VERSION } from './header.ts'
import { ofp_msg, type OfpMsg } from './message.ts'

const flow: Flow = {
  table: 3,
  priority: 32768,
  match: { in_port: 7, eth_dst: 0x020000000001, vlan_vid: 0x1064, reg5: 7, reg7: { value: 0, mask: 0x8000 } },
  cookie: 0x564c_0000_0000_0001n,
  instructions: [
    apply(setField('reg6', 3), popVlan(), pushVlan(), setField('vlan_vid', 0x1064), output(2), group(5)),
    gotoTable(4),
  ],
}

describe('hostile bytes', () => {
  const bytes = encodeMessage(ofp13.modification(9, { kind: 'put-flow', flow }))

  it.each(Array.from(bytes, (_, at) => at))(
    'are an error with path and offset, or a value, when octet %i is zero or ones',
    (at) => {
      for (const value of [0, 0xff]) {
        const mutated = Uint8Array.from(bytes)
        mutated[at] = value
        expectErrorOrSameBytes(mutated)
      }
    },
  )

  it('are an error when the message ends early', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => ofp_msg.decode(bytes.subarray(0, length))).toThrow(StructError)
    }
  })

  const anyMessage = fc.tuple(fc.nat(30), fc.uint8Array({ maxLength: 120 })).map(([type, body]) => {
    const message = Buffer.concat([Buffer.from([OFP13_VERSION, type, 0, 0, 0, 0, 0, 1]), body])
    message.writeUInt16BE(message.length, 2)
    return new Uint8Array(message)
  })

  test.prop([anyMessage], { numRuns: 2000 })('never do anything else', (message) => expectErrorOrSameBytes(message))
})

/** Whatever decodes must encode to something that decodes to the same value; anything else is a StructError. */
function expectErrorOrSameBytes(message: Uint8Array): void {
  let decoded: OfpMsg
  try {
    decoded = ofp_msg.decode(message)
  } catch (error) {
    expect(error).toBeInstanceOf(StructError)
    return
  }
  expect(ofp_msg.decode(ofp_msg.encode(decoded))).toEqual(decoded)
}

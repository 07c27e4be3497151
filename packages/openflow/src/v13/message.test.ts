import { StructError } from '@vlcp/struct'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { apply, type Action, gotoTable, group, output, popVlan, pushVlan, setField } from '../action/action.ts'
import { OFPP_CONTROLLER } from '../action/reserved-ports.ts'
import type { Flow } from '../flow.ts'
import { flowContent, flowKey } from '../identity.ts'
import { canonicalMatch } from '../match/canonical.ts'
import { FIELDS } from '../match/fields.ts'
import type { FieldValue, MaskedValue, Match } from '../match/match.ts'
import { formatGroup } from '../text/format/group.ts'
import { OFP13_VERSION, ofp_type } from './header.ts'
import { ofp_msg, type OfpMsg } from './message.ts'
import { decodeMatch, encodeMatch } from './translate/match.ts'
import { decodeFlow, decodeGroup, encodeModification } from './translate/table.ts'

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

/** A flow-mod read as the switch would report it. */
function reported(message: OfpMsg): Flow {
  if (message.type !== ofp_type.OFPT_FLOW_MOD) throw new Error('not a flow-mod')
  const counters = { duration_sec: 0, duration_nsec: 0, packet_count: 0n, byte_count: 0n }
  return decodeFlow({ ...message, ...counters })
}

const roundTrip = (modified: Flow): Flow =>
  reported(ofp_msg.decode(ofp_msg.encode(encodeModification(9, { kind: 'put-flow', flow: modified }))))

const bits = (count: number): fc.Arbitrary<bigint> => fc.bigInt({ min: 0n, max: (1n << BigInt(count)) - 1n })

const anyMatch: fc.Arbitrary<Match> = fc
  .subarray([...FIELDS], { maxLength: 8 })
  .chain((fields) =>
    fc.tuple(
      ...fields.map(({ name, bits: width }) =>
        fc.tuple(bits(width), fc.option(bits(width))).map(([value, mask]): [string, FieldValue | MaskedValue] => {
          const narrow = (wide: bigint): FieldValue => (width > 48 ? wide : Number(wide))
          return [name, mask === null ? narrow(value) : { value: narrow(value), mask: narrow(mask) }]
        }),
      ),
    ),
  )
  .map((entries) => Object.fromEntries(entries) as Match)

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.nat(0xffff).map((port) => output(port)),
  fc.nat(0xffff).map((length) => output(OFPP_CONTROLLER, length)),
  fc.nat().map(group),
  fc.constant(popVlan()),
  fc.constantFrom(0x8100, 0x88a8).map(pushVlan),
  fc.nat().map((value) => setField('reg6', value)),
)

describe('OpenFlow 1.3 messages', () => {
  it('carry a flow there and back', () => {
    expect(flowKey(roundTrip(flow))).toBe(flowKey(flow))
    expect(flowContent(roundTrip(flow))).toBe(flowContent(flow))
  })

  test.prop([anyMatch, fc.array(anyAction, { maxLength: 6 })])(
    'carry any match and actions there and back',
    (match, actions) => {
      const back = roundTrip({ ...flow, match, instructions: [apply(...actions)] })
      expect(back.match).toEqual(canonicalMatch(match))
      expect(back.instructions).toEqual([apply(...actions)])
    },
  )

  it('carry a group there and back', () => {
    const message = encodeModification(1, {
      kind: 'add-group',
      group: { id: 5, type: 'all', buckets: [{ actions: [output(2)] }, { actions: [] }] },
    })
    const decoded = ofp_msg.decode(ofp_msg.encode(message))
    if (decoded.type !== ofp_type.OFPT_GROUP_MOD) throw new Error('not a group-mod')
    const group = decodeGroup({ type: decoded.group_type, group_id: decoded.group_id, buckets: decoded.buckets })
    expect(formatGroup(group)).toBe('group_id=5,type=all,bucket=actions=output:2,bucket=actions=drop')
  })

  it('keep fields, actions and messages they do not know, byte for byte', () => {
    const unknownFields = [
      { header: 0xffff_0205, experimenter: 0x1234, _extra: Uint8Array.of(1) },
      { header: 0xffff_4205, experimenter: 0x1234, _extra: Uint8Array.of(1) },
      { header: 0xffff_0203, _extra: Uint8Array.of(1, 2, 3) },
      { header: 0x0001_5002, data: Uint8Array.of(1, 2) },
      { header: 0x8000_0a03, _extra: Uint8Array.of(1, 2, 3) },
    ]
    const match = decodeMatch({ oxm_fields: unknownFields })
    expect(encodeMatch(match).oxm_fields).toEqual(unknownFields)
    const resubmit: Action = { type: 'unknown', bytes: Buffer.from('ffff001000002320000e0000ff000000', 'hex') }
    expect(roundTrip({ ...flow, instructions: [apply(resubmit)] }).instructions).toMatchObject([
      { actions: [{ type: 'unknown', bytes: new Uint8Array(resubmit.bytes) }] },
    ])
    const meterMod = Buffer.from('041d001000000001' + '0000000500000001', 'hex')
    expect(Buffer.from(ofp_msg.encode(ofp_msg.decode(meterMod)))).toEqual(meterMod)
  })

  it('refuse a value that does not fit its field, and name it', () => {
    const wide = { ...flow, match: { vlan_pcp: 256 } }
    expect(() => encodeModification(1, { kind: 'put-flow', flow: wide })).toThrow('vlan_pcp: 256 does not fit')
  })
})

describe('hostile bytes', () => {
  const bytes = ofp_msg.encode(encodeModification(9, { kind: 'put-flow', flow }))

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

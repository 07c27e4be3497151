import { describe, expect, it } from 'vitest'
import { type Action, output } from '../../action/action.ts'
import { apply, type Instruction } from '../../action/instruction.ts'
import type { Flow } from '../../flow.ts'
import { decodeMessage, encodeMessage, type Message } from '../../message.ts'
import type { Match } from '../../match/match.ts'
import type { Modification } from '../../modification.ts'
import { type Dialect, UnsupportedError } from '../dialect.ts'
import { ofp13 } from '../v13.ts'
import { ofp14 } from '../v14.ts'
import { ofp15 } from '../v15.ts'

const flow = (instructions: readonly Instruction[], match: Match = {}): Flow => ({
  table: 1,
  priority: 7,
  match,
  cookie: 5n,
  instructions,
})

/** What a switch that speaks the dialect is told, in the version-free terms again. */
const told = (dialect: Dialect, change: Modification): Modification | undefined =>
  dialect.modificationOf(decodeMessage(encodeMessage(dialect.modification(1, change))))

function instructionsTold(dialect: Dialect, instructions: readonly Instruction[], match?: Match) {
  const change = told(dialect, { kind: 'put-flow', flow: flow(instructions, match) })
  return change?.kind === 'put-flow' ? change.flow.instructions : undefined
}

const CHANGES: readonly Modification[] = [
  { kind: 'modify-flow', flow: { ...flow([apply(output(1))]), idleTimeoutS: 1, hardTimeoutS: 2, flags: 1 } },
  { kind: 'modify-flows', filter: { table: 3, match: { in_port: 1 }, cookie: 1n, cookieMask: 3n }, instructions: [] },
  { kind: 'remove-flow', flow: { table: 1, priority: 7, match: { in_port: 1 } } },
  { kind: 'remove-flows', filter: { table: 3, outPort: 4, outGroup: 5, cookie: 6n } },
  { kind: 'remove-flows', filter: {} },
  { kind: 'remove-group', group: { id: 5 } },
  {
    kind: 'add-meter',
    meter: { id: 1, unit: 'pktps', bands: [{ type: 'dscp_remark', rate: 5, burst: 6, levels: 1 }] },
  },
  { kind: 'modify-meter', meter: { id: 1, unit: 'kbps', stats: true, bands: [{ type: 'drop', rate: 5 }] } },
  { kind: 'remove-meter', meter: { id: 1 } },
  {
    kind: 'modify-group',
    group: {
      id: 5,
      type: 'fast_failover',
      buckets: [
        { actions: [output(1)], watchPort: 1 },
        { actions: [], watchGroup: 6 },
      ],
    },
  },
]

describe.each([ofp13, ofp14, ofp15])('a change in OpenFlow $name', (dialect) => {
  it.each([
    ['a removal by port', { command: 4, out_port: 3 }],
    ['a removal by group', { command: 4, out_group: 3 }],
    ['a removal by some bits of the cookie', { command: 4, cookie_mask: 0xffn }],
    ['a change by cookie', { command: 2, cookie_mask: 0xffn }],
  ])('that has no form without version is not said to be another: %s of exactly one flow', (_, restriction) => {
    const message = { ...dialect.modification(1, { kind: 'modify-flow', flow: flow([]) }), instructions: [] }
    expect(dialect.modificationOf({ ...message, command: 4 } as Message)).toMatchObject({ kind: 'remove-flow' })
    expect(dialect.modificationOf({ ...message, ...restriction } as Message)).toBeUndefined()
  })

  it.each(CHANGES)('says $kind so that it is read the same', (change) => {
    const back = told(dialect, change)
    if (change.kind === 'modify-flow') expect(back).toMatchObject(change)
    else expect(back).toEqual(change)
  })

  it('restricts the removal of a flow by all bits of its cookie but the lowest', () => {
    const message = dialect.modification(1, { kind: 'remove-flow', flow: flow([]) })
    expect(message).toMatchObject({ cookie: 5n, cookie_mask: 0xffff_ffff_ffff_fffen })
  })

  it('queues and outputs, then takes the queue back', () => {
    expect(instructionsTold(dialect, [apply({ type: 'enqueue', port: 1, queue: 2 })])).toEqual([
      apply({ type: 'set_queue', queue: 2 }, output(1, 0xffff), { type: 'pop_queue' }),
    ])
  })

  it('sets the tunnel as a field', () => {
    const set: Action = { type: 'set_field', field: 'tunnel_id', value: 5n }
    expect(instructionsTold(dialect, [apply({ type: 'set_tunnel', id: 5n })])).toEqual([apply(set)])
  })

  it('meters before all else, by what the version has for it', () => {
    const meter = { type: 'meter', meter: 3 } as const
    const asAction = [apply(meter, output(1))]
    const asInstruction: readonly Instruction[] = [meter, apply(output(1))]
    const expected = dialect === ofp15 ? asAction : asInstruction
    expect(instructionsTold(dialect, asAction)).toEqual(expected)
    expect(instructionsTold(dialect, asInstruction)).toEqual(expected)
    expect(instructionsTold(dialect, [meter])).toEqual(dialect === ofp15 ? [apply(meter)] : [meter])
  })

  it('pushes a tag for an OpenFlow 1.0 action only where the match says there is none', () => {
    const actions = [apply({ type: 'mod_vlan_vid', vid: 100 }, { type: 'mod_vlan_pcp', pcp: 3 })]
    const set: readonly Action[] = [
      { type: 'set_field', field: 'vlan_vid', value: 0x1064 },
      { type: 'set_field', field: 'vlan_pcp', value: 3 },
    ]
    expect(instructionsTold(dialect, actions, { vlan_vid: 0x1005 })).toEqual([apply(...set)])
    expect(instructionsTold(dialect, actions, { vlan_vid: 0 })).toEqual([
      apply({ type: 'push_vlan', ethertype: 0x8100 }, ...set),
    ])
    expect(instructionsTold(dialect, actions)).toMatchObject([
      apply({ type: 'set_field', field: 'vlan_tci', value: 0x1064, mask: 0x1fff }, { ...set[1] } as Action),
    ])
  })

  it.each<[string, Modification]>([
    ['group: 4294967296', { kind: 'remove-group', group: { id: 2 ** 32 } }],
    ['table: 256', { kind: 'put-flow', flow: { ...flow([]), table: 256 } }],
    ['priority: -1', { kind: 'put-flow', flow: { ...flow([]), priority: -1 } }],
    ['vid: 4096', { kind: 'put-flow', flow: flow([apply({ type: 'mod_vlan_vid', vid: 4096 })]) }],
    ['unknown type', { kind: 'add-group', group: { id: 5, type: 'unknown', buckets: [] } }],
    ['rate: NaN', { kind: 'add-meter', meter: { id: 5, unit: 'kbps', bands: [{ type: 'drop', rate: NaN }] } }],
  ])('that does not fit is refused by name: %s', (text, change) => {
    expect(() => dialect.modification(1, change)).toThrow(RangeError)
    expect(() => dialect.modification(1, change)).toThrow(text)
  })

  it('of flows by output is refused, because the switch would pass the output over', () => {
    const change: Modification = { kind: 'modify-flows', filter: { table: 3, outPort: 1 }, instructions: [] }
    expect(() => dialect.modification(1, change)).toThrow('modify-flows by output')
  })

  it.each([{}, { table: 0xff }])('of flows in all tables is refused, because the switch would: %j', (filter) => {
    const change: Modification = { kind: 'modify-flows', filter, instructions: [] }
    expect(() => dialect.modification(1, change)).toThrow(UnsupportedError)
    expect(() => dialect.modification(1, change)).toThrow('modify-flows of all tables')
  })

  it('in a bundle has the number of the message around it', () => {
    const inner = dialect.modification(1, { kind: 'remove-flows', filter: {} })
    const message = dialect.bundleAdd(0x01020304, 7, inner)
    if (!('message' in message)) throw new Error('no message inside')
    expect(decodeMessage(message.message)).toMatchObject({ xid: 0x01020304, type: 14 })
    expect(encodeMessage(message).length).toBeGreaterThan(0)
  })

  it('sends a packet and reads it back', () => {
    const packet = { data: Uint8Array.of(1, 2), inPort: 3, actions: [output(1)] }
    expect(dialect.packetOutOf(decodeMessage(encodeMessage(dialect.packetOut(1, packet))))).toEqual(packet)
    const kept = { bufferId: 5, actions: [output(1)] }
    expect(dialect.packetOutOf(decodeMessage(encodeMessage(dialect.packetOut(1, kept))))).toEqual(kept)
    expect(() => dialect.packetOut(1, { actions: [] })).toThrow('neither data nor bufferId')
  })
})

describe('what only some versions have', () => {
  const group = { id: 5, type: 'select', buckets: [{ actions: [], id: 9, weight: 0 }] } as const
  const selection = { method: 'hash', parameter: 3n, fields: { eth_src: 0xffff, ipv4_src: 0xff } }

  it('is refused where it has no form', () => {
    const change: Modification = { kind: 'add-group', group: { ...group, selection } }
    for (const dialect of [ofp13, ofp14])
      expect(() => dialect.modification(1, change)).toThrow(`speaks OpenFlow ${dialect.name}`)
    expect(told(ofp15, change)).toEqual(change)
    const late = flow([apply(output(1), { type: 'meter', meter: 3 })])
    expect(() => ofp13.modification(1, { kind: 'put-flow', flow: late })).toThrow('meter has no form in OpenFlow 1.3')
  })

  it('is the importance of a flow since OpenFlow 1.4', () => {
    const change: Modification = { kind: 'put-flow', flow: { ...flow([]), importance: 4 } }
    expect(() => told(ofp13, change)).toThrow('importance needs OpenFlow 1.4 or later; this switch speaks OpenFlow 1.3')
    for (const dialect of [ofp14, ofp15]) expect(told(dialect, change)).toHaveProperty('flow.importance', 4)
  })

  it('moves by NXAST_REG_MOVE, and by copy-field in OpenFlow 1.5', () => {
    const move: Action = { type: 'move', source: { field: 'reg0', bits: 16 }, target: { field: 'reg1', start: 16 } }
    const bytes = (dialect: Dialect): string =>
      Buffer.from(encodeMessage(dialect.modification(1, { kind: 'put-flow', flow: flow([apply(move)]) }))).toString(
        'hex',
      )
    expect(bytes(ofp13)).toMatch(/ffff00180000232000060010000000100001000400010204$/)
    expect(bytes(ofp15)).toMatch(/001c0018001000000010000000010004000102040{8}$/)
  })

  // Open vSwitch answers OFPBAC_BAD_SET_ARGUMENT to OXM_OF_IN_PORT in an action.
  it.each([ofp13, ofp14, ofp15])('writes the port of OpenFlow 1.0, in OpenFlow $name', (dialect) => {
    const set: Action = { type: 'set_field', field: 'in_port', value: 0xffff_fffe }
    const load: Action = { type: 'load', value: 0xffff_fffen, target: { field: 'in_port' } }
    const move: Action = { type: 'move', source: { field: 'in_port' }, target: { field: 'reg0', start: 0, bits: 16 } }
    const change: Modification = { kind: 'put-flow', flow: flow([apply(set)]) }
    const bytes = Buffer.from(encodeMessage(dialect.modification(1, change))).toString('hex')
    expect(bytes).toMatch(/00190010(?:00000002)fffe0{12}$/)
    expect(instructionsTold(dialect, [apply(set, move)])).toEqual([apply(set, move)])
    expect(instructionsTold(dialect, [apply(load)])).toEqual([apply(dialect === ofp15 ? set : load)])
  })

  it('pads the value of a TLV of NSH by itself', () => {
    const properties = [
      { propertyClass: 4, propertyType: 2, data: Uint8Array.of(1, 2, 3, 2, 9, 8) },
      { propertyClass: 4, propertyType: 1, data: Uint8Array.of(2) },
    ]
    const encap: Action = { type: 'encap', packetType: 0x1_894f, properties }
    expect(instructionsTold(ofp13, [apply(encap)])).toEqual([apply(encap)])
    const change: Modification = { kind: 'put-flow', flow: flow([apply(encap)]) }
    const bytes = Buffer.from(encodeMessage(ofp13.modification(1, change))).toString('hex')
    expect(bytes).toMatch(/0004021001020302090800000000000000040105020{6}$/)
  })

  it('is a masked set-field and a load, the same in OpenFlow 1.5', () => {
    const load: Action = { type: 'load', value: 5n, target: { field: 'reg7', start: 4, bits: 8 } }
    const set: Action = { type: 'set_field', field: 'reg7', value: 0x50, mask: 0xff0 }
    expect(instructionsTold(ofp15, [apply(load)])).toEqual([apply(set)])
    expect(instructionsTold(ofp13, [apply(load, set)])).toEqual([apply(load, set)])
  })
})

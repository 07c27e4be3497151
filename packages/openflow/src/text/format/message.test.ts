import { describe, expect, it } from 'vitest'
import { output } from '../../action/action.ts'
import { apply } from '../../action/instruction.ts'
import type { Dialect } from '../../dialect/dialect.ts'
import { ofp10 } from '../../dialect/v10.ts'
import { ofp13 } from '../../dialect/v13.ts'
import { ofp14 } from '../../dialect/v14.ts'
import { decodeMessage, encodeMessage, type Message } from '../../message.ts'
import type { Modification } from '../../modification.ts'
import { formatMessage } from './message.ts'

const text = (message: Message): string => formatMessage(decodeMessage(encodeMessage(message)))
const flow = { table: 0, priority: 7, match: { in_port: 1 }, cookie: 5n, instructions: [apply(output(1))] }

// Held against ovs-ofctl in test/system/openflow-built.test.ts.
describe('the text of a message', () => {
  it.each<[string, Modification]>([
    ['ADD priority=7,in_port=1 cookie:0x5 actions=output:1', { kind: 'put-flow', flow }],
    ['ADD priority=7,in_port=1 actions=output:1', { kind: 'put-flow', flow: { ...flow, cookie: (1n << 64n) - 1n } }],
    ['MOD_STRICT priority=7,in_port=1 actions=output:1', { kind: 'modify-flow', flow }],
    ['DEL_STRICT priority=7,in_port=1 cookie:0x5 actions=drop', { kind: 'remove-flow', flow }],
    ['DEL group_id=5,type=all', { kind: 'remove-group', group: { id: 5 } }],
    ['DEL meter=controller bands=', { kind: 'remove-meter', meter: { id: 0xffff_fffe } }],
    ['DEL meter=9 bands=', { kind: 'remove-meter', meter: { id: 9 } }],
  ])('is %s', (expected, change) => {
    expect(text(ofp13.modification(9, change)).replace(/^OFPT_\w+ \(OF1.3\) \(xid=0x9\): /, '')).toBe(expected)
  })

  it.each<[string, Dialect]>([
    ['ANY', ofp10(true)],
    ['CONTROLLER', ofp13],
  ])('says that a packet of the controller comes from %s', (origin, dialect) => {
    const message = dialect.packetOut(9, { data: new Uint8Array(60), actions: [output(1)] })
    expect(text(message)).toContain(`in_port=${origin} actions=output:1 data_len=60`)
  })

  it('shows what is in a bundle', () => {
    const change = ofp14.modification(9, { kind: 'put-flow', flow })
    expect(text(ofp14.bundleAdd(9, 7, change))).toBe(
      'OFPT_BUNDLE_ADD_MESSAGE (OF1.4) (xid=0x9): bundle_id=0x7 flags=atomic ordered ' +
        'OFPT_FLOW_MOD (OF1.4) (xid=0x9): ADD priority=7,in_port=1 cookie:0x5 actions=output:1',
    )
    expect(text(ofp13.bundleControl(9, 7, 'commit'))).toBe(
      'OFPT_EXPERIMENTER (OF1.3) (xid=0x9): bundle_id=0x7 type=COMMIT_REQUEST flags=atomic ordered',
    )
  })

  it('shows the fields of what is no message, or in a bundle twice', () => {
    const change = ofp14.modification(9, { kind: 'put-flow', flow })
    const twice = ofp14.bundleAdd(9, 7, ofp14.bundleAdd(9, 7, change))
    expect(text(twice)).toContain('bundle_id: 7')
    const broken = { ...ofp14.bundleAdd(9, 7, change), message: Uint8Array.of(5, 14, 0, 9, 0, 0, 0, 0, 0) } as Message
    expect(text(broken)).toContain('message: 050e00090000000000')
  })
})

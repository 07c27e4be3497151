import { describe, expect, it } from 'vitest'
import { output } from '../../action/action.ts'
import { apply } from '../../action/instruction.ts'
import { ofp10 } from '../../dialect/v10.ts'
import { ofp13 } from '../../dialect/v13.ts'
import { decodeMessage, encodeMessage, type Message } from '../../message.ts'
import { formatOffending } from './offending.ts'

const of = (type: string, code: string) => ({ type, code })
const flow = { table: 3, priority: 7, match: { in_port: 1 }, cookie: 5n, instructions: [apply(output(1))] }
const add = ofp13.modification(9, { kind: 'put-flow', flow })

const part = (message: Message, type: string, code: string): string | undefined =>
  formatOffending(decodeMessage(encodeMessage(message)), message.version === 1 ? ofp10(true) : ofp13, of(type, code))

// Held against a switch in test/system/openflow-refusals.test.ts.
describe('what an error is about', () => {
  it.each([
    ['OFPET_BAD_MATCH', 'OFPBMC_BAD_FIELD', 'match in_port=1'],
    ['OFPET_BAD_ACTION', 'code 77', 'actions=output:1'],
    ['OFPET_BAD_INSTRUCTION', 'OFPBIC_BAD_TABLE_ID', 'actions=output:1'],
    ['OFPET_FLOW_MOD_FAILED', 'OFPFMFC_OVERLAP', 'table:3 priority=7,in_port=1 actions=output:1'],
    // The type of what OpenFlow 1.0 has no error for.
    ['NXET_VENDOR', 'OFPBMC_BAD_FIELD', 'match in_port=1'],
    ['NXET_VENDOR', 'OFPBAC_MATCH_INCONSISTENT', 'actions=output:1'],
    ['NXET_VENDOR', 'NXBAC_BAD_HEADER_TYPE', 'actions=output:1'],
  ])('of a flow is, by %s %s, %s', (type, code, expected) => {
    expect(part(add, type, code)).toBe(expected)
    expect(part(ofp13.bundleAdd(9, 7, add), type, code)).toBe(expected)
  })

  it('is the number of a group, a meter or a port', () => {
    const group = ofp13.modification(9, { kind: 'add-group', group: { id: 5, type: 'all', buckets: [] } })
    expect(part(group, 'OFPET_GROUP_MOD_FAILED', 'OFPGMFC_GROUP_EXISTS')).toBe('group 5')
    const all = ofp13.modification(9, { kind: 'remove-group', group: { id: 0xffff_fffc } })
    expect(part(all, 'OFPET_GROUP_MOD_FAILED', 'OFPGMFC_EPERM')).toBe('all groups')
    const meter = ofp13.modification(9, { kind: 'remove-meter', meter: { id: 6 } })
    expect(part(meter, 'OFPET_METER_MOD_FAILED', 'OFPMMFC_UNKNOWN_METER')).toBe('meter 6')
    const port = ofp10(true).portModification(9, { port: 99, mac: 5, down: true })
    expect(part(port, 'OFPET_PORT_MOD_FAILED', 'OFPPMFC_BAD_PORT')).toBe('port 99')
  })

  it('is a packet, or what was to be done with it', () => {
    const packet = ofp13.packetOut(9, { bufferId: 5, inPort: 3, actions: [output(1)] })
    expect(part(packet, 'OFPET_BAD_ACTION', 'OFPBAC_BAD_OUT_PORT')).toBe('actions=output:1')
    const expected = 'packet in_port=3 actions=output:1 buffer=0x5'
    expect(part(packet, 'OFPET_BAD_REQUEST', 'OFPBRC_BUFFER_UNKNOWN')).toBe(expected)
  })

  it('is nothing of a message that changes nothing', () => {
    expect(part(ofp13.barrierRequest(9), 'OFPET_BAD_REQUEST', 'OFPBRC_EPERM')).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { canonicalMatch } from '../../match/canonical.ts'
import { ofp_oxm } from '../../oxm/oxm.ts'
import { decodeMessage, encodeMessage, type Message } from '../../message.ts'
import { goldenMessages } from '../../testing/golden.ts'
import type { Dialect } from '../dialect.ts'
import { ofp13 } from '../v13.ts'
import { ofp14 } from '../v14.ts'
import { ofp15 } from '../v15.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const [PACKET_OUT, FLOW_MOD, GROUP_MOD, METER_MOD] = [13, 14, 15, 29]
const CHANGES = [PACKET_OUT, FLOW_MOD, GROUP_MOD, METER_MOD]

const VERSIONS = [
  ['1.3', ofp13],
  ['1.4', ofp14],
  ['1.5', ofp15],
] as const

/** The message in bytes, with the fields of its match sorted: they may come in any order that puts prerequisites first. */
function comparable(message: Message): string {
  const match = 'match' in message ? message.match : undefined
  if (match !== undefined && 'oxm_fields' in match)
    match.oxm_fields.sort((a, b) => hex(ofp_oxm.encode(a)).localeCompare(hex(ofp_oxm.encode(b))))
  return hex(encodeMessage(message))
}

/** Commands of ovs-ofctl that change part of a group, which no change without version does. */
const ofBuckets = /^(insert|remove)-buckets/

/** Whatever in a value is not known by name. */
function unknowns(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  if ('type' in value && value.type === 'unknown') return [value]
  return [...('unknown' in value ? [value.unknown] : []), ...Object.values(value).flatMap(unknowns)]
}

describe.each(VERSIONS)('OpenFlow %s', (name, dialect: Dialect) => {
  const golden = goldenMessages(name).map(({ bytes, command }) => ({ message: decodeMessage(bytes), command }))
  const changes = golden.filter(({ message }) => CHANGES.includes(message.type))

  const again = (message: Message): Message | undefined => {
    const modification = dialect.modificationOf(message)
    if (modification !== undefined) return dialect.modification(message.xid, modification)
    const packet = dialect.packetOutOf(message)
    return packet && dialect.packetOut(message.xid, packet)
  }

  it.each(changes.filter(({ command }) => !ofBuckets.test(command)))(
    'says the same as ovs-ofctl: $command',
    ({ message }) => {
      const made = again(message)
      expect(made && comparable(made)).toBe(comparable(message))
    },
  )

  it('leaves changes of single buckets alone', () => {
    for (const { message } of changes.filter(({ command }) => ofBuckets.test(command)))
      expect(again(message)).toBeUndefined()
  })

  it('has a name for everything but fields whose length the switch configures', () => {
    const named = changes.filter(({ command }) => !/tun_metadata/.test(command))
    const left = named.map(({ message, command }) => [command, unknowns(dialect.modificationOf(message))])
    expect(left.filter(([, found]) => found?.length !== 0)).toEqual([])
  })

  it('reads flows and groups that a switch reports, and says the same of them', () => {
    let read = 0
    for (const { message } of golden) {
      for (const flow of dialect.statisticsItems('flows', message) ?? []) {
        const made = decodeMessage(encodeMessage(dialect.modification(1, { kind: 'put-flow', flow })))
        const back = dialect.modificationOf(made)
        expect(back?.kind === 'put-flow' && canonicalMatch(back.flow.match)).toEqual(flow.match)
        expect(back?.kind === 'put-flow' && back.flow.instructions).toEqual(flow.instructions)
        read++
      }
      for (const group of dialect.statisticsItems('groupDescriptions', message) ?? []) {
        const made = decodeMessage(encodeMessage(dialect.modification(1, { kind: 'add-group', group })))
        expect(dialect.modificationOf(made)).toEqual({ kind: 'add-group', group })
        read++
      }
    }
    expect(read).toBeGreaterThan(20)
  })
})

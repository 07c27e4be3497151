import { describe, expect, it } from 'vitest'
import { apply } from '../../action/instruction.ts'
import { OFPP_LOCAL } from '../../action/reserved-ports.ts'
import { decodeMessage } from '../../message.ts'
import type { StatisticsQuestion } from '../../statistics.ts'
import { extended, hex, octets, sent } from '../../testing/dialect-10.ts'
import { goldenMessages } from '../../testing/golden.ts'

describe('what ovs-ofctl says in OpenFlow 1.0', () => {
  const golden = goldenMessages('1.0')

  it('is the same message again, but for what is written in another way', () => {
    /* Matches that need no NXM are not in NXM, fields stand in another order, set_field is one action, a modification keeps
     * cookies, and with OFP_VLAN_NONE there is no priority to compare. */
    const otherwise = ({ command }: { command: string }): boolean =>
      command.startsWith('-F nxm') || /set_field|mod-flows|vlan_tci=0,/.test(command)
    const modifications = golden
      .filter((message) => !otherwise(message))
      .flatMap(({ bytes }) => {
        const message = decodeMessage(bytes)
        const wanted = extended.modificationOf(message)
        return wanted === undefined ? [] : [{ bytes, again: extended.modification(message.xid, wanted) }]
      })
    expect(modifications.length).toBeGreaterThan(30)
    for (const { bytes, again } of modifications) expect(octets(again)).toBe(hex(bytes))
  })

  it('means the same when it is said again', () => {
    let count = 0
    for (const { bytes } of golden) {
      const wanted = extended.modificationOf(decodeMessage(bytes))
      if (wanted === undefined) continue
      expect(extended.modificationOf(sent(extended.modification(1, wanted)))).toEqual(wanted)
      count++
    }
    expect(count).toBeGreaterThan(60)
  })

  it('has packets to send', () => {
    const packets = golden.flatMap(({ bytes }) => {
      const message = decodeMessage(bytes)
      const packet = extended.packetOutOf(message)
      return packet === undefined ? [] : [{ bytes, again: extended.packetOut(message.xid, packet) }]
    })
    expect(packets.length).toBeGreaterThan(0)
    for (const { bytes, again } of packets) expect(octets(again)).toBe(hex(bytes))
  })

  it('answers questions', () => {
    const items = <K extends StatisticsQuestion['kind']>(kind: K) =>
      golden.flatMap(({ bytes }) => extended.statisticsItems(kind, decodeMessage(bytes)) ?? [])
    expect(items('description')).toEqual([
      {
        manufacturer: 'Nicira, Inc.',
        hardware: 'Open vSwitch',
        software: '3.1.0',
        serialNumber: 'None',
        datapath: 'None',
      },
    ])
    expect(items('groups').map(({ group }) => group)).toEqual([5, 6, 8, 7])
    expect(items('groupDescriptions').find(({ id }) => id === 7)).toEqual({
      id: 7,
      type: 'fast_failover',
      buckets: [
        { actions: [{ type: 'output', port: 1 }], watchPort: 1 },
        { actions: [{ type: 'output', port: 2 }], watchGroup: 5 },
      ],
    })
    expect(items('ports')[0]).toMatchObject({ port: OFPP_LOCAL, rxPackets: 0n, rxErrors: undefined })
    expect(items('flows')[1]).toEqual({
      table: 0,
      priority: 7,
      match: { in_port: 3 },
      cookie: 0n,
      instructions: [apply({ type: 'output', port: 1 })],
      idleTimeoutS: 0,
      hardTimeoutS: 0,
      packets: 0n,
      bytes: 0n,
      durationS: 0.021,
    })
    expect(items('portDescriptions').map(({ name }) => name)).toEqual(['br0', 'p1', 'p2', 'p3'])
  })
})

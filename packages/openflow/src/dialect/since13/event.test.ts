import { fc, test } from '@fast-check/vitest'
import { StructError } from '@vlcp/struct'
import { describe, expect, it } from 'vitest'
import { OFPP_ANY } from '../../action/reserved-ports.ts'
import { decodeMessage, encodeMessage, type Message } from '../../message.ts'
import { oxm_header } from '../../oxm/oxm.ts'
import type { StatisticsKind } from '../../statistics.ts'
import { goldenMessages } from '../../testing/golden.ts'
import type { Dialect } from '../dialect.ts'
import { ofp13 } from '../v13.ts'
import { ofp14 } from '../v14.ts'
import { ofp15 } from '../v15.ts'

const KINDS: Readonly<Record<StatisticsKind, true>> = {
  description: true,
  flows: true,
  aggregate: true,
  tables: true,
  ports: true,
  queues: true,
  groups: true,
  groupDescriptions: true,
  meters: true,
  meterDescriptions: true,
  portDescriptions: true,
}

/** Everything a dialect reads in a message. */
function read(dialect: Dialect, message: Message): void {
  dialect.event(message)
  dialect.modificationOf(message)
  dialect.packetOutOf(message)
  for (const kind of Object.keys(KINDS) as StatisticsKind[]) dialect.statisticsItems(kind, message)
}

const wire = { version: 4, xid: 1 }
const FLOW_MOD = 14
const NO_BUFFER = 0xffff_ffff
const NO_COOKIE = 0xffff_ffff_ffff_ffffn

const sent = (message: Message): Message => decodeMessage(encodeMessage(message))

describe('a packet-in', () => {
  const body = {
    buffer_id: NO_BUFFER,
    total_len: 9,
    reason: 1,
    table_id: 2,
    cookie: 5n,
    data: Uint8Array.of(1, 2),
  } as const
  const packetIn = (...oxm_fields: { header: number; value: number | bigint }[]): Message =>
    sent({ ...wire, ...body, type: 10, match: { type: 1, oxm_fields } } as Message)
  const port = { header: oxm_header.OXM_OF_IN_PORT, value: 3 }

  it('tells port, flow and packet', () => {
    const expected = {
      inPort: 3,
      reason: 'action',
      totalLength: 9,
      table: 2,
      cookie: 5n,
      metadata: {},
      data: body.data,
    }
    expect(ofp13.event(packetIn(port))).toEqual({ type: 'packet-in', packetIn: expected })
  })

  it('tells other fields of the pipeline as metadata', () => {
    const event = ofp13.event(packetIn({ header: oxm_header.NXM_NX_REG0, value: 7 }, port))
    expect(event).toMatchObject({ packetIn: { inPort: 3, metadata: { reg0: 7 } } })
    expect(event).not.toHaveProperty('packetIn.metadata.in_port')
  })

  it('without a port has come from none in particular', () => {
    expect(ofp13.event(packetIn())).toMatchObject({ packetIn: { inPort: OFPP_ANY, metadata: {} } })
  })

  it('of no flow and for an unknown reason says so; a buffer is named', () => {
    const strange = Object.assign(packetIn(port), { cookie: NO_COOKIE, reason: 99, buffer_id: 8 })
    const event = ofp13.event(strange)
    expect(event).toMatchObject({ packetIn: { reason: 'unknown', bufferId: 8 } })
    expect(event).not.toHaveProperty('packetIn.cookie')
  })

  it("in Nicira's first form is the same", () => {
    const match = [{ header: oxm_header.NXM_OF_IN_PORT, value: 0xfffe }]
    const message = sent({ ...wire, ...body, type: 4, experimenter: 0x2320, exp_type: 17, match } as Message)
    expect(ofp13.event(message)).toMatchObject({ packetIn: { inPort: 0xffff_fffe, totalLength: 9, cookie: 5n } })
  })

  it("in Nicira's second form may have userdata, or nothing at all", () => {
    const second = (properties: readonly object[]): Message =>
      sent({ ...wire, type: 4, experimenter: 0x2320, exp_type: 30, properties } as Message)
    expect(ofp13.event(second([]))).toMatchObject({ packetIn: { inPort: OFPP_ANY, totalLength: 0, reason: 'unknown' } })
    const properties = [
      { type: 0, data: Uint8Array.of(1, 2, 3) },
      { type: 5, reason: 5 },
      { type: 6, metadata: [port, { header: oxm_header.OXM_OF_METADATA, value: 4n }] },
      { type: 7, userdata: Uint8Array.of(9) },
    ]
    expect(ofp13.event(second(properties))).toMatchObject({
      packetIn: {
        inPort: 3,
        totalLength: 3,
        reason: 'packet_out',
        metadata: { metadata: 4n },
        userdata: Uint8Array.of(9),
      },
    })
  })
})

describe('other events', () => {
  it('are told by the versions that have them', () => {
    const status = { type: 30, xid: 1, role: 3, reason: 0, generation_id: NO_COOKIE } as const
    for (const [dialect, version] of [
      [ofp14, 5],
      [ofp15, 6],
    ] as const)
      expect(dialect.event(sent({ ...status, version, properties: [] }))).toEqual({
        type: 'role',
        asked: false,
        state: { role: 'slave' },
      })
    const onf = {
      ...wire,
      type: 4,
      experimenter: 0x4f4e4600,
      exp_type: 1911,
      role: 2,
      reason: 0,
      generation_id: 9n,
    } as const
    expect(ofp13.event(sent({ ...onf, properties: [] }))).toEqual({
      type: 'role',
      asked: false,
      state: { role: 'master', generationId: 9n },
    })
  })

  it('of a role without name, or of another version, are nothing in particular', () => {
    const reply = { type: 25, xid: 1, role: 7, generation_id: 0n }
    expect(ofp13.event({ ...reply, version: 4 } as Message)).toEqual({ type: 'other' })
    expect(ofp13.event(sent({ version: 5, type: 21, xid: 1 }))).toEqual({ type: 'other' })
    expect(ofp13.event(sent({ version: 6, type: 0, xid: 1, elements: [] }))).toEqual({ type: 'hello' })
  })

  it('say whether more of an answer comes', () => {
    const reply = { ...wire, type: 19, mp_type: 13, ports: [] } as const
    expect(ofp13.event(sent({ ...reply, flags: 1 }))).toEqual({ type: 'statistics', more: true })
    expect(ofp13.event(sent({ ...reply, flags: 0 }))).toEqual({ type: 'statistics', more: false })
    expect(ofp13.statisticsItems('portDescriptions', sent({ ...reply, flags: 0 }))).toEqual([])
    expect(ofp13.statisticsItems('ports', sent({ ...reply, flags: 0 }))).toBeUndefined()
  })

  it('leave out what a switch does not count', () => {
    const queue = { port_no: 1, queue_id: 2, tx_bytes: NO_COOKIE, tx_packets: 3n, tx_errors: NO_COOKIE }
    const queue_stats = [{ ...queue, duration_sec: NO_BUFFER, duration_nsec: NO_BUFFER }]
    const message = sent({ ...wire, type: 19, mp_type: 5, flags: 0, queue_stats })
    const expected = { port: 1, queue: 2, txBytes: undefined, txPackets: 3n, txErrors: undefined }
    expect(ofp13.statisticsItems('queues', message)).toStrictEqual([expected])
  })
})

describe.each([
  ['1.3', ofp13],
  ['1.4', ofp14],
  ['1.5', ofp15],
] as const)('OpenFlow %s', (name, dialect) => {
  const golden = goldenMessages(name).map(({ bytes }) => bytes)
  const kinds = new Set(golden.map((bytes) => dialect.event(decodeMessage(bytes)).type))

  it('tells all that Open vSwitch says', () => {
    const expected = [
      'hello',
      'error',
      'echo-request',
      'echo-reply',
      'features',
      'statistics',
      'barrier-reply',
      'other',
    ]
    for (const kind of expected) expect(kinds).toContain(kind)
  })

  const mutated = fc.tuple(
    fc.constantFrom(...golden.filter((bytes) => bytes.length > 8)),
    fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 4 }),
  )

  test.prop([mutated], { numRuns: 3000 })('reads whatever decodes without throwing', ([bytes, changes]) => {
    const hostile = Uint8Array.from(bytes)
    for (const [at, value] of changes) hostile[8 + (at % (hostile.length - 8))] = value
    let message: Message
    try {
      message = decodeMessage(hostile)
    } catch (error) {
      expect(error).toBeInstanceOf(StructError)
      return
    }
    read(dialect, message)
  })

  const flowMods = golden.filter((bytes) => bytes[1] === FLOW_MOD && decodeMessage(bytes).type === FLOW_MOD)
  const mutatedFlow = fc.tuple(
    fc.constantFrom(...flowMods),
    fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 3 }),
  )

  test.prop([mutatedFlow], { numRuns: 5000 })(
    'names only what it can say again in the same octets',
    ([bytes, changes]) => {
      const hostile = Uint8Array.from(bytes)
      for (const [at, value] of changes) hostile[48 + (at % (hostile.length - 48))] = value
      let message: Message
      try {
        message = decodeMessage(hostile)
      } catch {
        return
      }
      const change = dialect.modificationOf(message)
      if (change?.kind !== 'put-flow' || !('instructions' in message)) return
      const again = sent(dialect.modification(1, change))
      expect('instructions' in again && again.instructions).toEqual(message.instructions)
    },
  )
})

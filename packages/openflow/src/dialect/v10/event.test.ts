import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { OFPP_LOCAL } from '../../action/reserved-ports.ts'
import { decodeMessage, type Message } from '../../message.ts'
import { extended, plain, version } from '../../testing/dialect-10.ts'
import { goldenMessages } from '../../testing/golden.ts'
import { madeMessages } from '../../testing/made.ts'

describe('an event', () => {
  const messages = [...goldenMessages('1.0').map(({ bytes }) => bytes), ...madeMessages(version)]
  const events = messages.map((bytes) => extended.event(decodeMessage(bytes)))
  const of = <T extends string>(type: T) => events.filter((event) => event.type === type)

  it('is made of every message a switch sends unasked', () => {
    const types = new Set(events.map(({ type }) => type))
    for (const type of [
      'hello',
      'echo-reply',
      'barrier-reply',
      'other',
      'error',
      'echo-request',
      'features',
      'packet-in',
    ])
      expect(types).toContain(type)
    for (const type of ['flow-removed', 'port-status', 'role', 'statistics']) expect(types).toContain(type)
  })

  it('tells ports in the handshake', () => {
    expect(of('features')[0]).toMatchObject({
      features: {
        datapathId: 0xca4f_285e_ce45n,
        tables: 254,
        auxiliaryId: 0,
        ports: [{ port: OFPP_LOCAL }, { port: 1, name: 'p1' }, {}, {}],
      },
    })
  })

  it('is a packet in three forms', () => {
    const packet = (text: string) =>
      extended.event(decodeMessage(new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))))
    expect(packet('010a0016 00000000 ffffffff 0040 fffe 01 00 aabbccdd')).toEqual({
      type: 'packet-in',
      packetIn: {
        inPort: OFPP_LOCAL,
        reason: 'action',
        totalLength: 64,
        data: new Uint8Array([0xaa, 0xbb, 0xcc, 0xdd]),
        metadata: {},
      },
    })
    // NXT_PACKET_IN with table 3, cookie 5, in_port 2 and reg0 7.
    expect(
      packet(
        '0104003c 00000000 00002320 00000011 00000009 0040 00 03 0000000000000005 000e 000000000000 00000002 0002 00010004 00000007 0000 0000 aabb',
      ),
    ).toEqual({
      type: 'packet-in',
      packetIn: {
        inPort: 2,
        reason: 'no_match',
        totalLength: 64,
        data: new Uint8Array([0xaa, 0xbb]),
        table: 3,
        cookie: 5n,
        bufferId: 9,
        metadata: { reg0: 7 },
      },
    })
    // NXT_PACKET_IN2 with a packet of two octets, its reason, in_port 2 and userdata.
    expect(
      packet(
        '01040038 00000000 00002320 0000001e 0000 0006 aabb 0000 0005 0005 02 000000 0006 000a 00000002 0002 000000000000 0007 0005 09 000000',
      ),
    ).toEqual({
      type: 'packet-in',
      packetIn: {
        inPort: 2,
        reason: 'invalid_ttl',
        totalLength: 2,
        data: new Uint8Array([0xaa, 0xbb]),
        metadata: {},
        userdata: new Uint8Array([9]),
      },
    })
  })

  it('of another version is what all versions have in common', () => {
    expect(plain.event(decodeMessage(new Uint8Array([4, 0, 0, 8, 0, 0, 0, 1])))).toEqual({ type: 'hello' })
    expect(plain.event(decodeMessage(new Uint8Array([4, 1, 0, 12, 0, 0, 0, 1, 0, 1, 0, 2])))).toMatchObject({
      errorType: 1,
      errorCode: 2,
    })
    expect(plain.event(decodeMessage(new Uint8Array([4, 21, 0, 8, 0, 0, 0, 1])))).toEqual({ type: 'other' })
  })

  const changes = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 6 })
  test.prop([fc.nat(messages.length - 1), changes], { numRuns: 3000 })(
    'of hostile bytes is one, too',
    (which, octetsToChange) => {
      const bytes = Uint8Array.from(messages[which] ?? [])
      for (const [at, octet] of octetsToChange) bytes[4 + (at % (bytes.length - 4))] = octet
      let message: Message
      try {
        message = decodeMessage(bytes)
      } catch {
        return
      }
      for (const dialect of [plain, extended]) {
        expect(dialect.event(message)).toHaveProperty('type')
        dialect.modificationOf(message)
        dialect.packetOutOf(message)
        for (const kind of ['flows', 'groups', 'groupDescriptions', 'ports', 'tables'] as const)
          dialect.statisticsItems(kind, message)
      }
    },
  )
})

import { type Action, apply, type Flow, gotoTable, type Match, type Modification, output } from '@vlcp/openflow'
import { type Confirmation, OpenFlowError, type VersionName } from '@vlcp/switch'
import { type Lab, openLab, requireLab } from '@vlcp/testkit'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openFrameworkSite, VERSIONS } from './framework.fixture.ts'

const instead = (match: Match, ...actions: readonly Action[]): Flow => ({
  table: 0,
  priority: 7,
  match,
  cookie: 1n,
  instructions: [apply(...actions)],
})
const put = (flow: Flow): Modification => ({ kind: 'put-flow', flow })
const flow = (...actions: readonly Action[]): Flow => instead({ in_port: 1 }, ...actions)

const OFPFF_CHECK_OVERLAP = 2
const UNKNOWN = Uint8Array.of(0xff, 0xff, 0, 16, 0, 0xab, 0xcd, 0xef, 1, 2, 3, 4, 5, 6, 7, 8)
const [GROUP, METER] = [5, 7]
const DROP = [{ type: 'drop', rate: 5 }] as const

/** Type, code, their names, and what of the change the error is about. */
type Said = readonly [number, number, string, string, string]

interface Case {
  readonly what: string
  readonly change: Modification
  readonly said: Said
  /** What OpenFlow 1.0 has instead; undefined where it has no form for the change, or nothing against it. */
  readonly said10: Said | undefined
}

/** OFPET_VENDOR: OpenFlow 1.0 has the errors of later versions as Nicira's. */
const ofNicira = (code: string, offending: string): Said => [0xb0c2, 0, 'NXET_VENDOR', code, offending]

const SELECTED = 'priority=7,in_port=1 actions=output:1'

const CASES: readonly Case[] = [
  {
    what: 'a port that cannot be',
    change: put(flow(output(0xffff_ff05))),
    said: [2, 4, 'OFPET_BAD_ACTION', 'OFPBAC_BAD_OUT_PORT', 'actions=4294967045'],
    said10: [2, 4, 'OFPET_BAD_ACTION', 'OFPBAC_BAD_OUT_PORT', 'actions=4294967045'],
  },
  {
    what: "a table of the switch's own",
    change: put({ ...flow(output(1)), table: 254 }),
    said: [1, 5, 'OFPET_BAD_REQUEST', 'OFPBRC_EPERM', `table:254 ${SELECTED}`],
    said10: [1, 5, 'OFPET_BAD_REQUEST', 'OFPBRC_EPERM', `table:254 ${SELECTED}`],
  },
  {
    what: 'a table that no flow is in',
    change: put({ ...flow(output(1)), table: 255 }),
    said: [5, 2, 'OFPET_FLOW_MOD_FAILED', 'OFPFMFC_BAD_TABLE_ID', `table:255 ${SELECTED}`],
    said10: undefined,
  },
  {
    what: 'an earlier table',
    change: put({ ...flow(), table: 5, instructions: [gotoTable(3)] }),
    said: [3, 2, 'OFPET_BAD_INSTRUCTION', 'OFPBIC_BAD_TABLE_ID', 'actions=goto_table:3'],
    said10: undefined,
  },
  {
    what: 'an overlap',
    change: put({ ...flow(output(1)), flags: OFPFF_CHECK_OVERLAP }),
    said: [5, 3, 'OFPET_FLOW_MOD_FAILED', 'OFPFMFC_OVERLAP', SELECTED],
    said10: [3, 1, 'OFPET_FLOW_MOD_FAILED', 'OFPFMFC_OVERLAP', SELECTED],
  },
  {
    what: 'an unknown group',
    change: put(flow({ type: 'group', group: 99 })),
    said: [2, 9, 'OFPET_BAD_ACTION', 'OFPBAC_BAD_OUT_GROUP', 'actions=group:99'],
    said10: ofNicira('OFPBAC_BAD_OUT_GROUP', 'actions=group:99'),
  },
  {
    what: 'an unknown meter',
    change: put({ ...flow(), instructions: [{ type: 'meter', meter: 99 }] }),
    said: [12, 2, 'OFPET_METER_MOD_FAILED', 'OFPMMFC_INVALID_METER', 'priority=7,in_port=1 actions=meter:99'],
    said10: undefined,
  },
  {
    what: 'an action it does not have',
    change: put(flow({ type: 'copy_ttl_in' })),
    said: [2, 0, 'OFPET_BAD_ACTION', 'OFPBAC_BAD_TYPE', 'actions=copy_ttl_in'],
    said10: undefined,
  },
  {
    what: 'an action nobody knows',
    change: put(flow({ type: 'unknown', bytes: UNKNOWN })),
    said: [2, 2, 'OFPET_BAD_ACTION', 'OFPBAC_BAD_EXPERIMENTER', 'actions=unknown(0xffff001000abcdef0102030405060708)'],
    said10: [2, 2, 'OFPET_BAD_ACTION', 'OFPBAC_BAD_VENDOR', 'actions=unknown(0xffff001000abcdef0102030405060708)'],
  },
  {
    what: 'an action for other packets',
    change: put(flow({ type: 'ct' })),
    said: [2, 10, 'OFPET_BAD_ACTION', 'OFPBAC_MATCH_INCONSISTENT', 'actions=ct()'],
    said10: ofNicira('OFPBAC_MATCH_INCONSISTENT', 'actions=ct()'),
  },
  {
    what: 'a field it does not have',
    change: put(instead({ eth_type: 0x86dd, ipv6_exthdr: 1 }, output(1))),
    said: [4, 6, 'OFPET_BAD_MATCH', 'OFPBMC_BAD_FIELD', 'match ipv6,ipv6_exthdr=0x1'],
    said10: ofNicira('OFPBMC_BAD_FIELD', 'match ipv6,ipv6_exthdr=0x1'),
  },
  {
    what: 'a packet it does not keep',
    change: { kind: 'put-flow', flow: flow(output(1)), bufferId: 5 },
    said: [1, 8, 'OFPET_BAD_REQUEST', 'OFPBRC_BUFFER_UNKNOWN', SELECTED],
    said10: [1, 8, 'OFPET_BAD_REQUEST', 'OFPBRC_BUFFER_UNKNOWN', SELECTED],
  },
  {
    what: 'a group that is there',
    change: { kind: 'add-group', group: { id: GROUP, type: 'all', buckets: [] } },
    said: [6, 0, 'OFPET_GROUP_MOD_FAILED', 'OFPGMFC_GROUP_EXISTS', 'group 5'],
    said10: ofNicira('OFPGMFC_GROUP_EXISTS', 'group 5'),
  },
  {
    what: 'a group that is not there',
    change: { kind: 'modify-group', group: { id: 6, type: 'all', buckets: [] } },
    said: [6, 8, 'OFPET_GROUP_MOD_FAILED', 'OFPGMFC_UNKNOWN_GROUP', 'group 6'],
    said10: ofNicira('OFPGMFC_UNKNOWN_GROUP', 'group 6'),
  },
  {
    what: 'a group without the bucket it needs',
    change: { kind: 'add-group', group: { id: 6, type: 'indirect', buckets: [] } },
    said: [6, 1, 'OFPET_GROUP_MOD_FAILED', 'OFPGMFC_INVALID_GROUP', 'group 6'],
    said10: ofNicira('OFPGMFC_INVALID_GROUP', 'group 6'),
  },
  {
    what: 'a meter that is there',
    change: { kind: 'add-meter', meter: { id: METER, unit: 'kbps', bands: DROP } },
    said: [12, 1, 'OFPET_METER_MOD_FAILED', 'OFPMMFC_METER_EXISTS', 'meter 7'],
    said10: undefined,
  },
  {
    what: 'a meter that is not there',
    change: { kind: 'modify-meter', meter: { id: 8, unit: 'kbps', bands: DROP } },
    said: [12, 3, 'OFPET_METER_MOD_FAILED', 'OFPMMFC_UNKNOWN_METER', 'meter 8'],
    said10: undefined,
  },
  {
    what: 'a band it does not have',
    change: {
      kind: 'add-meter',
      meter: { id: 8, unit: 'kbps', bands: [{ type: 'dscp_remark', rate: 5, levels: 1 }] },
    },
    said: [12, 8, 'OFPET_METER_MOD_FAILED', 'OFPMMFC_BAD_BAND', 'meter 8'],
    said10: undefined,
  },
]

const casesOf = (version: VersionName): readonly (Case & { readonly expected: Said })[] =>
  CASES.flatMap((one) => {
    const expected = version === '1.0' ? one.said10 : one.said
    return expected === undefined ? [] : [{ ...one, expected }]
  })

function said(error: unknown): Said | undefined {
  if (!(error instanceof OpenFlowError)) return undefined
  const { errorType, errorCode, typeName, codeName, offending = '' } = error
  return [errorType, errorCode, typeName, codeName, offending]
}

const rejection = async (change: () => Confirmation | Promise<void>): Promise<unknown> => {
  try {
    await change()
    return undefined
  } catch (error) {
    return error
  }
}

let lab: Lab
beforeAll(() => requireLab({ programs: ['ovs-vswitchd', 'ovs-ofctl'] }))
beforeEach(() => {
  lab = openLab({ name: 'refusals' })
})
afterEach(() => lab.close())

describe.each(VERSIONS)('a switch that speaks OpenFlow %s says what it refuses', (version) => {
  test('to whom asked for it, alone and in a bundle, and of what part', async () => {
    const { sw } = await openFrameworkSite(lab, version)
    const { session } = sw
    await session.modify(put(instead({}, output(1))))
    await session.modify({ kind: 'add-group', group: { id: GROUP, type: 'all', buckets: [] } })
    if (version !== '1.0') await session.modify({ kind: 'add-meter', meter: { id: METER, unit: 'kbps', bands: DROP } })
    const before = await session.flows()
    for (const { what, change, expected } of casesOf(version)) {
      const refused = await rejection(() => session.modify(change))
      expect(said(refused), what).toEqual(expected)
      expect((refused as OpenFlowError).message).toBe(
        `the switch refused it: ${expected[2]} ${expected[3]} (${expected[4]})`,
      )
      const good = [11, 12].map((in_port) => put(instead({ in_port }, output(1))))
      const [first, second, third] = await session.apply([...good.slice(0, 1), change, ...good.slice(1)])
      expect([first, third], what).toEqual([undefined, undefined])
      expect(said(second), what).toEqual(expected)
      expect(await session.flows({ match: { in_port: 11 } }), what).toHaveLength(1)
      expect(await session.flows({ match: { in_port: 12 } }), what).toHaveLength(1)
      await session.apply([11, 12].map((in_port) => ({ kind: 'remove-flows', filter: { match: { in_port } } })))
    }
    expect((await session.flows()).map(({ match }) => match)).toEqual(before.map(({ match }) => match))
  })

  test('when it is a packet or a port', async () => {
    const { session } = (await openFrameworkSite(lab, version)).sw
    const data = new Uint8Array(64)
    const from = await rejection(() => session.packetOut({ data, inPort: 0xffff_fff8, actions: [output(1)] }))
    expect(from).toMatchObject({ codeName: 'OFPBRC_BAD_PORT', offending: 'packet in_port=IN_PORT actions=output:1' })
    const to = await rejection(() => session.packetOut({ data, actions: [output(0xffff_ff05)] }))
    expect(to).toMatchObject({ codeName: 'OFPBAC_BAD_OUT_PORT', offending: 'actions=4294967045' })
    const kept = await rejection(() => session.packetOut({ bufferId: 5, actions: [output(1)] }))
    expect(kept).toMatchObject({ codeName: 'OFPBRC_BUFFER_UNKNOWN', offending: 'packet actions=output:1 buffer=0x5' })
    const port = await rejection(() => session.configurePort({ port: 99, mac: 5, down: true }))
    expect(port).toMatchObject({
      typeName: 'OFPET_PORT_MOD_FAILED',
      codeName: 'OFPPMFC_BAD_PORT',
      offending: 'port 99',
    })
  })
})

import {
  type Action,
  type Flow,
  type FlowFilter,
  type FlowRemoved,
  formatFlow,
  parseFlow,
  parseMatch,
} from '@vlcp/openflow'
import { describe, expect, it } from 'vitest'
import { FakeSwitch, NotExecutableError, RefusedError } from './index.ts'

const switchWith = (...flows: readonly string[]): FakeSwitch => new FakeSwitch({ ports: [1, 2, 3], flows })
const texts = (fake: FakeSwitch): string[] => fake.flows.map((flow) => formatFlow(flow))
const codeOf = (fake: FakeSwitch, flow: Flow): string | undefined => fake.apply({ kind: 'put-flow', flow })?.code

describe('put-flow', () => {
  it('replaces the flow of the same table, priority and match, however the match is written, and keeps its counters', () => {
    const fake = switchWith('priority=5,xreg0=0x100000002,actions=output:2')
    fake.process(1, new Uint8Array(60))
    fake.put('priority=5,reg0=1,reg1=2,actions=output:3')
    expect(texts(fake)).toEqual([expect.stringMatching(/reg0=0x1,reg1=0x2 actions=output:3/)])
  })

  it('counts packets and octets, from zero where the flow says so', () => {
    const fake = switchWith('actions=output:2')
    fake.process(1, new Uint8Array(60))
    fake.process(3, new Uint8Array(100))
    fake.put('actions=output:3')
    expect(fake.flows[0]).toMatchObject({ packets: 2n, bytes: 160n })
    fake.put('reset_counts,actions=output:3')
    expect(fake.flows[0]).toMatchObject({ packets: 0n, bytes: 0n })
  })

  it.each([
    ['an overlap, when asked', 'check_overlap,priority=32768,in_port=1,actions=drop', 'OFPFMFC_OVERLAP'],
    ['an overlap with a flow of the same priority only', 'check_overlap,priority=5,in_port=1,actions=drop', undefined],
    ['a way back', 'table=4,actions=goto_table:4', 'OFPBIC_BAD_TABLE_ID'],
    ['a group that is not there', 'actions=group:7', 'OFPBAC_BAD_OUT_GROUP'],
  ])('refuses, or not, %s', (_, text, code) => {
    expect(codeOf(switchWith('ip,actions=drop'), parseFlow(text))).toBe(code)
  })

  const base: Flow = { table: 0, priority: 1, cookie: 0n, match: {}, instructions: [] }
  const applying = (...actions: readonly Action[]): Flow => ({
    ...base,
    instructions: [{ type: 'apply_actions', actions }],
  })
  it.each([
    ['a table there cannot be', { ...base, table: 255 }, 'OFPFMFC_BAD_TABLE_ID'],
    ['a field without its prerequisite', { ...base, match: { tcp_dst: 80 } }, 'OFPBMC_BAD_PREREQ'],
    ['a value wider than its field', { ...base, match: { eth_type: 0x10000 } }, 'OFPBMC_BAD_VALUE'],
    ['bits its mask ignores', { ...base, match: { reg0: { value: 3, mask: 1 } } }, 'OFPBMC_BAD_WILDCARDS'],
    ['an action on a header that need not be there', applying({ type: 'dec_ttl' }), 'OFPBAC_MATCH_INCONSISTENT'],
    ['a port that no packet leaves', applying({ type: 'output', port: 0xffff_ffff }), 'OFPBAC_BAD_OUT_PORT'],
    ['a tag taken off that need not be there', applying({ type: 'pop_vlan' }), 'OFPBAC_MATCH_INCONSISTENT'],
    [
      'a field that is not written',
      applying({ type: 'set_field', field: 'eth_type', value: 1 }),
      'OFPBAC_BAD_SET_ARGUMENT',
    ],
    ['a tag of another ethertype', applying({ type: 'push_vlan', ethertype: 0x800 }), 'OFPBAC_BAD_ARGUMENT'],
  ] satisfies [string, Flow, string][])('refuses %s', (_, flow, code) => {
    expect(codeOf(switchWith(), flow)).toBe(code)
  })

  it.each([
    [{ type: 'push_pbb', ethertype: 0x88e7 }, 'push_pbb'],
    [{ type: 'decap' }, 'decap'],
    [{ type: 'unknown', bytes: Uint8Array.of(1, 2) }, 'the unknown action 0x0102'],
    [{ type: 'clone', actions: [{ type: 'copy_ttl_in' }] }, 'copy_ttl_in'],
  ] as const)('says that it does not execute %j', (action, what) => {
    expect(() => switchWith().apply({ kind: 'put-flow', flow: applying(action) })).toThrow(new NotExecutableError(what))
  })

  it('throws from put and the constructor what apply returns', () => {
    expect(() => switchWith('actions=group:7')).toThrow(RefusedError)
    expect(() => switchWith().put('actions=group:7')).toThrow(
      'OFPET_BAD_ACTION OFPBAC_BAD_OUT_GROUP: there is no group 7',
    )
  })
})

describe('changes and removals', () => {
  const FLOWS = [
    'cookie=0x11,priority=9,ip,nw_dst=10.0.0.0/24,actions=output:1',
    'cookie=0x12,priority=8,ip,nw_dst=10.0.0.7,actions=output:2',
    'cookie=0x21,table=1,priority=7,actions=group:5,output:2',
    'cookie=0x22,table=1,priority=6,arp,actions=write_actions(output:3)',
  ]
  const filled = (onFlowRemoved?: (removed: FlowRemoved) => void): FakeSwitch =>
    new FakeSwitch({
      ports: [1, 2, 3],
      groups: ['group_id=5,type=all,bucket=actions=output:3'],
      flows: FLOWS,
      ...(onFlowRemoved && { onFlowRemoved }),
    })
  const left = (fake: FakeSwitch): string => fake.flows.map(({ priority }) => priority).join()

  it.each([
    [{}, ''],
    [{ table: 0 }, '7,6'],
    [{ match: parseMatch('ip') }, '7,6'],
    [{ match: parseMatch('ip,nw_dst=10.0.0.0/24') }, '7,6'],
    [{ match: parseMatch('ip,nw_dst=10.0.0.7') }, '9,7,6'],
    [{ cookie: 0x10n, cookieMask: 0xf0n }, '7,6'],
    [{ cookie: 0x22n }, '9,8,7'],
    [{ outPort: 2 }, '9,6'],
    [{ outPort: 3 }, '9,8,7'],
    [{ outGroup: 5 }, '9,8,6'],
  ] satisfies [FlowFilter, string][])('removes what %o means', (filter, rest) => {
    const fake = filled()
    expect(fake.apply({ kind: 'remove-flows', filter })).toBeUndefined()
    expect(left(fake)).toBe(rest)
  })

  it('removes exactly one flow, and only with its cookie where one is given', () => {
    const fake = filled()
    const { table, priority, match } = parseFlow(FLOWS[0] ?? '')
    fake.apply({ kind: 'remove-flow', flow: { table, priority: 1, match } })
    fake.apply({ kind: 'remove-flow', flow: { table, priority, match, cookie: 0x12n } })
    expect(left(fake)).toBe('9,8,7,6')
    fake.apply({ kind: 'remove-flow', flow: { table, priority, match, cookie: 0x11n } })
    expect(left(fake)).toBe('8,7,6')
  })

  it('gives flows other instructions and adds none', () => {
    const fake = filled()
    const { instructions } = parseFlow('actions=output:3')
    fake.apply({ kind: 'modify-flows', filter: { match: parseMatch('ip') }, instructions })
    fake.apply({ kind: 'modify-flow', flow: parseFlow('table=1,priority=6,arp,actions=output:1') })
    fake.apply({ kind: 'modify-flow', flow: parseFlow('table=1,priority=5,arp,actions=output:1') })
    expect(texts(fake).map((text) => text.replace(/.*actions=/, ''))).toEqual([
      'output:3',
      'output:3',
      'group:5,output:2',
      'output:1',
    ])
  })

  it('removes the flows of a group with it, and tells of those that want it told', () => {
    const told: FlowRemoved[] = []
    const fake = filled((removed) => told.push(removed))
    fake.put('send_flow_rem,table=2,priority=3,actions=group:5')
    fake.apply({ kind: 'remove-group', group: { id: 5 } })
    expect(left(fake)).toBe('9,8,6')
    expect(told).toMatchObject([{ reason: 'group_delete', table: 2, priority: 3 }])
  })

  it.each([
    ['add-group', 'group_id=5,type=all', 'OFPGMFC_GROUP_EXISTS'],
    ['modify-group', 'group_id=6,type=all', 'OFPGMFC_UNKNOWN_GROUP'],
  ] as const)('answers %s with an error where the group is, or is not, there', (kind, text, code) => {
    expect(filled().apply({ kind, group: { id: Number(/\d+/.exec(text)?.[0]), type: 'all', buckets: [] } })?.code).toBe(
      code,
    )
  })

  it('leaves a flow as it is when its new instructions are refused', () => {
    const fake = filled()
    const change = parseFlow('table=1,priority=6,arp,actions=group:99')
    expect(fake.apply({ kind: 'modify-flow', flow: change })?.code).toBe('OFPBAC_BAD_OUT_GROUP')
    expect(texts(fake).at(-1)).toContain('write_actions(output:3)')
  })

  it.each([
    ['a reserved number', { id: 0xffff_ff01, type: 'all', buckets: [] }, 'OFPGMFC_INVALID_GROUP'],
    [
      'two buckets of one id',
      {
        id: 9,
        type: 'all',
        buckets: [
          { id: 1, actions: [] },
          { id: 1, actions: [] },
        ],
      },
      'OFPGMFC_BUCKET_EXISTS',
    ],
  ] as const)('refuses a group with %s', (_, group, code) => {
    expect(filled().apply({ kind: 'add-group', group })?.code).toBe(code)
  })

  it('removes all groups at once', () => {
    const fake = filled()
    fake.apply({ kind: 'add-group', group: { id: 6, type: 'all', buckets: [] } })
    fake.apply({ kind: 'remove-group', group: { id: 0xffff_fffc } })
    expect(fake.groups).toEqual([])
    expect(left(fake)).toBe('9,8,6')
  })

  it('has room again for as many flows as were removed', () => {
    const fake = new FakeSwitch({ ports: [1] })
    const put = (metadata: number) =>
      fake.apply({
        kind: 'put-flow',
        flow: { table: 0, priority: 1, cookie: 0n, match: { metadata: BigInt(metadata) }, instructions: [] },
      })
    let room = 0
    while (room < 1_000_000 && put(room) === undefined) room++
    expect(put(room)?.code).toBe('OFPFMFC_TABLE_FULL')
    fake.apply({ kind: 'remove-flows', filter: {} })
    expect(put(room)).toBeUndefined()
  })

  it('removes flows when their time is over', () => {
    const told: FlowRemoved[] = []
    const fake = new FakeSwitch({
      ports: [1, 2],
      flows: [
        'send_flow_rem,priority=2,in_port=1,idle_timeout=10,actions=output:2',
        'priority=1,hard_timeout=15,actions=drop',
      ],
      onFlowRemoved: (removed) => told.push(removed),
    })
    fake.tick(9)
    fake.process(1, new Uint8Array(60))
    fake.tick(9)
    expect(left(fake)).toBe('2')
    fake.tick(1)
    expect(left(fake)).toBe('')
    expect(told).toMatchObject([{ reason: 'idle_timeout', durationS: 19, packets: 1n, bytes: 60n }])
  })
})

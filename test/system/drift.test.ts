import type { DumpedFlow } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addMember,
  cookieMark,
  createLocalNetwork,
  forwardingState,
  openSite,
  settledState,
  waitForPing,
  waitForState,
  type Site,
} from './site.ts'

/** The promise: repaired within ten seconds. */
const repairMs = 10_000

let site: Site
let state: string[]
beforeAll(async () => {
  site = await openSite('drift')
  await createLocalNetwork(site, 'red')
  const first = await addMember(site, { network: 'red', name: 'a', host: 1 })
  const second = await addMember(site, { network: 'red', name: 'b', host: 2 })
  await waitForPing(first, second)
  state = await settledState(site.bridge)
})
afterAll(() => site?.lab.close())

async function flowOfAPort(): Promise<DumpedFlow> {
  const flow = (await site.bridge.dumpFlows()).find(({ match }) => /^in_port=\d+$/.test(match))
  if (flow === undefined) throw new Error('no flow matches a port alone')
  return flow
}

function strict({ table, priority, match }: DumpedFlow): string {
  return `table=${table},priority=${priority}${match === '' ? '' : `,${match}`}`
}

test('every flow bears our cookie', async () => {
  const flows = await site.bridge.dumpFlows()
  expect(flows.length).toBeGreaterThan(0)
  expect(flows.filter(({ cookie }) => cookie >> 48n !== cookieMark)).toEqual([])
})

test('a removed flow comes back', async () => {
  const { bridge } = site
  await bridge.ofctl('del-flows', strict(await flowOfAPort()), '--strict')
  await waitForState(bridge, state, repairMs)
})

test('all flows and groups removed at once come back, and pings with them', async () => {
  const { bridge } = site
  await bridge.ofctl('del-flows')
  await bridge.ofctl('del-groups')
  await waitForState(bridge, state, repairMs)
})

test('a modified flow gets its actions back', async () => {
  const { bridge } = site
  await bridge.ofctl('mod-flows', `${strict(await flowOfAPort())},actions=drop`, '--strict')
  expect(await forwardingState(bridge)).not.toEqual(state)
  await waitForState(bridge, state, repairMs)
})

test('a flow of ours that somebody replaced by one with another cookie is put back', async () => {
  const { bridge } = site
  await bridge.ofctl('add-flow', `cookie=0x77,${strict(await flowOfAPort())},actions=drop`)
  await waitForState(bridge, state, repairMs)
})

test('a modified group gets its buckets back', async () => {
  const { bridge } = site
  const [group] = await bridge.dumpGroups()
  const id = /^group_id=(\d+)/.exec(group ?? '')?.[1]
  if (id === undefined) throw new Error(`no group in ${state.join('\n')}`)
  await bridge.ofctl('mod-group', `group_id=${id},type=all,bucket=actions=drop`)
  await waitForState(bridge, state, repairMs)
})

test('a flow added with our cookie is removed, flows with foreign cookies stay', async () => {
  const { bridge } = site
  const ours = `0x${((cookieMark << 48n) | 0x1234n).toString(16)}`
  // The last one differs from ours in the lowest of the 16 bits that tell.
  const foreign = ['0x0', '0x1234', '0x564d000000000001']
  for (const [index, cookie] of foreign.entries()) {
    await bridge.ofctl('add-flow', `cookie=${cookie},table=0,priority=60000,in_port=${900 + index},actions=drop`)
  }
  const withForeign = await forwardingState(bridge)
  expect(withForeign).toHaveLength(state.length + foreign.length)
  await bridge.ofctl('add-flow', `cookie=${ours},table=0,priority=60000,in_port=950,actions=drop`)
  await bridge.ofctl('add-flow', `cookie=${ours},table=200,priority=1,arp,actions=drop`)
  await waitForState(bridge, withForeign, repairMs)
  await bridge.ofctl('del-flows', 'table=0,in_port=900')
  await bridge.ofctl('del-flows', 'table=0,in_port=901')
  await bridge.ofctl('del-flows', 'table=0,in_port=902')
  await waitForState(bridge, state, repairMs)
})

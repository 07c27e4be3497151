import { waitFor } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addMember,
  createLocalNetwork,
  forwardingState,
  openSite,
  settledState,
  waitForPing,
  waitForState,
  type Site,
} from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite('ovsdb-restart')
  await createLocalNetwork(site, 'red')
})
afterAll(() => site?.lab.close())

/** Waits until the controller says of its database that it is, or is not, live. */
async function waitForReplica(isLive: boolean): Promise<void> {
  const state = async (): Promise<boolean> => {
    const { ovsdb } = await site.controller.call<{ ovsdb: { state: string }[] }>('controller', 'status')
    return ovsdb.every((database) => (database.state === 'live') === isLive)
  }
  await waitFor(state, { what: `the database to be ${isLive ? '' : 'not '}live`, timeoutMs: 30_000 })
}

// Pings during the outage prove nothing: without a database this userspace datapath forwards nothing, whoever manages it.

test('a restart of ovsdb-server loses nothing, and later port changes are still seen', async () => {
  const { bridge } = site
  const first = await addMember(site, { network: 'red', name: 'a', host: 1 })
  const second = await addMember(site, { network: 'red', name: 'b', host: 2 })
  await waitForPing(first, second)
  const state = await settledState(bridge)
  const recorder = await bridge.monitorFlows()

  await bridge.ovs.stopDatabase('SIGKILL')
  await waitForReplica(false)
  await bridge.ovs.startDatabase()
  await waitForReplica(true)
  await waitForPing(first, second, 30_000)
  expect(await recorder.events()).toEqual([])

  const third = await addMember(site, { network: 'red', name: 'c', host: 3 })
  await waitForPing(first, third, 30_000)
  await third.unplug()
  await waitForState(bridge, state, 30_000)

  // Of the flows that were there before, none was touched; only those of the third endpoint came and went.
  const events = await recorder.events()
  const count = (kind: string): number => events.filter((event) => event.startsWith(`event=${kind}`)).length
  expect(count('MODIFIED')).toBe(0)
  expect(count('ADDED')).toBeGreaterThan(0)
  expect(count('DELETED')).toBe(count('ADDED'))
})

test('what changed in the database while ovsdb-server was away is noticed afterwards', async () => {
  const { bridge } = site
  const state = await settledState(bridge)
  const fourth = await addMember(site, { network: 'red', name: 'd', host: 4 })
  await waitFor(async () => (await forwardingState(bridge)).length > state.length, {
    what: 'the flows of a fourth port',
  })
  await bridge.ovs.stopDatabase()
  await waitForReplica(false)
  const where = [['name', '==', fourth.port]]
  await bridge.ovs.editStoppedDatabase({ op: 'update', table: 'Interface', where, row: { external_ids: ['map', []] } })
  await bridge.ovs.startDatabase()
  await waitForReplica(true)
  await waitForState(bridge, state, 30_000)
  await bridge.ovs.vsctl('set', 'interface', fourth.port, 'external_ids:iface-id=port-d')
  await waitFor(async () => (await forwardingState(bridge)).length > state.length, {
    what: 'the flows of a fourth port',
  })
})

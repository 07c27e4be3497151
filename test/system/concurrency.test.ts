import { ApiError, waitFor, type Endpoint } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { switchReport, waitForSync } from './report.ts'
import {
  addMember,
  createLocalNetwork,
  forwardingState,
  openSite,
  settledState,
  waitForPing,
  type Site,
} from './site.ts'

let site: Site
let first: Endpoint
let second: Endpoint

beforeAll(async () => {
  site = await openSite('concurrency')
  for (const network of ['red', 'blue']) await createLocalNetwork(site, network)
  first = await addMember(site, { network: 'red', name: 'steady1', host: 1 })
  second = await addMember(site, { network: 'red', name: 'steady2', host: 2 })
  await waitForPing(first, second)
})
afterAll(() => site?.lab.close())

/** Numbers that look random and are the same in every run. */
function sequence(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
}

const portCount = 12

/** One API client that creates, changes and deletes the same ports as the others; refusals are part of that. */
async function client(seed: number, rounds: number): Promise<{ done: number; refused: number }> {
  const next = sequence(seed)
  const count = { done: 0, refused: 0 }
  for (let round = 0; round < rounds; round++) {
    const id = `port-${next(portCount)}`
    const mac_address = `02:00:00:00:01:${next(portCount).toString(16).padStart(2, '0')}`
    const logicalnetwork = ['red', 'blue'][next(2)]
    const [operation, params] = (
      [
        ['createlogicalport', { id, logicalnetwork, mac_address }],
        ['createlogicalport', { id, logicalnetwork }],
        ['updatelogicalport', { id, mac_address }],
        ['updatelogicalport', { id, mac_address: null }],
        ['deletelogicalport', { id }],
      ] as const
    )[next(5)] ?? ['deletelogicalport', { id }]
    await site.controller.call('viperflow', operation, params).then(
      () => count.done++,
      (error: unknown) => {
        if (!(error instanceof ApiError) || error.status >= 500) throw error
        count.refused++
      },
    )
  }
  return count
}

/** Interfaces of those ports that come and go on the bridge, sometimes with another iface-id. */
async function plugger(seed: number, rounds: number): Promise<void> {
  const { bridge } = site
  const next = sequence(seed)
  for (let round = 0; round < rounds; round++) {
    const device = `d${next(portCount)}`
    const ifaceId = `external_ids:iface-id=port-${next(portCount)}`
    const plug = ['--may-exist', 'add-port', bridge.name, device, '--', 'set', 'interface', device, 'type=internal']
    const command = next(3) === 0 ? ['--if-exists', 'del-port', bridge.name, device] : [...plug, ifaceId]
    await bridge.ovs.vsctl(...command)
  }
}

test('clients that write at once while ports come and go leave what a fresh start computes', async () => {
  const { bridge, controller } = site
  const ping = first.startPing(second)
  const [a, b] = await Promise.all([client(1, 400), client(2, 400), plugger(3, 80)])
  expect(a.done + b.done).toBeGreaterThan(100)
  expect(a.refused + b.refused).toBeGreaterThan(100)
  const state = await settledState(bridge)
  const report = await switchReport(controller, bridge)
  expect(report).toMatchObject({ state: 'in sync', refused: [], faults: [] })
  expect(report?.counters?.drift).toEqual({ missing: 0, altered: 0, foreign: 0 })
  // How many of the others are left depends on who came first.
  expect(report?.ports.logical).toBeGreaterThanOrEqual(2)

  const recorder = await bridge.monitorFlows()
  await controller.kill('SIGKILL')
  await controller.restart()
  const fresh = await waitForSync(controller, bridge, { logical: report?.ports.logical ?? 0 })
  // Until a second reading: the comparison after the first is over then.
  const audits = async (): Promise<number> => (await switchReport(controller, bridge))?.counters?.audits ?? 0
  await waitFor(async () => (await audits()) >= 2, { what: 'a second reading' })
  expect(fresh.counters).toMatchObject({ flowsSent: 0, groupsSent: 0 })
  expect(await recorder.events()).toEqual([])
  expect(await forwardingState(bridge)).toEqual(state)
  await recorder.stop()
  expect((await ping.stop()).lostSequence).toEqual([])
})

test('a controller killed in the middle of writes and port changes catches up with both', async () => {
  const { bridge, controller } = site
  for (let round = 0; round < 3; round++) {
    const writing = client(10 + round, 1_000).catch((error: unknown) => error)
    const plugging = plugger(20 + round, 25)
    // Somewhere in the middle: the first of these writes has been seen by the switch.
    const before = (await switchReport(controller, bridge))?.counters?.flowsSent ?? 0
    await waitFor(async () => ((await switchReport(controller, bridge))?.counters?.flowsSent ?? 0) > before, {
      what: 'a change on the switch',
    })
    await controller.kill('SIGKILL')
    await plugging
    await writing
    await controller.restart()
    await waitFor(async () => (await switchReport(controller, bridge))?.state === 'in sync', { what: 'the controller' })
  }
  const state = await settledState(bridge)
  expect(await switchReport(controller, bridge)).toMatchObject({ refused: [], faults: [] })
  await bridge.ofctl('del-flows')
  await bridge.ofctl('del-groups')
  await controller.kill('SIGKILL')
  await controller.restart()
  await waitFor(async () => (await forwardingState(bridge)).join('\n') === state.join('\n'), {
    what: 'the same flows on an empty switch',
    timeoutMs: 20_000,
  })
  await waitForPing(first, second)
})
